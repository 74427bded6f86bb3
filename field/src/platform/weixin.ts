/** WeChat: files in the user folder, wx.request without PATCH, keys kept by WeChat's encrypted storage. */

import { gcm } from "@noble/ciphers/aes";
import { p256 } from "@noble/curves/nist";
import { hmac } from "@noble/hashes/hmac";
import { sha1 } from "@noble/hashes/legacy";
import { sha256 } from "@noble/hashes/sha2";

import { Full, type Answer, type Network, type Shelf, type Signer } from "../core/ports";
import { base64url, fromHex, hex, utf8 } from "../core/text";
import type { Cipher } from "../core/vault";
import { home } from "./home";
import type { Place, Platform } from "./port";

const FOLDER = `${wx.env.USER_DATA_PATH}/field`;
const NO_ROOM = /maximum size|storage limit|no space|1300202/i;

interface KeyStore {
  secret: string;
  cipher: string;
}

let pool = new Uint8Array(0);

/** WeChat hands out randomness only asynchronously: a pool is filled ahead of time. */
async function fill(): Promise<void> {
  const made = await new Promise<ArrayBuffer>((resolve, reject) =>
    wx.getRandomValues({ length: 4096, success: ({ randomValues }) => resolve(randomValues), fail: reject }),
  );
  pool = new Uint8Array(made);
}

function random(length: number): Uint8Array {
  if (pool.length < length) throw new Error("no randomness yet");
  const taken = pool.slice(0, length);
  pool = pool.slice(length);
  if (pool.length < 1024) void fill();
  return taken;
}

const file = (name: string): string => `${FOLDER}/${name.replace("/", "~")}`;

const shelf: Shelf = {
  async get(name) {
    return new Promise((resolve) => {
      wx.getFileSystemManager().readFile({
        filePath: file(name),
        success: ({ data }) => resolve(new Uint8Array(data as ArrayBuffer)),
        fail: () => resolve(undefined),
      });
    });
  },
  async put(name, bytes) {
    const manager = wx.getFileSystemManager();
    const data = bytes.slice().buffer;
    await new Promise<void>((resolve, reject) => {
      const fail = ({ errMsg }: { errMsg: string }): void => reject(NO_ROOM.test(errMsg) ? new Full() : new Error(errMsg));
      // written beside and renamed: a client killed while it writes leaves no half file under the name
      const written = (): void => manager.rename({ oldPath: `${file(name)}.part`, newPath: file(name), success: () => resolve(), fail });
      manager.writeFile({ filePath: `${file(name)}.part`, data, success: written, fail });
    });
  },
  async remove(name) {
    await new Promise<void>((resolve) =>
      wx.getFileSystemManager().unlink({ filePath: file(name), success: () => resolve(), fail: () => resolve() }),
    );
  },
  async names(prefix) {
    const all = await new Promise<string[]>((resolve) =>
      wx.getFileSystemManager().readdir({ dirPath: FOLDER, success: ({ files }) => resolve(files), fail: () => resolve([]) }),
    );
    const names = all.filter((name) => !name.endsWith(".part")).map((name) => name.replace("~", "/"));
    return names.filter((name) => name.startsWith(prefix));
  },
  async wipe() {
    await new Promise<void>((resolve) =>
      wx.getFileSystemManager().rmdir({ dirPath: FOLDER, recursive: true, success: () => resolve(), fail: () => resolve() }),
    );
    await folder();
  },
};

async function folder(): Promise<void> {
  await new Promise<void>((resolve) =>
    wx.getFileSystemManager().mkdir({ dirPath: FOLDER, recursive: true, success: () => resolve(), fail: () => resolve() }),
  );
}

async function secrets(): Promise<KeyStore> {
  const found = await new Promise<KeyStore | undefined>((resolve) =>
    wx.getStorage<KeyStore>({ key: "keys", encrypt: true, success: ({ data }) => resolve(data), fail: () => resolve(undefined) }),
  );
  if (found) return found;
  const made = { secret: hex(fresh()), cipher: hex(random(32)) };
  await new Promise<void>((resolve, reject) =>
    wx.setStorage({ key: "keys", data: made, encrypt: true, success: () => resolve(), fail: reject }),
  );
  return made;
}

