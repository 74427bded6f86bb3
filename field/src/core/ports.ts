/** What the pure core asks of the device. Each platform answers in its own way (`platform/`). */

/** Bytes under names, on the device. `put` throws `Full` when there is no room; what was acknowledged stays. */
export interface Shelf {
  get(name: string): Promise<Uint8Array | undefined>;
  put(name: string, bytes: Uint8Array): Promise<void>;
  remove(name: string): Promise<void>;
  names(prefix: string): Promise<string[]>;
  wipe(): Promise<void>;
}

export class Full extends Error {
  constructor() {
    super("手机存储已满，这一份没有保存。请清理空间后再拍。");
  }
}

/** The device's own key: it never leaves, it only signs. */
export interface Signer {
  readonly jwk: Record<"kty" | "crv" | "x" | "y", string>;
  sign(bytes: Uint8Array): Promise<Uint8Array>;
}

export interface Digests {
  sha256(bytes: Uint8Array): Promise<Uint8Array>;
  hmacSha1(key: Uint8Array, bytes: Uint8Array): Promise<Uint8Array>;
  hmacSha256(key: Uint8Array, bytes: Uint8Array): Promise<Uint8Array>;
  random(length: number): Uint8Array;
}

export interface Answer {
  readonly status: number;
  header(name: string): string | null;
  text(): string;
}

/** One request over whatever line there is. Rejects when no answer came. */
export type Line = (
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string | Uint8Array,
) => Promise<Answer>;

/** A clock on the wall, which anybody can set, and one that only ever counts up while the client runs. */
export interface Clocks {
  wall(): number;
  /** Milliseconds by a clock nobody can set; undefined where the platform has none. */
  steady(): number | undefined;
}

/** unknown: there is a line, and the platform does not say of what kind (Safari, Firefox). It may cost money. */
export type Network = "none" | "mobile" | "wifi" | "unknown";
