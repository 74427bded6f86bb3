/** What the server tells of a session (docs/api.md), and what the phone knows beside it. */

import type { Held } from "./held";
import { type Named, shortOf } from "./naming";
import { type Before, owedSentences, type Returned } from "./returning";

export interface Participant {
  id: number;
  label: string;
  age_band: string;
  is_minor: boolean;
  attended: boolean | null;
  /** Uses the person has agreed to, as the register knew when the sheet was heard. */
  consents?: string[];
  /** Made by the phone that entered a walk-in. */
  client_key?: string | null;
  /** How the person's service card looks under the session's key. */
  cards?: string[];
}

/** Somebody who came and is on no list. The name is kept encrypted, here as on the server. */
export interface WalkIn {
  key: string;
  name: string;
  age: number | null;
}

export interface SessionSheet {
  id: number;
  number: string;
  title: string;
  type: { code: string; name: string; sensitive: string };
  state: string;
  state_label: string;
  starts_at: string;
  ends_at: string;
  due_at: string;
  place: { village: string; site: string; address: string };
  host: string;
  station: string;
  station_phone: string;
  participants: Participant[];
  people_count: number | null;
  actual_start: string | null;
  wanted: {
    min_photos: number;
    photo_long_side?: number;
    photo_quality?: number;
    clip_required: boolean;
    clip_min_s: number;
    clip_max_s: number;
    text_required: boolean;
    text_min_characters: number;
    allow_faces: boolean;
    /** What the frame over the picture says; a sheet heard before it said so knows of faces only. */
    frame?: "" | "no_faces" | "outside_bathroom";
    /** What pictures of this type show, in the words of its specification. */
    pictures?: string;
    evidence?: Named[];
    sentences: string[];
  };
  missing: string[];
  /** Recognises the service cards of those named here, without a signal. */
  card_key?: string;
  returned: Returned | null;
}

/** What was done on this phone and has not been told yet, or not been heard back. */
export interface Draft {
  photos: number;
  clips: number;
  attended: number[];
  others: number;
  walkIns: WalkIn[];
  /** First and last capture, by the best time the phone knows. */
  started: string;
  ended: string;
  /** Set by hand; null: as the captures say. */
  held: Held | null;
  text: string;
  words: string;
  consented: boolean;
  /** Of what the type asks for by name, `kind:subject`. */
  named?: Record<string, number>;
  /** How far it was when it came back. */
  before?: Before;
}

export function emptyDraft(): Draft {
  const empty = { started: "", ended: "", held: null, text: "", words: "", consented: false };
  return { photos: 0, clips: 0, attended: [], others: 0, walkIns: [], ...empty };
}

export function isOpen(sheet: SessionSheet): boolean {
  return sheet.state === "planned" || sheet.state === "delivered";
}

/** Everybody who came: ticked, typed in, and those only counted. */
export function headCount(draft: Draft): number {
  return draft.attended.length + draft.walkIns.length + draft.others;
}

/** Who came, as ids of the server's list: those ticked, and those typed in on this phone. */
export function cameIds(sheet: SessionSheet, draft: Draft): number[] {
  const typed = new Set(draft.walkIns.map((each) => each.key));
  const entered = sheet.participants.filter((each) => each.client_key && typed.has(each.client_key));
  return [...new Set([...draft.attended, ...entered.map((each) => each.id)])];
}

/** What this phone still has to do, one plain sentence each; the server's own list decides in the end. */
export function lacking(sheet: SessionSheet, draft: Draft): string[] {
  if (!isOpen(sheet)) return [];
  if (sheet.returned) return owedSentences(sheet, draft);
  const { wanted } = sheet;
  const said: string[] = [];
  if (draft.photos < wanted.min_photos) said.push(`还差 ${wanted.min_photos - draft.photos} 张照片`);
  if (wanted.clip_required && draft.clips < 1) said.push(`还差 1 段视频（${wanted.clip_min_s}–${wanted.clip_max_s} 秒）`);
  for (const { label } of shortOf(sheet, draft)) said.push(`还缺“${label}”`);
  if (sheet.state === "planned" && headCount(draft) === 0) said.push("还没记到场的人");
  if (wanted.text_required && draft.text.trim().length < wanted.text_min_characters) said.push("还没写经过");
  return said;
}

/** Returned sessions first, then the oldest that is open, then what is done. */
export function inOrder(sheets: readonly SessionSheet[]): SessionSheet[] {
  const rank = (sheet: SessionSheet): number => (sheet.returned && isOpen(sheet) ? 0 : isOpen(sheet) ? 1 : 2);
  return [...sheets].sort((one, other) => rank(one) - rank(other) || one.starts_at.localeCompare(other.starts_at));
}

/** 「11-24 周二 09:00」 by the county's clock, which the server wrote into the text. */
export function moment(iso: string): string {
  const day = new Date(`${iso.slice(0, 10)}T00:00:00Z`).getUTCDay();
  return `${iso.slice(5, 10)} 周${"日一二三四五六".charAt(day)} ${iso.slice(11, 16)}`;
}
