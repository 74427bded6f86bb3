/** The client as one object: opens what the device keeps, talks to the server, holds what the pages show. */

import { reactive } from "vue";

import { offlineCode } from "./core/challenge";
import { Client, Refused } from "./core/client";
import type { Digests, Shelf, Signer } from "./core/ports";
import { PACKET, signed } from "./core/proof";
import { type Item, Queue } from "./core/queue";
import { type Draft, emptyDraft, isOpen, type SessionSheet } from "./core/sheets";
import type { Shot } from "./core/shot";
import { fromUtf8, hex, utf8, uuid } from "./core/text";
import { type Heard, Timekeeper } from "./core/time";
import { upload } from "./core/upload";
import { vault } from "./core/vault";
import { platform } from "./platform/index";

interface Me {
  name: string;
  large_type: boolean;
  server_time: string;
}

export interface Code {
  code: string;
  online: boolean;
}

export const seen = reactive({
  ready: false,
  signedIn: false,
  name: "",
  large: false,
  offline: false,
  sending: false,
  sessions: [] as SessionSheet[],
  drafts: {} as Record<number, Draft>,
  waiting: [] as Item[],
  heardAt: "",
  notice: "",
});

let shelf: Shelf;
let signer: Signer;
let client: Client;
let queue: Queue;
const digests: Digests = platform.digests;

async function read<T>(name: string): Promise<T | undefined> {
  const bytes = await shelf.get(name);
  return bytes && (JSON.parse(fromUtf8(bytes)) as T);
}

async function write(name: string, value: unknown): Promise<void> {
  await shelf.put(name, utf8(JSON.stringify(value)));
}

let opening: Promise<void> | undefined;

/** Once a start; every page waits for it. */
export function open(): Promise<void> {
  opening ??= start();
  return opening;
}

async function start(): Promise<void> {
  const keys = await platform.keys();
  signer = keys.signer;
  shelf = vault(platform.shelf, keys.cipher);
  const time = new Timekeeper(platform.clocks, uuid(digests.random(16)), await read<Heard>("heard"));
  client = new Client(platform.line, signer, digests, time, () => void write("heard", time.heard).catch(() => undefined));
  queue = await Queue.open(shelf);
  client.token = (await read<string>("token")) ?? "";
  const me = await read<Me>("me");
  seen.name = me?.name ?? "";
  seen.large = (await read<boolean>("large")) ?? me?.large_type ?? false;
  seen.sessions = (await read<SessionSheet[]>("sessions")) ?? [];
  seen.heardAt = (await read<string>("heard-at")) ?? "";
  for (const name of await shelf.names("draft/")) {
    const draft = await read<Draft>(name);
    if (draft) seen.drafts[Number(name.slice(6))] = draft;
  }
  seen.signedIn = client.token !== "";
  seen.waiting = queue.items;
  seen.ready = true;
}

export async function signIn(login: string, password: string, code: string): Promise<void> {
  client.token = "";
  const said = { login, password, code, device: platform.device() };
  const issued = await client.call<{ token: string; me: Me }>("POST", "/tokens", said);
  client.token = issued.token;
  await write("token", issued.token);
  await write("me", issued.me);
  Object.assign(seen, { signedIn: true, name: issued.me.name, large: issued.me.large_type });
}

/** Tell the server, then wipe everything, keys first of all: what is left cannot be read by anybody. */
export async function signOut(): Promise<void> {
  await client.call("DELETE", "/tokens/current").catch(() => undefined);
  await platform.forget();
  opening = undefined;
  Object.assign(seen, { ready: false, signedIn: false, name: "", sessions: [], drafts: {}, waiting: [], heardAt: "" });
  await open();
}

/** My sessions of the next seven days, and a seed for each, so that a week without a signal changes nothing. */
export async function sync(): Promise<void> {
  try {
    const mine = await client.call<{ server_time: string; sessions: SessionSheet[] }>("GET", "/sessions/mine");
    seen.sessions = mine.sessions;
    seen.heardAt = mine.server_time;
    seen.offline = false;
    await write("sessions", mine.sessions);
    await write("heard-at", mine.server_time);
    for (const sheet of mine.sessions.filter(isOpen)) await seedOf(sheet.id, true);
  } catch (error) {
    await fell(error);
  }
}

async function seedOf(session: number, ask: boolean): Promise<string> {
  const name = `seed/${session}`;
  const known = await read<string>(name);
  if (known || !ask) return known ?? "";
  const made = await client.call<{ seed: string }>("POST", `/sessions/${session}/offline-seeds`);
  await write(name, made.seed);
  return made.seed;
}

