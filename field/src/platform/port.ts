import type { Cipher } from "../core/vault";
import type { Clocks, Digests, Line, Network, Shelf, Signer } from "../core/ports";

export interface Place {
  longitude: number;
  latitude: number;
  accuracy_m: number;
  coordinate_source: "wgs84" | "gcj02";
}

/** All that differs between a browser and WeChat. */
export interface Platform {
  readonly shelf: Shelf;
  readonly digests: Digests;
  readonly clocks: Clocks;
  readonly line: Line;
  /** The device's key and cipher; made at the first call, gone after `forget`. */
  keys(): Promise<{ signer: Signer; cipher: Cipher }>;
  forget(): Promise<void>;
  place(): Promise<Place | undefined>;
  network(): Promise<Network>;
  device(): string;
  /** The bytes of a temporary file that the platform itself made, such as a drawing. */
  read(path: string): Promise<Uint8Array>;
  /** What WeChat says about who holds the phone, good for one sign-in. Rejects outside WeChat. */
  wechatCode(): Promise<string>;
}
