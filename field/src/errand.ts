/** Saying a small thing to the server: kept first, told as soon as there is a line. */

import { uuid } from "./core/text";
import { digests, own, seen } from "./state";

/** Kept on the phone once this resolves; whether it is already with the server, `seen.errands` says. Throws Full. */
export async function told(title: string, method: "POST" | "PUT", path: string, body: object): Promise<void> {
  await own.errands.add({ id: uuid(digests.random(16)), title, method, path, body });
  await tellAll();
}

let telling: Promise<void> | undefined;

/** Safe to call whenever there may be a line; one round at a time. */
export async function tellAll(): Promise<void> {
  while (telling) await telling;
  telling = round().finally(() => (telling = undefined));
  return telling;
}

async function round(): Promise<void> {
  try {
    if (own.client.token) await own.errands.drain((method, path, body) => own.client.call(method, path, body));
  } finally {
    seen.errands = own.errands.items;
  }
}

export async function putAway(id: string): Promise<void> {
  await own.errands.drop(id);
  seen.errands = own.errands.items;
}