function fresh(): Uint8Array {
  let key = random(32);
  while (!p256.utils.isValidPrivateKey(key)) key = random(32);
  return key;
}

function signerOf(secret: Uint8Array): Signer {
  const point = p256.getPublicKey(secret, false);
  return {
    jwk: { kty: "EC", crv: "P-256", x: base64url(point.slice(1, 33)), y: base64url(point.slice(33)) },
    sign: async (bytes) => p256.sign(sha256(bytes), secret, { lowS: false }).toCompactRawBytes(),
  };
}

function cipherOf(key: Uint8Array): Cipher {
  return {
    async seal(name, bytes) {
      const iv = random(12);
      const sealed = gcm(key, iv, utf8(name)).encrypt(bytes);
      const both = new Uint8Array(12 + sealed.length);
      both.set(iv);
      both.set(sealed, 12);
      return both;
    },
    open: async (name, sealed) => gcm(key, sealed.subarray(0, 12), utf8(name)).decrypt(sealed.subarray(12)),
  };
}

/** `wx.request` has no PATCH: the protocol's own way round it is a POST that says so. */
async function line(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string | Uint8Array,
): Promise<Answer> {
  const patch = method === "PATCH";
  const header = patch ? { ...headers, "X-HTTP-Method-Override": "PATCH" } : headers;
  return new Promise((resolve, reject) => {
    wx.request({
      url: home() + path,
      method: (patch ? "POST" : method) as "GET",
      header,
      ...(body === undefined ? {} : { data: typeof body === "string" ? body : body.slice().buffer }),
      dataType: "其他",
      timeout: 60_000,
      success: ({ statusCode, data, header: said }) => {
        const known = Object.fromEntries(Object.entries(said).map(([name, value]) => [name.toLowerCase(), String(value)]));
        const text = typeof data === "string" ? data : "";
        resolve({ status: statusCode, header: (name) => known[name.toLowerCase()] ?? null, text: () => text });
      },
      fail: ({ errMsg }) => reject(new Error(errMsg)),
    });
  });
}

async function place(): Promise<Place | undefined> {
  return new Promise((resolve) =>
    wx.getLocation({
      type: "wgs84",
      isHighAccuracy: true,
      highAccuracyExpireTime: 8_000,
      success: ({ longitude, latitude, accuracy }) =>
        resolve({ longitude, latitude, accuracy_m: accuracy, coordinate_source: "wgs84" }),
      fail: () => resolve(undefined),
    }),
  );
}

async function network(): Promise<Network> {
  const { networkType } = await new Promise<{ networkType: string }>((resolve) =>
    wx.getNetworkType({ success: resolve, fail: () => resolve({ networkType: "none" }) }),
  );
  return networkType === "wifi" ? "wifi" : networkType === "none" ? "none" : "mobile";
}

export const platform: Platform = {
  shelf,
  line,
  place,
  network,
  clocks: { wall: () => Date.now(), steady: () => undefined },
  digests: {
    sha256: async (bytes) => sha256(bytes),
    hmacSha1: async (key, bytes) => hmac(sha1, key, bytes),
    hmacSha256: async (key, bytes) => hmac(sha256, key, bytes),
    random,
  },
  async keys() {
    await fill();
    await folder();
    const kept = await secrets();
    return { signer: signerOf(fromHex(kept.secret)), cipher: cipherOf(fromHex(kept.cipher)) };
  },
  async forget() {
    await shelf.wipe();
    await new Promise<void>((resolve) => wx.removeStorage({ key: "keys", success: () => resolve(), fail: () => resolve() }));
  },
  device: () => "微信小程序",
  read: (path) =>
    new Promise((resolve, reject) =>
      wx.getFileSystemManager().readFile({
        filePath: path,
        success: ({ data }) => resolve(new Uint8Array(data as ArrayBuffer)),
        fail: ({ errMsg }) => reject(new Error(errMsg)),
      }),
    ),
  wechatCode: () => new Promise((resolve, reject) => wx.login({ success: ({ code }) => resolve(code), fail: reject })),
};
