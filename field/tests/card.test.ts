import { createHmac } from "node:crypto";

import fc from "fast-check";
import { expect, test } from "vitest";

import { cardOf, carrier, NoCard } from "../src/core/card";
import type { Digests } from "../src/core/ports";
import type { SessionSheet } from "../src/core/sheets";

const hmacSha256 = async (key: Uint8Array, bytes: Uint8Array): Promise<Uint8Array> =>
  new Uint8Array(createHmac("sha256", key).update(bytes).digest());
const digests = { hmacSha256 } as Digests;

test("a scanned address, a bare code and typed digits are understood", () => {
  const code = "7K3FQ9XMBVTA01CDEFGH";
  expect(cardOf(`https://yimi.example/card/#${code}`)).toBe(code);
  expect(cardOf(` ${code.toLowerCase()} `)).toBe(code);
});

test("what is no card says so in words", () => {
  for (const said of ["", "https://yimi.example/order?card=1", "123", "weixin://x", "7K3FQ9XMBVTA01CDEFGI"]) {
    expect(() => cardOf(said)).toThrow(NoCard);
  }
});

test("one wrong digit is noticed on the phone", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^\d{11}$/), fc.nat(11), fc.integer({ min: 1, max: 9 }), (first, at, step) => {
      const good = "0123456789".split("").map((digit) => first + digit).filter((each) => { try { return cardOf(each); } catch { return false; } });
      expect(good).toHaveLength(1);
      const number = good[0] ?? "";
      const slip = number.slice(0, at) + String((Number(number[at]) + step) % 10) + number.slice(at + 1);
      expect(() => cardOf(slip)).toThrow("抄错");
    }),
  );
});

test("only who is named is recognised, and only under this session's key", async () => {
  const code = fc.stringMatching(/^[0-9A-HJKMNP-TV-Z]{20}$/);
  await fc.assert(
    fc.asyncProperty(code, code, fc.stringMatching(/^[0-9a-f]{64}$/), async (mine, other, key) => {
      fc.pre(mine !== other);
      const mark = createHmac("sha256", Buffer.from(key, "hex")).update(mine).digest("hex");
      const sheet = { card_key: key, participants: [{ id: 3, cards: [] }, { id: 4, cards: [mark] }] } as unknown as SessionSheet;
      expect(await carrier(sheet, mine, digests)).toBe(4);
      expect(await carrier(sheet, other, digests)).toBeUndefined();
      const elsewhere = { ...sheet, card_key: `${key.slice(0, 63)}${key.endsWith("0") ? "1" : "0"}` };
      expect(await carrier(elsewhere, mine, digests)).toBeUndefined();
    }),
    { numRuns: 50 },
  );
});
