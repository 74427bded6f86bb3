/** A service card on the phone: what was scanned or typed, and whose it is among those named in a session. */

import type { Digests } from "./ports";
import type { SessionSheet } from "./sheets";
import { fromHex, hex, utf8 } from "./text";

const CODE = /^[0-9A-HJKMNP-TV-Z]{20}$/;
const NUMBER = /^\d{12}$/;

/** Why what was scanned or typed is no card; said before anybody is asked. */
export class NoCard extends Error {}

/** Luhn's check digit: one wrong digit, or two neighbours exchanged, is noticed here. */
function slipped(number: string): boolean {
  const sum = [...number].reverse().reduce((all, digit, place) => {
    const value = Number(digit) * (place % 2 ? 2 : 1);
    return all + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 !== 0;
}

/** The code behind the `#` of the card's address, or the twelve digits printed on it. Throws NoCard. */
export function cardOf(said: string): string {
  const plain = said.slice(said.lastIndexOf("#") + 1).replace(/[\s-]/g, "").toUpperCase();
  if (NUMBER.test(plain)) {
    if (slipped(plain)) throw new NoCard("有一位抄错了，请对着卡再看一遍。");
    return plain;
  }
  if (CODE.test(plain)) return plain;
  throw new NoCard(/^\d*$/.test(plain) ? "卡上的号码是 12 位数字，请再看一遍。" : "这不是服务卡的码。");
}

/** Who of the session carries this card: told by the marks the server sent, without a line. */
export async function carrier(sheet: SessionSheet, card: string, digests: Digests): Promise<number | undefined> {
  if (!sheet.card_key) return undefined;
  const mark = hex(await digests.hmacSha256(fromHex(sheet.card_key), utf8(card)));
  return sheet.participants.find((each) => each.cards?.includes(mark))?.id;
}