/** No answer: offline, said in words. Signed out elsewhere: back to the door, what was captured stays. */
async function fell(error: unknown): Promise<void> {
  if (!(error instanceof Refused)) {
    seen.offline = true;
    return;
  }
  seen.notice = error.message;
  if (error.status === 401) {
    client.token = "";
    await write("token", "");
    seen.signedIn = false;
  }
}

/** A number for the next picture, and the code to show or say with it. */
export async function nextCode(session: number): Promise<{ clientId: string; code: Code }> {
  const clientId = uuid(digests.random(16));
  try {
    const made = await client.call<{ code: string }>("POST", `/sessions/${session}/challenges`);
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
export async function keep(session: number, shot: Shot, clientId: string, code: string): Promise<void> {
  const moment = client.time.now();
  const [place, sequence, digest] = await Promise.all([platform.place(), queue.take(), digests.sha256(shot.bytes)]);
  const sha256 = hex(digest);
  const claims = {
    client_id: clientId,
    session,
    kind: shot.kind,
    source: "camera",
    sha256,
    sequence,
    challenge_code: code,
    original_width: shot.originalWidth,
    original_height: shot.originalHeight,
    ...moment,
    ...(place ?? {}),
  };
  const packet = await signed(claims, PACKET, signer);
  const takenAt = moment.taken_at;
  const size = shot.bytes.length;
  await queue.add({ clientId, sequence, session, kind: shot.kind, size, sha256, packet, takenAt }, shot.bytes);
  seen.waiting = queue.items;
  const draft = draftOf(session);
  if (shot.kind === "photo") draft.photos++;
  else draft.clips++;
  draft.started ||= takenAt;
  draft.ended = takenAt;
  await saveDraft(session, draft);
}

export function draftOf(session: number): Draft {
  return { ...emptyDraft(), ...seen.drafts[session] };
}

export async function saveDraft(session: number, draft: Draft): Promise<void> {
  seen.drafts[session] = { ...draft };
  await write(`draft/${session}`, draft);
}

/** Send what is due, one at a time; safe to call whenever there may be a line. */
export async function pump(clipsToo = false): Promise<void> {
  if (seen.sending || !client.token) return;
  seen.sending = true;
  const ask = (method: string, path: string, headers: Record<string, string>, body?: Uint8Array) =>
    client.ask(method, path, headers, body);
  try {
    const network = await platform.network();
    seen.offline = network === "none";
    await queue.drain(
      async (item, bytes) => {
        const sent = await upload(item, bytes, ask);
        if (sent.result === "refused") await uncount(item);
        return sent;
      },
      network,
      clipsToo,
    );
  } finally {
    seen.sending = false;
    seen.waiting = queue.items;
  }
}

/** What was not taken is missing again. */
async function uncount(item: Item): Promise<void> {
  const draft = draftOf(item.session);
  if (item.kind === "photo") draft.photos = Math.max(0, draft.photos - 1);
  if (item.kind === "clip") draft.clips = Math.max(0, draft.clips - 1);
  await saveDraft(item.session, draft);
}

export async function discard(item: Item): Promise<void> {
  await queue.drop(item.clientId);
  if (item.state === "waiting") await uncount(item);
  seen.waiting = queue.items;
}

/** Everything of a session to the server, in its order; returns what it still misses, or nothing when it is in. */
export async function submit(session: number): Promise<string[]> {
  await pump(true);
  if (queue.of(session).some((item) => item.state === "waiting")) return ["还有照片或视频没有传完，等有信号再提交"];
  const draft = draftOf(session);
  const sheet = await client.call<SessionSheet>("GET", `/sessions/${session}`);
  if (sheet.state === "planned") {
    const people_count = draft.attended.length + draft.others;
    const times = { actual_start: sheet.starts_at, actual_end: sheet.ends_at };
    await client.call("POST", `/sessions/${session}/delivery`, { ...times, attended: draft.attended, people_count });
  }
  if (draft.text.trim()) {
    const said = { text: draft.text, beneficiary_words: draft.words, words_consented: draft.consented };
    await client.call("PUT", `/sessions/${session}/narrative`, said);
  }
  try {
    await client.call("POST", `/sessions/${session}/submission`);
  } catch (error) {
    if (error instanceof Refused && error.missing.length) return error.missing;
    throw error;
  }
  await sync();
  return [];
}

export async function setLarge(large: boolean): Promise<void> {
  seen.large = large;
  await write("large", large);
}
