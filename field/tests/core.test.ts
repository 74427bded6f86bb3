import { createHash, createHmac, createVerify, generateKeyPairSync, sign, webcrypto } from "node:crypto";

import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { offlineCode } from "../src/core/challenge";
import { Client } from "../src/core/client";
import type { Digests, Signer } from "../src/core/ports";
import { signed } from "../src/core/proof";
import { fitted, sizeOf } from "../src/core/shot";
import { base64, base64url, fromBase64, fromUtf8, utf8, uuid } from "../src/core/text";
import { Timekeeper } from "../src/core/time";
import { answer } from "./shelves";

const digests: Digests = {
  sha256: async (bytes) => createHash("sha256").update(bytes).digest(),
  hmacSha1: async (key, bytes) => createHmac("sha1", key).update(bytes).digest(),
  hmacSha256: async (key, bytes) => createHmac("sha256", key).update(bytes).digest(),
  random: (length) => webcrypto.getRandomValues(new Uint8Array(length)),
};
const pair = generateKeyPairSync("ec", { namedCurve: "P-256" });
const jwk = pair.publicKey.export({ format: "jwk" }) as Signer["jwk"];
const signer: Signer = {
  jwk,
  sign: async (bytes) => sign("sha256", bytes, { key: pair.privateKey, dsaEncoding: "ieee-p1363" }),
};

describe("text", () => {
  it("agrees with the platform's own coders", () => {
    fc.assert(fc.property(fc.uint8Array(), (bytes) => {
      expect(base64(bytes)).toBe(Buffer.from(bytes).toString("base64"));
      expect([...fromBase64(base64(bytes))]).toEqual([...bytes]);
      expect(base64url(bytes)).toBe(Buffer.from(bytes).toString("base64url"));
    }));
    fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
      expect(Buffer.from(utf8(text)).toString()).toBe(text);
      expect(fromUtf8(utf8(text))).toBe(text);
    }));
    expect(uuid(digests.random(16))).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});

describe("time", () => {
  const clocks = { wallNow: 1_000_000, steadyNow: 50, wall: () => clocks.wallNow, steady: () => clocks.steadyNow };

  it("counts from the server's word by the steady clock, whatever the calendar does", () => {
    for (const jump of [-3, 400]) {
      const time = new Timekeeper(clocks, "one", undefined);
      time.hear("ticket");
      clocks.wallNow += jump * 86_400_000;
      clocks.steadyNow += 60_000;
      expect(time.now()).toMatchObject({ time_ticket: "ticket", elapsed_ms: 60_000, monotonic: true });
    }
  });

  it("admits after a restart that only the calendar is left", () => {
    const heard = new Timekeeper(clocks, "one", undefined).hear("ticket");
    clocks.wallNow += 5_000;
    expect(new Timekeeper(clocks, "two", heard).now()).toMatchObject({ elapsed_ms: 5_000, monotonic: false });
    clocks.wallNow -= 86_400_000;
    expect(new Timekeeper(clocks, "two", heard).now()).toMatchObject({ elapsed_ms: null, monotonic: false });
  });
});

describe("signed words", () => {
  it("are verified by somebody else's library", async () => {
    const [header, claims, signature] = (await signed({ a: "汉字" }, "kind", signer)).split(".");
    const verifier = createVerify("sha256").update(`${header}.${claims}`);
    const key = { key: pair.publicKey, dsaEncoding: "ieee-p1363" as const };
    expect(verifier.verify(key, Buffer.from(signature ?? "", "base64url"))).toBe(true);
    expect(JSON.parse(Buffer.from(header ?? "", "base64url").toString())).toEqual({ alg: "ES256", typ: "kind", jwk });
  });

  it("are made anew with the fresh nonce when the old one is stale, once", async () => {
    const clock = { wall: () => 0, steady: () => 0 };
    const proofs: string[] = [];
    const client = new Client(
      async (_method, _path, headers) => {
        proofs.push(headers["DPoP"] ?? "");
        return answer(401, { "DPoP-Nonce": `n${proofs.length}` }, '{"code":"proof_nonce"}');
      },
      signer, digests, new Timekeeper(clock, "r", undefined),
    );
    client.token = "secret";
    expect((await client.ask("GET", "/me?x=1")).status).toBe(401);
    const said = proofs.map(
      (text) => JSON.parse(Buffer.from(text.split(".")[1] ?? "", "base64url").toString()) as Record<string, string>,
    );
    expect(said.map((claims) => claims["nonce"])).toEqual(["", "n1"]);
    expect(said[0]).toMatchObject({ htm: "GET", htu: "/api/me", ath: createHash("sha256").update("secret").digest("base64url") });
    expect(said[0]?.["jti"]).not.toBe(said[1]?.["jti"]);
  });

  it("derive the same offline code as the server", async () => {
    expect(await offlineCode("seed", "7e0c8a52-8a2f-4d0e-9df0-0c1f3c9d7a11", digests)).toMatch(/^\d{4}$/);
    const made = createHmac("sha256", "seed").update("7e0c8a528a2f4d0e9df00c1f3c9d7a11").digest().readUInt32BE(0) % 10000;
    expect(await offlineCode("seed", "7e0c8a52-8a2f-4d0e-9df0-0c1f3c9d7a11", digests)).toBe(String(made).padStart(4, "0"));
  });
});

describe("a photo", () => {
  it("is kept as the type asks, and never larger than it was taken", () => {
    expect(sizeOf({ photo_long_side: 2560, photo_quality: 90 })).toEqual({ longSide: 2560, quality: 0.9 });
    expect(sizeOf(undefined)).toEqual({ longSide: 2048, quality: 0.85 });
    expect(fitted(4000, 3000, 2560)).toEqual({ width: 2560, height: 1920 });
    expect(fitted(1280, 960, 2560)).toEqual({ width: 1280, height: 960 });
  });
});
