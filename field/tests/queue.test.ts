import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Full } from "../src/core/ports";
import { type Fate, type Item, type Kind, Queue, type Sent } from "../src/core/queue";
import { Drawer } from "./shelves";

async function capture(queue: Queue, kind: Kind, id: string, wall = "2026-11-22"): Promise<Item> {
  const sequence = await queue.take();
  const bytes = Uint8Array.from([...id].map((letter) => letter.charCodeAt(0)));
  const said = { clientId: id, sequence, session: 1, kind, size: bytes.length, sha256: id, packet: "", takenAt: wall };
  return queue.add(said, bytes);
}

const judged = (queue: Queue, state: Fate["state"], reason = ""): Promise<Item[]> =>
  queue.judge(queue.open.map((item) => ({ client_id: item.clientId, state, reason })));

const through = async (): Promise<Sent> => ({ result: "done" });

describe("the queue", () => {
  it("sends photos before clips, and clips on mobile data only after a tap", async () => {
    const queue = await Queue.open(new Drawer());
    for (const [kind, id] of [["clip", "a"], ["photo", "b"], ["document", "c"]] as const) await capture(queue, kind, id);
    expect(queue.due("mobile", false).map((item) => item.clientId)).toEqual(["b", "c"]);
    expect(queue.due("mobile", true).map((item) => item.clientId)).toEqual(["b", "c", "a"]);
    expect(queue.due("wifi", false).map((item) => item.clientId)).toEqual(["b", "c", "a"]);
    expect(queue.due("none", true)).toEqual([]);
  });

  it("keeps its order whatever the calendar says", async () => {
    const queue = await Queue.open(new Drawer());
    for (const [id, wall] of [["a", "2027-12-27"], ["b", "2026-11-19"], ["c", "2026-11-22"]] as const)
      await capture(queue, "photo", id, wall);
    expect(queue.items.map((item) => item.clientId)).toEqual(["a", "b", "c"]);
  });

  it("says so when the disk is full, and keeps what it had", async () => {
    const shelf = new Drawer();
    const queue = await Queue.open(shelf);
    await capture(queue, "photo", "a");
    for (const room of [0, 1, 2]) {
      shelf.room = room;
      await expect(capture(queue, "photo", `x${room}`)).rejects.toThrow(Full);
    }
    shelf.room = Infinity;
    expect(queue.items.map((item) => item.clientId)).toEqual(["a"]);
    expect(shelf.held.size).toBe(3); // counter, bytes, entry
  });

  it("shows what the server refuses, and goes on with the rest", async () => {
    const queue = await Queue.open(new Drawer());
    await capture(queue, "photo", "a");
    await capture(queue, "photo", "b");
    const send = async (item: Item): Promise<Sent> =>
      item.clientId === "a" ? { result: "refused", reason: "画面打不开" } : { result: "done" };
    expect(await queue.drain(send, "wifi")).toBe(true);
    await judged(queue, "kept");
    expect(queue.items.map((item) => [item.clientId, item.state, item.reason])).toEqual([["a", "refused", "画面打不开"]]);
  });

  it("frees the bytes when they are acknowledged, and asks for another when they could not be taken in", async () => {
    const shelf = new Drawer();
    let queue = await Queue.open(shelf);
    for (const id of ["a", "b", "c"]) await capture(queue, "photo", id);
    await queue.drain(through, "wifi");
    expect(await shelf.names("bytes/")).toEqual([]);
    expect(queue.due("wifi", true)).toEqual([]); // nothing goes twice
    queue = await Queue.open(shelf); // what was received is known after a restart
    expect(await judged(queue, "received")).toEqual([]);
    const again = await queue.judge([
      { client_id: "a", state: "kept", reason: "" },
      { client_id: "b", state: "refused", reason: "文件打不开" },
      { client_id: "c", state: "unknown", reason: "" },
    ]);
    expect(again.map((item) => item.clientId)).toEqual(["b", "c"]);
    queue = await Queue.open(shelf);
    expect(queue.items.map((item) => [item.clientId, item.state, item.reason])).toEqual([
      ["b", "refused", "文件打不开"],
      ["c", "refused", "服务器没有这一份了，请重新拍摄。"],
    ]);
  });

  /** A week in the village: captures, full disks, kills in the middle of a write, calendars set back, lost answers. */
  it("loses nothing and sends each capture once, in the order taken, whatever happens", async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("take" as const), kind: fc.constantFrom<Kind>("photo", "clip", "document"),
        room: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 3 }), killed: fc.boolean() }),
      fc.record({ do: fc.constant("send" as const), answers: fc.array(fc.constantFrom("done", "lost", "none"), { maxLength: 5 }),
        room: fc.option(fc.integer({ min: 0, max: 3 }), { freq: 3 }) }),
      fc.record({ do: fc.constant("reopen" as const) }),
      fc.record({ do: fc.constant("judge" as const) }),
    );
    let captures = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60 }), async (steps) => {
        const shelf = new Drawer();
        let queue = await Queue.open(shelf);
        const acknowledged: string[] = [];
        const server = new Map<string, string>();
        const arrivals: number[] = [];
        const reopen = async (): Promise<void> => {
          shelf.killed = false;
          shelf.room = Infinity;
          queue = await Queue.open(shelf);
        };
        const land = (item: Item, bytes: Uint8Array): void => {
          if (!server.has(item.clientId)) arrivals.push(item.kind === "clip" ? 0 : item.sequence);
          server.set(item.clientId, String.fromCharCode(...bytes));
        };
        for (const [number, act] of steps.entries()) {
          if (act.do === "reopen") await reopen();
          if (act.do === "judge") {
            for (const item of queue.open) expect(server.has(item.clientId)).toBe(true);
            await judged(queue, "kept");
          }
          if (act.do === "take") {
            const id = `c${number}`;
            shelf.room = act.room ?? Infinity;
            shelf.dies = act.killed;
            try {
              await capture(queue, act.kind, id);
              acknowledged.push(id);
            } catch (error) {
              expect(error instanceof Full || act.killed).toBe(true);
              if (act.killed) await reopen();
            }
            shelf.room = Infinity;
          }
          if (act.do === "send") {
            const answers = [...act.answers];
            shelf.dies = false;
            shelf.room = act.room ?? Infinity; // a full disk may not keep what was sent from being sent
            await queue.drain(async (item, bytes) => {
              const said = answers.shift() ?? "none";
              if (said === "none") return { result: "later" };
              land(item, bytes);
              return said === "lost" ? { result: "later" } : { result: "done" };
            }, "wifi");
            shelf.room = Infinity;
          }
        }
        await reopen();
        captures += acknowledged.length;
        expect(await queue.drain(async (item, bytes) => (land(item, bytes), through()), "wifi")).toBe(true);
        await judged(queue, "kept");
        expect([...server.keys()].sort()).toEqual([...acknowledged].sort());
        for (const [id, bytes] of server) expect(bytes).toBe(id);
        expect([...shelf.held.keys()].filter((name) => name !== "counter")).toEqual([]);
      }),
      { numRuns: 300 },
    );
    console.log(`300 weeks, ${captures} captures: none lost, none twice, nothing left behind`);
  });

  it("holds 500 captures of seven days, with the calendar set back, and lands them in device order", async () => {
    const shelf = new Drawer();
    let queue = await Queue.open(shelf);
    const calendars = ["2026-11-22", "2026-11-19", "2027-12-27", "2026-11-23"];
    for (let number = 0; number < 500; number++) {
      if (number % 97 === 0) queue = await Queue.open(shelf);
      await capture(queue, number % 4 === 3 ? "clip" : "photo", `n${number}`, calendars[number % 4]);
    }
    const landed: Item[] = [];
    await queue.drain(async (item) => (landed.push(item), through()), "wifi");
    const sequences = (clip: boolean): number[] => landed.filter((item) => (item.kind === "clip") === clip).map((item) => item.sequence);
    expect(landed.length).toBe(500);
    for (const order of [sequences(false), sequences(true)]) expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(landed.findIndex((item) => item.kind === "clip")).toBe(375);
  });

  it("never gives out a sequence number twice, killed or not", async () => {
    const shelf = new Drawer();
    const given = new Set<number>();
    for (let run = 0; run < 20; run++) {
      const queue = await Queue.open(shelf);
      given.add(await queue.take());
    }
    expect(given.size).toBe(20);
  });
});
