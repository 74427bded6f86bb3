/** Volunteers at a session: the worker shows a code that changes, the volunteer types it. */

import { type Key, shownAt, type Shown } from "./core/rotating";
import { digests, own, read, write } from "./state";

export const HELPERS = ["volunteer"];

export interface Help {
  id: number;
  title: string;
  starts_at: string;
  ends_at: string;
  place: string;
  arrived_at: string | null;
  left_at: string | null;
  minutes: number | null;
}

const name = (session: number): string => `attendance/${session}`;

/** Once a session, with a line; afterwards the phone makes the codes by itself. */
export async function fetchKey(session: number): Promise<void> {
  if (await read<Key>(name(session))) return;
  await write(name(session), await own.client.call<Key>("POST", `/sessions/${session}/attendance-key`));
}

export const keyOf = (session: number): Promise<Key | undefined> => read<Key>(name(session));

/** By the server's word of the time where there is one: the phone's own clock may be wrong. */
export const codeNow = (key: Key): Promise<Shown> => shownAt(key, own.client.time.best(), digests);

export async function helping(): Promise<Help[]> {
  return (await own.client.call<{ sessions: Help[] }>("GET", "/helping")).sessions;
}

/** The first code says "here", the second "goodbye". */
export function present(session: number, code: string): Promise<Help> {
  return own.client.call<Help>("POST", `/helping/${session}`, { code });
}
