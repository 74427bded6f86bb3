/** What a type asks for by name beside its counts: "the price board", "outside the bathroom, before". */

import type { Draft, SessionSheet } from "./sheets";

export interface Named {
  kind: string;
  subject: string;
  label: string;
  count: number;
}

/** Taken with the camera of this phone, one after the other; the words of a session are written elsewhere. */
const CAPTURED = ["photo", "clip", "document"];
const key = ({ kind, subject }: { kind: string; subject: string }): string => `${kind}:${subject}`;

export const namedOf = (sheet: SessionSheet): Named[] =>
  (sheet.wanted.evidence ?? []).filter(({ kind }) => CAPTURED.includes(kind));

export const haveOf = (draft: Draft, named: { kind: string; subject: string }): number => draft.named?.[key(named)] ?? 0;

/** What is still short, by name: neither on this phone nor, when the sheet was heard, with the server (the desk may have it). */
export const shortOf = (sheet: SessionSheet, draft: Draft): Named[] =>
  namedOf(sheet).filter(
    (named) => haveOf(draft, named) < named.count && sheet.missing.some((line) => line.includes(named.label)),
  );

/** The draft with one more, or one less, of what a picture serves. */
export function counted(draft: Draft, kind: string, subject: string, by: 1 | -1): Draft {
  if (!subject) return draft;
  const name = key({ kind, subject });
  return { ...draft, named: { ...draft.named, [name]: Math.max(0, (draft.named?.[name] ?? 0) + by) } };
}

/** What the still camera takes next: the first that is short, in the order of the type; undefined: a picture of no name. */
export function nextStill(sheet: SessionSheet, draft: Draft): Named | undefined {
  return sheet.returned ? undefined : shortOf(sheet, draft).find(({ kind }) => kind !== "clip");
}

/** The one after this, round and round, with "no name" between the last and the first. */
export function after(sheet: SessionSheet, now: Named | undefined): Named | undefined {
  const stills = namedOf(sheet).filter(({ kind }) => kind !== "clip");
  return stills[now ? stills.findIndex((each) => key(each) === key(now)) + 1 : 0];
}

/** A clip serves what asks for a clip by name, if anything a phone can record does. */
export const clipSubject = (sheet: SessionSheet): string =>
  namedOf(sheet).find(({ kind, subject }) => kind === "clip" && subject !== "film")?.subject ?? "";
