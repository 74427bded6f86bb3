/** The work of a session: what is to be done, captured, sent and handed in. */

import { fetchKey } from "./attendance";
import { offlineCode } from "./core/challenge";
import { Refused } from "./core/client";
import { CONSENT } from "./core/consent";
import { actualTimes } from "./core/held";
import { Leave } from "./core/leave";
import { counted } from "./core/naming";
import { PACKET, signed } from "./core/proof";
import type { Fate, Item } from "./core/queue";
import { marked, owed, owedSentences } from "./core/returning";
import { cameIds, type Draft, emptyDraft, headCount, isOpen, type SessionSheet } from "./core/sheets";
import type { Shot } from "./core/shot";
import { hex, uuid } from "./core/text";
import { upload } from "./core/upload";
import { tellAll } from "./errand";
import { platform } from "./platform/index";
import { digests, fell, own, read, seen, write } from "./state";

export interface Code {
  code: string;
  online: boolean;
}

/** My sessions of the next seven days, and a seed for each, so that a week without a signal changes nothing. */
export async function sync(): Promise<void> {
  try {
    const mine = await own.client.call<{ server_time: string; sessions: SessionSheet[] }>("GET", "/sessions/mine");
    seen.sessions = mine.sessions;
    seen.heardAt = mine.server_time;
    seen.offline = false;
    await write("sessions", mine.sessions);
    await write("heard-at", mine.server_time);
    for (const sheet of mine.sessions.filter(isOpen)) {
      await mark(sheet);
      await seedOf(sheet.id, true);
      await fetchKey(sheet.id);
    }
  } catch (error) {
    await fell(error);
  }
}

/** What is there when a session comes back is the old; what is given from then on is the new. */
async function mark(sheet: SessionSheet): Promise<void> {
  const draft = draftOf(sheet.id);
  const now = marked(sheet, draft);
  if (now !== draft) await saveDraft(sheet.id, now);
}

async function seedOf(session: number, ask: boolean): Promise<string> {
  const name = `seed/${session}`;
  const known = await read<string>(name);
  if (known || !ask) return known ?? "";
  const made = await own.client.call<{ seed: string }>("POST", `/sessions/${session}/offline-seeds`);
  await write(name, made.seed);
  return made.seed;
}

/** Milliseconds since 1970, by the server's word where there is one: what the watermark shows. */
export function bestTime(): number {
  return own.client ? own.client.time.best() : Date.now();
}

/** A number for the next picture, and the code to show or say with it. */
export async function nextCode(session: number): Promise<{ clientId: string; code: Code }> {
  const clientId = uuid(digests.random(16));
  try {
    const made = await own.client.call<{ code: string }>("POST", `/sessions/${session}/challenges`);
    seen.offline = false;
    return { clientId, code: { code: made.code, online: true } };
  } catch (error) {
    await fell(error);
    const seed = await seedOf(session, false);
    const code = seed ? await offlineCode(seed, clientId, digests) : "";
    return { clientId, code: { code, online: false } };
  }
}

/** Write down a capture: the moment and the place first, then the bytes. Counts once this resolves. Throws Full. */
export async function keep(session: number, shot: Shot, clientId: string, code: string, subject = ""): Promise<void> {
  const moment = own.client.time.now();
  const [place, sequence, digest] = await Promise.all([platform.place(), own.queue.take(), digests.sha256(shot.bytes)]);
  const sha256 = hex(digest);
  const claims = {
    client_id: clientId,
    session,
    kind: shot.kind,
    subject,
    source: "camera",
    sha256,
    sequence,
    challenge_code: code,
    original_width: shot.originalWidth,
    original_height: shot.originalHeight,
    ...moment,
    ...(place ?? {}),
  };
  const packet = await signed(claims, PACKET, own.signer);
  const takenAt = moment.taken_at;
  const size = shot.bytes.length;
  await own.queue.add({ clientId, sequence, session, kind: shot.kind, subject, size, sha256, packet, takenAt }, shot.bytes);
  seen.waiting = own.queue.items;
  if (subject === CONSENT) return; // what proves a consent counts for nothing else
  const draft = counted(draftOf(session), shot.kind, subject, 1);
  if (shot.kind === "photo") draft.photos++;
  if (shot.kind === "clip") draft.clips++;
  draft.ended = new Date(own.client.time.best()).toISOString();
  draft.started ||= draft.ended;
  await saveDraft(session, draft);
}

export function draftOf(session: number): Draft {
  return { ...emptyDraft(), ...seen.drafts[session] };
}

export async function saveDraft(session: number, draft: Draft): Promise<void> {
  seen.drafts[session] = { ...draft };
  await write(`draft/${session}`, draft);
}

let running: Promise<void> | undefined;
/** For this run of the client: whoever says that clips may go over a line of unknown kind is not asked again. */
const leave = new Leave();

/** What would go over this line by itself now. */
export async function dueNow(): Promise<Item[]> {
  const network = leave.hear(await platform.network());
  return own.queue.due(network, leave.clips(network));
}

