import { webcrypto } from "node:crypto";
import { describe, expect, it } from "vitest";

import type { Digests } from "../src/core/ports";
import { shownAt } from "../src/core/rotating";

const digests = {
  async hmacSha1(key: Uint8Array, bytes: Uint8Array) {
    const made = await webcrypto.subtle.importKey("raw", key, { name: "HMAC", hash: "SHA-1" }, false, ["sign"]);
    return new Uint8Array(await webcrypto.subtle.sign("HMAC", made, bytes));
  },
} as Digests;

describe("the rotating code", () => {
  // RFC 6238, appendix B: the secret is "12345678901234567890"; the last six of its eight digits
  const key = { secret: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", step_s: 30 };
  it.each([[59, "287082"], [1111111109, "081804"], [1111111111, "050471"], [1234567890, "005924"], [2000000000, "279037"]])(
    "at second %i is %s",
    async (second, code) => {
      expect(await shownAt(key, second * 1000, digests)).toEqual({ code, seconds: 30 - (second % 30) });
    },
  );
});
