/** What to say when something did not go through. */

import { Refused } from "./client";

export const NO_LINE = "现在没有信号，有信号时再试一次。";

/** The server's own sentence, else that nobody answered. */
export function said(error: unknown, otherwise = NO_LINE): string {
  return error instanceof Refused ? error.message : otherwise;
}

/** 「11-09 至 11-30」 */
export function days(from: string, to: string): string {
  return `${from.slice(5, 10)} 至 ${to.slice(5, 10)}`;
}
