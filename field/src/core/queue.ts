/**
 * What waits to be sent. Written to the shelf before it is acknowledged, removed only when the server has it: its bytes
 * when they are on the server's disk, its entry when the server has examined them and says that it keeps them.
 *
 * Two records an item: the bytes first, then the entry that makes them count. A client killed in between leaves bytes
 * without an entry, which `open` removes. The order is that of the sequence number, never of a clock.
 */

import { Full, type Network, type Shelf } from "./ports";
import { fromUtf8, utf8 } from "./text";

export type Kind = "photo" | "clip" | "document";

export interface Item {
  readonly clientId: string;
  readonly sequence: number;
  readonly session: number;
  readonly kind: Kind;
  /** Of a picture that serves something else than the session's own count. */
  readonly subject?: string;
  readonly size: number;
  readonly sha256: string;
  readonly packet: string;
  readonly takenAt: string;
  /** received: the server has the bytes and examines them; this phone has only the entry left. */
  state: "waiting" | "received" | "refused";
  reason: string;
}

/** `done`: the server has all of it (now or before). `refused`: it never will. `later`: no answer, or not now. */
export type Sent = { result: "done" } | { result: "refused"; reason: string } | { result: "later" };
/** What became of one that was received. */
export interface Fate {
  client_id: string;
  state: "arriving" | "received" | "kept" | "refused" | "unknown";
  reason: string;
}
export type Send = (item: Item, bytes: Uint8Array) => Promise<Sent>;

const ENTRY = "entry/";
const BYTES = "bytes/";
const COUNTER = "counter";

export class Queue {
  private constructor(
    private readonly shelf: Shelf,
    private readonly entries: Map<string, Item>,
    private highest: number,
  ) {}

  /** Read what an earlier run left, and clear what it did not finish writing. */
  static async open(shelf: Shelf): Promise<Queue> {
    const entries = new Map<string, Item>();
    let highest = Number(fromUtf8((await shelf.get(COUNTER)) ?? utf8("0")));
    for (const name of await shelf.names(ENTRY)) {
      const bytes = await shelf.get(name);
      if (!bytes) continue;
      const item = JSON.parse(fromUtf8(bytes)) as Item;
      entries.set(item.clientId, item);
      highest = Math.max(highest, item.sequence);
    }
    for (const name of await shelf.names(BYTES)) {
      if (!entries.has(name.slice(BYTES.length))) await shelf.remove(name);
    }
    return new Queue(shelf, entries, highest);
  }

  /** The next sequence number; kept before it is used, so that none is used twice. Throws Full. */
  async take(): Promise<number> {
    const next = this.highest + 1;
    await this.shelf.put(COUNTER, utf8(String(next)));
    this.highest = next;
    return next;
  }

  /** Keep a capture. It counts once this resolves; when it throws (Full), nothing of it stays. */
  async add(item: Omit<Item, "state" | "reason">, bytes: Uint8Array): Promise<Item> {
    const entry: Item = { ...item, state: "waiting", reason: "" };
    try {
      await this.shelf.put(BYTES + item.clientId, bytes);
      await this.write(entry);
    } catch (error) {
      await this.forget(item.clientId).catch(() => undefined);
      throw error;
    }
    this.entries.set(item.clientId, entry);
    return entry;
  }

  get items(): Item[] {
    return [...this.entries.values()].sort((one, other) => one.sequence - other.sequence);
  }

  of(session: number): Item[] {
    return this.items.filter((item) => item.session === session);
  }

  /** Photos and papers before clips, each in the order taken; where a line may cost, clips wait for a tap. */
  due(network: Network, clipsToo: boolean): Item[] {
    if (network === "none") return [];
    const waiting = this.items.filter((item) => item.state === "waiting");
    const light = waiting.filter((item) => item.kind !== "clip");
    const clips = waiting.filter((item) => item.kind === "clip");
    return network === "wifi" || clipsToo ? [...light, ...clips] : light;
  }

  /** Send what is due, one after the other, until one has to wait. Returns whether everything due is through. */
  async drain(send: Send, network: Network, clipsToo = false): Promise<boolean> {
    for (const item of this.due(network, clipsToo)) {
      const bytes = await this.shelf.get(BYTES + item.clientId);
      const sent: Sent = bytes
        ? await send(item, bytes)
        : { result: "refused", reason: "手机上的这一份不见了，请重新拍摄。" };
      if (sent.result === "later") return false;
      if (sent.result === "done") await this.received(item);
      else await this.mark(item, "refused", sent.reason);
    }
    return true;
  }

  /** What the server has and has not judged yet. */
  get open(): Item[] {
    return this.items.filter((item) => item.state === "received");
  }

  /** The server's word on what it received: kept ones leave the list. Returns those that have to be taken again. */
  async judge(fates: readonly Fate[]): Promise<Item[]> {
    const again: Item[] = [];
    for (const { client_id: clientId, state, reason } of fates) {
      const item = this.entries.get(clientId);
      if (item?.state !== "received") continue;
      if (state === "kept") await this.drop(clientId);
      if (state !== "refused" && state !== "unknown") continue;
      await this.mark(item, "refused", reason || "服务器没有这一份了，请重新拍摄。");
      again.push(item);
    }
    return again;
  }

  /** The bytes of one capture, for a thumbnail. */
  async bytes(clientId: string): Promise<Uint8Array | undefined> {
    return this.shelf.get(BYTES + clientId);
  }

  /** Take one out: sent, or thrown away by the person who took it. */
  async drop(clientId: string): Promise<void> {
    await this.forget(clientId);
    this.entries.delete(clientId);
  }

  /** The entry says so before the bytes go; while a full disk lets it not be said, they stay until it is kept. */
  private async received(item: Item): Promise<void> {
    if (await this.mark(item, "received", "")) await this.shelf.remove(BYTES + item.clientId);
  }

  private async mark(item: Item, state: Item["state"], reason: string): Promise<boolean> {
    const marked: Item = { ...item, state, reason };
    this.entries.set(item.clientId, marked);
    try {
      await this.write(marked);
      return true;
    } catch (error) {
      if (!(error instanceof Full)) throw error; // on a full disk it is asked again next time, with the same answer
      return false;
    }
  }

  private async write(item: Item): Promise<void> {
    await this.shelf.put(ENTRY + item.clientId, utf8(JSON.stringify(item)));
  }

  /** The entry first: without it the bytes no longer count, whatever happens next. */
  private async forget(clientId: string): Promise<void> {
    await this.shelf.remove(ENTRY + clientId);
    await this.shelf.remove(BYTES + clientId);
  }
}
