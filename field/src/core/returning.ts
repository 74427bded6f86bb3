/** A session that was sent back: what was named is asked for again, and nothing else. */

import type { Draft, SessionSheet } from "./sheets";

export type Kind = "photo" | "clip" | "text" | "people" | "other";

export interface AskedFor {
  kind: Kind;
  label: string;
  /** The server has something of this kind since the return; of people it cannot tell. */
  come: boolean;
}

export interface Returned {
  at: string;
  by_when: string;
  reason: string;
  /** Missing in a sheet that was heard before servers said so. */
  asked?: AskedFor[];
}

/** How far this phone was when it heard of the return: what is more than that is new. */
export interface Before {
  at: string;
  photos: number;
  clips: number;
  people: number;
  text: string;
}

const ONLY_WORDS: AskedFor[] = [{ kind: "other", label: "按说明补充", come: false }];

export const askedOf = (sheet: SessionSheet): AskedFor[] =>
  sheet.returned ? (sheet.returned.asked?.length ? sheet.returned.asked : ONLY_WORDS) : [];

/** Somebody in the list, typed in or not. */
const peopleOf = (sheet: SessionSheet, draft: Draft): number => {
  const heard = new Set(sheet.participants.map((each) => each.client_key));
  return sheet.participants.length + draft.walkIns.filter((each) => !heard.has(each.key)).length;
};

/** The draft, with the mark from which new things count; the same draft when it has that mark already. */
export function marked(sheet: SessionSheet, draft: Draft): Draft {
  if (!sheet.returned || draft.before?.at === sheet.returned.at) return draft;
  const { photos, clips, text } = draft;
  return { ...draft, before: { at: sheet.returned.at, photos, clips, people: peopleOf(sheet, draft), text } };
}

/** Whether this phone, or the server from any phone, has what was asked for. */
function given(sheet: SessionSheet, draft: Draft, { kind, come }: AskedFor): boolean {
  const before = draft.before?.at === sheet.returned?.at ? draft.before : undefined;
  if (come || !before) return come;
  const written = draft.text.trim();
  const fresh: Record<Exclude<Kind, "other">, boolean> = {
    photo: draft.photos > before.photos,
    clip: draft.clips > before.clips,
    text: written !== before.text.trim() && written.length >= sheet.wanted.text_min_characters,
    people: peopleOf(sheet, draft) > before.people,
  };
  return kind === "other" ? Object.values(fresh).some(Boolean) : fresh[kind];
}

/** What of it is still to be given. */
export function owed(sheet: SessionSheet, draft: Draft): AskedFor[] {
  return askedOf(sheet).filter((asked) => !given(sheet, draft, asked));
}

/** One plain sentence each. */
export function owedSentences(sheet: SessionSheet, draft: Draft): string[] {
  const { clip_min_s: least, clip_max_s: most } = sheet.wanted;
  const said: Record<Kind, string> = {
    photo: "要重拍照片",
    clip: `要重录 1 段视频（${least}–${most} 秒）`,
    text: "要把经过重新写清楚",
    people: "要补全到场的人",
    other: "要按退回的理由补上",
  };
  return owed(sheet, draft).map(({ kind }) => said[kind]);
}

/** Whether a page has anything to do with what was asked; everything is open where only words say it. */
export function concerns(sheet: SessionSheet, ...kinds: Kind[]): boolean {
  return !sheet.returned || askedOf(sheet).some(({ kind }) => kind === "other" || kinds.includes(kind));
}
