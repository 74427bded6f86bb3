/** A shelf whose contents are encrypted; the names are not secret. */

import type { Shelf } from "./ports";

export interface Cipher {
  seal(name: string, bytes: Uint8Array): Promise<Uint8Array>;
  open(name: string, sealed: Uint8Array): Promise<Uint8Array>;
}

export function vault(shelf: Shelf, cipher: Cipher): Shelf {
  return {
    async get(name) {
      const sealed = await shelf.get(name);
      return sealed && cipher.open(name, sealed);
    },
    put: async (name, bytes) => shelf.put(name, await cipher.seal(name, bytes)),
    remove: (name) => shelf.remove(name),
    names: (prefix) => shelf.names(prefix),
    wipe: () => shelf.wipe(),
  };
}
