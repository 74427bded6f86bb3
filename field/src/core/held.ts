/** From when to when the session really was: proposed from the captures, corrected by whoever was there. */

import type { Draft, SessionSheet } from "./sheets";

/** Two times of day by the county's clock, 「HH:MM」. */
export interface Held {
  start: string;
  end: string;
}

const COUNTY_MS = 8 * 3_600_000;
const DAY = 24 * 60;

/** Local day and time of an instant, 「YYYY-MM-DDTHH:MM」. */
function local(iso: string): string {
  return new Date(Date.parse(iso) + COUNTY_MS).toISOString().slice(0, 16);
}

/** A time of day moved by minutes, within its day. */
export function moved(time: string, minutes: number): string {
  const all = Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5)) + minutes;
  const within = Math.min(DAY - 1, Math.max(0, all));
  return `${String(Math.floor(within / 60)).padStart(2, "0")}:${String(within % 60).padStart(2, "0")}`;
}

export function planned(sheet: SessionSheet): Held {
  return { start: local(sheet.starts_at).slice(11), end: local(sheet.ends_at).slice(11) };
}

/** What was set by hand; else first and last capture; else, with no capture at all, the plan. */
export function heldOf(sheet: SessionSheet, draft: Draft): Held {
  if (draft.held) return draft.held;
  if (!draft.started) return planned(sheet);
  const start = local(draft.started).slice(11);
  const end = local(draft.ended || draft.started).slice(11);
  return end > start ? { start, end } : { start: moved(end, -5), end };
}

/** The same as the server wants it, on the day of the first capture. */
export function actualTimes(sheet: SessionSheet, draft: Draft): { actual_start: string; actual_end: string } {
  const day = local(draft.started || sheet.starts_at).slice(0, 10);
  const { start, end } = heldOf(sheet, draft);
  return { actual_start: `${day}T${start}:00+08:00`, actual_end: `${day}T${end}:00+08:00` };
}
