/** The station from where it stands: calling providers out, and the first look at what was handed in. */

import { home } from "./platform/home";
import { own } from "./state";

export const STATION = ["station_worker", "station_head"];

export interface Wish {
  id: number;
  label: string;
  village: string;
  village_name: string;
  wished_from: string;
  wished_to: string;
  people: number;
  reason: string;
  types: { code: string; label: string }[];
}

export interface CallChoices {
  wishes: Wish[];
  sites: { id: number; name: string; village: string }[];
}

export interface Reckoned {
  total: string;
  allotment: string;
  left: string;
  enough: boolean;
  respond_by: string;
  confirm_by: string;
}

export interface Call {
  requests: number[];
  micro_type: string;
  sessions: number;
  wished_from: string;
  wished_to: string;
  site: number | null;
  brief: string;
}

export interface Flagged {
  code: string;
  label: string;
  strength: string;
  reason: string;
}

export interface Line {
  id: number;
  number: string;
  title: string;
  place: string;
  provider: string;
  starts_at: string;
  week: string;
  flags: number;
  strong: number;
}

export interface Picture {
  id: number;
  kind: string;
  taken_at: string | null;
  duration_s: number | null;
  flags: Flagged[];
}

export interface File extends Line {
  actual_start: string | null;
  actual_end: string | null;
  people_count: number | null;
  host: string;
  text: string;
  words: string;
  people: string[];
  missing: string[];
  session_flags: Flagged[];
  pictures: Picture[];
}

export const callChoices = (): Promise<CallChoices> => own.client.call("GET", "/callouts/choices");

export function reckon(wish: Wish, micro_type: string, sessions: number): Promise<Reckoned> {
  const asked = `micro_type=${micro_type}&village=${wish.village}&sessions=${sessions}&wished_from=${wish.wished_from}`;
  return own.client.call("GET", `/callouts/reckoning?${asked}`);
}

export const callOut = (call: Call): Promise<{ number: string; respond_by: string }> => own.client.call("POST", "/callouts", call);

export async function waiting(): Promise<Line[]> {
  return (await own.client.call<{ sessions: Line[] }>("GET", "/prechecks")).sessions;
}

export const fileOf = (session: number): Promise<File> => own.client.call("GET", `/prechecks/${session}`);

/** The marked copy as a data: address; empty while there is none. */
export async function pictureOf(session: number, picture: number, small: boolean): Promise<string> {
  const path = `/prechecks/${session}/pictures/${picture}?small=${String(small)}`;
  return (await own.client.call<{ data: string }>("GET", path)).data;
}

/** Where a clip is played from, for some minutes; empty while there is no copy. */
export async function clipOf(session: number, clip: number): Promise<string> {
  const { url } = await own.client.call<{ url: string }>("GET", `/prechecks/${session}/clips/${clip}`);
  return url && home() + url;
}

export async function preCheck(session: number, result: "passed" | "returned", note: string, asked: string[]): Promise<void> {
  await own.client.call("POST", `/prechecks/${session}`, { result, note, asked });
}
