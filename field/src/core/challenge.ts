/** The code of a picture taken without a signal, derived from the seed issued with the session. */

import type { Digests } from "./ports";
import { utf8 } from "./text";

/** HMAC-SHA256(seed, client id as 32 hexadecimal digits), first four bytes big-endian, modulo 10000. */
export async function offlineCode(seed: string, clientId: string, digests: Digests): Promise<string> {
  const made = await digests.hmacSha256(utf8(seed), utf8(clientId.replace(/-/g, "")));
  const word = new DataView(made.buffer, made.byteOffset, 4).getUint32(0);
  return String(word % 10000).padStart(4, "0");
}
