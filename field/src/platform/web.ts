/** The browser: IndexedDB, WebCrypto with keys that cannot be read out, fetch. */

import { lineKind } from "../core/leave";
import { Full, type Answer, type Network, type Shelf, type Signer } from "../core/ports";
import { fromBase64, utf8 } from "../core/text";
import type { Cipher } from "../core/vault";
import type { Place, Platform } from "./port";

const DATABASE = "yimi-field";
const BYTES = "bytes";
const KEYS = "keys";
const CURVE = { name: "ECDSA", namedCurve: "P-256" } as const;
const LINE_TIMEOUT_MS = 60_000;

let opened: Promise<IDBDatabase> | undefined;

function database(): Promise<IDBDatabase> {
  opened ??= new Promise((resolve, reject) => {
    const asked = indexedDB.open(DATABASE, 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore(BYTES);
      asked.result.createObjectStore(KEYS);
    };
    asked.onsuccess = () => resolve(asked.result);
    asked.onerror = () => reject(asked.error);
  });
  return opened;
}

/** One transaction; resolves when the disk has it, not before. */
async function within<T>(
  store: string,
  mode: IDBTransactionMode,
  work: (objects: IDBObjectStore) => IDBRequest<T>,
): Promise<T> {
  const known = await database();
  return new Promise((resolve, reject) => {
    const transaction = known.transaction(store, mode, { durability: "strict" });
    const asked = work(transaction.objectStore(store));
    transaction.oncomplete = () => resolve(asked.result);
    transaction.onabort = () => reject(full(transaction.error) ? new Full() : transaction.error);
  });
}

function full(error: DOMException | null): boolean {
  return error?.name === "QuotaExceededError";
}

const shelf: Shelf = {
  async get(name) {
    return (await within<Uint8Array | undefined>(BYTES, "readonly", (objects) => objects.get(name) as IDBRequest<Uint8Array | undefined>)) ?? undefined;
  },
  async put(name, bytes) {
    await within(BYTES, "readwrite", (objects) => objects.put(bytes, name));
  },
  async remove(name) {
    await within(BYTES, "readwrite", (objects) => objects.delete(name));
  },
  async names(prefix) {
    const range = IDBKeyRange.bound(prefix, `${prefix}\uffff`);
    return (await within(BYTES, "readonly", (objects) => objects.getAllKeys(range))).map(String);
  },
  async wipe() {
    await within(BYTES, "readwrite", (objects) => objects.clear());
  },
};

async function kept<T>(name: string, make: () => Promise<T>): Promise<T> {
  const found = await within<T | undefined>(KEYS, "readonly", (objects) => objects.get(name) as IDBRequest<T | undefined>);
  if (found !== undefined) return found;
  const made = await make();
  await within(KEYS, "readwrite", (objects) => objects.put(made, name));
  return made;
}

async function signer(): Promise<Signer> {
  const pair = await kept("device", () => crypto.subtle.generateKey(CURVE, false, ["sign", "verify"]));
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  return {
    jwk: { kty: kty ?? "", crv: crv ?? "", x: x ?? "", y: y ?? "" },
    sign: async (bytes) =>
      new Uint8Array(await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, pair.privateKey, bytes)),
  };
}

async function cipher(): Promise<Cipher> {
  const make = () => crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const key = await kept("cipher", make);
  return {
    async seal(name, bytes) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv, additionalData: utf8(name) }, key, bytes);
      const both = new Uint8Array(12 + sealed.byteLength);
      both.set(iv);
      both.set(new Uint8Array(sealed), 12);
      return both;
    },
    async open(name, sealed) {
      const how = { name: "AES-GCM", iv: sealed.subarray(0, 12), additionalData: utf8(name) };
      return new Uint8Array(await crypto.subtle.decrypt(how, key, sealed.subarray(12)));
    },
  };
}

async function line(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string | Uint8Array,
): Promise<Answer> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), LINE_TIMEOUT_MS);
  try {
    const request: RequestInit = { method, headers, signal: stop.signal, credentials: "omit", cache: "no-store" };
    if (body !== undefined) request.body = body;
    const answer = await fetch(path, request);
    const text = await answer.text();
    return { status: answer.status, header: (name) => answer.headers.get(name), text: () => text };
  } finally {
    clearTimeout(timer);
  }
}

function place(): Promise<Place | undefined> {
  return new Promise((resolve) => {
    navigator.geolocation.getCurrentPosition(
      ({ coords }) =>
        resolve({
          longitude: coords.longitude,
          latitude: coords.latitude,
          accuracy_m: coords.accuracy,
          coordinate_source: "wgs84",
        }),
      () => resolve(undefined),
      { enableHighAccuracy: true, timeout: 8_000, maximumAge: 0 },
    );
  });
}

async function network(): Promise<Network> {
  if (!navigator.onLine) return "none";
  return lineKind((navigator as { connection?: { type?: string } }).connection?.type);
}

async function hmac(hash: string, key: Uint8Array, bytes: Uint8Array): Promise<Uint8Array> {
  const made = await crypto.subtle.importKey("raw", key, { name: "HMAC", hash }, false, ["sign"]);
  return new Uint8Array(await crypto.subtle.sign("HMAC", made, bytes));
}

export const platform: Platform = {
  shelf,
  line,
  place,
  network,
  clocks: { wall: () => Date.now(), steady: () => performance.now() },
  digests: {
    sha256: async (bytes) => new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)),
    hmacSha1: (key, bytes) => hmac("SHA-1", key, bytes),
    hmacSha256: (key, bytes) => hmac("SHA-256", key, bytes),
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
  },
  keys: async () => ({ signer: await signer(), cipher: await cipher() }),
  async forget() {
    await within(BYTES, "readwrite", (objects) => objects.clear());
    await within(KEYS, "readwrite", (objects) => objects.clear());
  },
  read: async (path) => fromBase64(path.slice(path.indexOf(",") + 1)), // a drawing is handed over as a data: address
  wechatCode: () => Promise.reject(new Error("不在微信里")),
  device: () => (/Android/.test(navigator.userAgent) ? "安卓手机" : /iPhone/.test(navigator.userAgent) ? "iPhone" : "浏览器"),
};
