/** The code that changes (RFC 6238, HMAC-SHA1, six digits): what a volunteer reads off the worker's phone. */

import type { Digests } from "./ports";
import { fromBase32 } from "./text";

export interface Key {
  secret: string;
  step_s: number;
}

export interface Shown {
  code: string;
  /** How long it will still be shown. */
  seconds: number;
}

export async function shownAt(key: Key, milliseconds: number, digests: Digests): Promise<Shown> {
  const seconds = Math.floor(milliseconds / 1000);
  const step = new DataView(new ArrayBuffer(8));
  step.setUint32(4, Math.floor(seconds / key.step_s));
  const made = await digests.hmacSha1(fromBase32(key.secret), new Uint8Array(step.buffer));
  const at = (made[made.length - 1] ?? 0) & 15;
  const word = new DataView(made.buffer, made.byteOffset + at, 4).getUint32(0) & 0x7fffffff;
  return { code: String(word % 1_000_000).padStart(6, "0"), seconds: key.step_s - (seconds % key.step_s) };
}