/** Somebody tapped: everything may go now, over whatever line there is. */
export async function sendAll(): Promise<void> {
  leave.give(await platform.network());
  await pump(true);
}

/** Send what is due, one at a time; safe to call whenever there may be a line. Resolves when nothing more can go now. */
export async function pump(clipsToo = false): Promise<void> {
  if (running && !clipsToo) return running;
  while (running) await running; // what runs may have left the clips lying
  running = send(clipsToo).finally(() => (running = undefined));
  return running;
}

async function send(clipsToo: boolean): Promise<void> {
  if (!own.client.token) return;
  seen.sending = true;
  const ask = (method: string, path: string, headers: Record<string, string>, body?: Uint8Array) =>
    own.client.ask(method, path, headers, body);
  try {
    const network = leave.hear(await platform.network());
    seen.offline = network === "none";
    seen.network = network;
    if (network !== "none") await judge();
    await own.queue.drain(
      async (item, bytes) => {
        const sent = await upload(item, bytes, ask);
        if (sent.result === "refused") await uncount(item);
        return sent;
      },
      network,
      clipsToo || leave.clips(network),
    );
  } finally {
    seen.sending = false;
    seen.waiting = own.queue.items;
  }
  following ??= follow().finally(() => (following = undefined));
}

const ASKED_AT_ONCE = 50;
const PAUSES_S = [1, 2, 3, 5, 10, 20];
let following: Promise<void> | undefined;

/** What became of what the server received. Resolves with whether it answered. */
async function judge(): Promise<boolean> {
  const numbers = own.queue.open.map((item) => `client_id=${item.clientId}`);
  try {
    for (let first = 0; first < numbers.length; first += ASKED_AT_ONCE) {
      const asked = numbers.slice(first, first + ASKED_AT_ONCE).join("&");
      for (const item of await own.queue.judge(await own.client.call<Fate[]>("GET", `/upload-states?${asked}`))) await uncount(item);
    }
  } catch {
    return false; // asked again with the next thing that is sent
  } finally {
    seen.waiting = own.queue.items;
  }
  return true;
}

/** Soon, then less often, until the server has judged everything or does not answer. */
async function follow(): Promise<void> {
  for (const pause of PAUSES_S) {
    if (!own.queue.open.length) return;
    await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    if (!(await judge())) return;
  }
}

/** What was not taken is missing again. */
async function uncount(item: Item): Promise<void> {
  if (item.subject === CONSENT) return;
  const draft = counted(draftOf(item.session), item.kind, item.subject ?? "", -1);
  if (item.kind === "photo") draft.photos = Math.max(0, draft.photos - 1);
  if (item.kind === "clip") draft.clips = Math.max(0, draft.clips - 1);
  await saveDraft(item.session, draft);
}

export async function discard(item: Item): Promise<void> {
  await own.queue.drop(item.clientId);
  if (item.state === "waiting") await uncount(item);
  seen.waiting = own.queue.items;
  // read: the server may forget why, too. Without a line it does so by itself some day
  await own.client.ask("DELETE", `/uploads/${item.clientId}`, { "Tus-Resumable": "1.0.0" }).catch(() => undefined);
}

/** Everything of a session to the server, in its order; returns what it still misses, or nothing when it is in. */
export async function submit(session: number): Promise<string[]> {
  await tellAll();
  if (seen.errands.some((errand) => !errand.refused)) return ["还有写下的内容没有发出，等有信号再提交"];
  await pump(true);
  if (own.queue.of(session).some((item) => item.state === "waiting")) return ["还有照片或视频没有传完，等有信号再提交"];
  const draft = draftOf(session);
  const sheet = await own.client.call<SessionSheet>("GET", `/sessions/${session}`);
  if (sheet.state === "planned") {
    const said = { ...actualTimes(sheet, draft), attended: cameIds(sheet, draft), people_count: headCount(draft) };
    await own.client.call("POST", `/sessions/${session}/delivery`, said);
  }
  // the server cannot know what a phone still owes: a session that came back goes in again with what was asked for
  if (owed(sheet, draft).some(({ kind }) => kind !== "other")) return owedSentences(sheet, draft);
  if (draft.text.trim()) {
    const said = { text: draft.text, beneficiary_words: draft.words, words_consented: draft.consented };
    await own.client.call("PUT", `/sessions/${session}/narrative`, said);
  }
  try {
    await handIn(session);
  } catch (error) {
    if (error instanceof Refused && error.missing.length) return error.missing;
    throw error;
  }
  await sync();
  return [];
}

/** What the server has just received is examined first; while that takes its time, it is asked again. */
async function handIn(session: number): Promise<void> {
  for (const pause of [2, 4, 8, 0]) {
    try {
      return await own.client.call("POST", `/sessions/${session}/submission`);
    } catch (error) {
      if (!pause || !(error instanceof Refused) || error.code !== "being_examined") throw error;
      await new Promise((resolve) => setTimeout(resolve, pause * 1000));
    }
  }
}

export async function setLarge(large: boolean): Promise<void> {
  seen.large = large;
  await write("large", large);
}
