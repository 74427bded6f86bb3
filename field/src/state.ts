/** What the client is made of, opened once, and what its pages show. */

import { reactive } from "vue";

import { Client, Refused } from "./core/client";
import { type Errand, Errands } from "./core/errands";
import type { Digests, Network, Shelf, Signer } from "./core/ports";
import { type Item, Queue } from "./core/queue";
import type { Draft, SessionSheet } from "./core/sheets";
import { fromUtf8, utf8, uuid } from "./core/text";
import { type Heard, Timekeeper } from "./core/time";
import { vault } from "./core/vault";
import { platform } from "./platform/index";

export interface Hat {
  role: string;
  label: string;
  organisation_id: number | null;
  organisation: string;
}

export interface Me {
  username: string;
  name: string;
  large_type: boolean;
  server_time: string;
  roles: Hat[];
}

export const seen = reactive({
  ready: false,
  signedIn: false,
  name: "",
  roles: [] as string[],
  large: false,
  offline: false,
  kept: false, // the client itself is on this phone and opens without a signal
  sending: false,
  network: "unknown" as Network,
  sessions: [] as SessionSheet[],
  drafts: {} as Record<number, Draft>,
  waiting: [] as Item[],
  errands: [] as Errand[],
  /** Number of the clip in which a participant says yes, until the answers are kept. */
  spoken: {} as Record<number, string>,
  heardAt: "",
  notice: "",
});

export const digests: Digests = platform.digests;

/** Set by `open`, which every page waits for. */
export const own = {} as { shelf: Shelf; signer: Signer; client: Client; queue: Queue; errands: Errands };

export async function read<T>(name: string): Promise<T | undefined> {
  const bytes = await own.shelf.get(name);
  return bytes && (JSON.parse(fromUtf8(bytes)) as T);
}

export async function write(name: string, value: unknown): Promise<void> {
  await own.shelf.put(name, utf8(JSON.stringify(value)));
}

let opening: Promise<void> | undefined;

/** Once a start; every page waits for it. */
export function open(): Promise<void> {
  opening ??= start();
  return opening;
}

async function start(): Promise<void> {
  const keys = await platform.keys();
  own.signer = keys.signer;
  own.shelf = vault(platform.shelf, keys.cipher);
  const time = new Timekeeper(platform.clocks, uuid(digests.random(16)), await read<Heard>("heard"));
  const heard = (): void => void write("heard", time.heard).catch(() => undefined);
  own.client = new Client(platform.line, own.signer, digests, time, heard);
  own.queue = await Queue.open(own.shelf);
  own.errands = await Errands.open(own.shelf);
  own.client.token = (await read<string>("token")) ?? "";
  const me = await read<Me>("me");
  seen.name = me?.name ?? "";
  seen.roles = me?.roles.map((hat) => hat.role) ?? [];
  seen.large = (await read<boolean>("large")) ?? me?.large_type ?? false;
  seen.sessions = (await read<SessionSheet[]>("sessions")) ?? [];
  seen.heardAt = (await read<string>("heard-at")) ?? "";
  for (const name of await own.shelf.names("draft/")) {
    const draft = await read<Draft>(name);
    if (draft) seen.drafts[Number(name.slice(6))] = draft;
  }
  seen.signedIn = own.client.token !== "";
  seen.waiting = own.queue.items;
  seen.errands = own.errands.items;
  seen.ready = true;
}

/** Everything the phone keeps goes, keys first of all; what is left cannot be read by anybody. */
export async function forget(): Promise<void> {
  await platform.forget();
  opening = undefined;
  emptied();
  Object.assign(seen, { ready: false, signedIn: false, name: "", roles: [] });
  await open();
}

/** How much of somebody's work the server does not have yet. */
export const unsent = (): number => seen.waiting.filter((item) => item.state !== "received").length + seen.errands.length;

/** Nothing of anybody's work is shown any more. */
export function emptied(): void {
  Object.assign(seen, { sessions: [], drafts: {}, waiting: [], errands: [], heardAt: "" });
}

/** No answer: offline, said in words. Signed out elsewhere: back to the door, what was captured stays. */
export async function fell(error: unknown): Promise<void> {
  if (!(error instanceof Refused)) {
    seen.offline = true;
    return;
  }
  seen.notice = error.message;
  if (error.status === 401) {
    own.client.token = "";
    await write("token", "");
    seen.signedIn = false;
  }
}
