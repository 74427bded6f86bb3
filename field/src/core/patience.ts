/** How long the phone waits before it tries a line again that does not carry: longer each time, and not all at once. */

const FIRST_S = 5;
const LONGEST_S = 300;

/** Seconds before the next try, after `tries` in a row that came to nothing: 5, 10, 20 … 300, a quarter more or less. */
export function pause(tries: number, chance: () => number = Math.random): number {
  return Math.min(LONGEST_S, FIRST_S * 2 ** Math.min(tries, 10)) * (0.75 + chance() / 2);
}
