import fc from "fast-check";
import { describe, expect, it } from "vitest";

import { Full } from "../src/core/ports";
import { type Item, type Kind, Queue } from "../src/core/queue";
import { type Heard, type Moment, Timekeeper } from "../src/core/time";
import { upload } from "../src/core/upload";
import { answer, Drawer } from "./shelves";

const DAY = 86_400_000;
const WEEK = 7 * DAY;

/** A phone whose calendar anybody may set, and whose steady clock begins anew with each start. */
class Pocket {
  real = 0;
  private began = 0;
  offset = 0;
  readonly shelf = new Drawer();
  private starts = 0;
  time = new Timekeeper(this.clocks(), "start 0", undefined);

  private constructor(public queue: Queue) {}

  static async open(): Promise<Pocket> {
    const pocket = new Pocket(await Queue.open(new Drawer()));
    await pocket.restart();
    return pocket;
  }

  private clocks() {
    return { wall: () => Date.parse("2026-11-22T00:00:00Z") + this.real + this.offset, steady: () => this.real - this.began };
  }

  async restart(): Promise<void> {
    const heard: Heard | undefined = this.time.heard;
    this.shelf.killed = this.shelf.dies = false;
    this.shelf.room = Infinity;
    this.began = this.real;
    this.time = new Timekeeper(this.clocks(), `start ${++this.starts}`, heard);
    this.queue = await Queue.open(this.shelf);
  }

  /** As the capture page does it: the moment, the number, then the bytes. */
  async capture(id: string, kind: Kind): Promise<{ item: Item; moment: Moment }> {
    const moment = this.time.now();
    const sequence = await this.queue.take();
    const bytes = Uint8Array.from([...id].map((letter) => letter.charCodeAt(0)));
    const said = { clientId: id, sequence, session: 1, kind, size: bytes.length, sha256: id, packet: id, takenAt: moment.taken_at };
    return { item: await this.queue.add(said, bytes), moment };
  }
}

/** The server, at the far end of a line that breaks in the request, in the answer, and in the last commit. */
class Far {
  readonly landed: Item[] = [];
  readonly twice: string[] = [];
  requests = 0;
  constructor(private readonly breaks: () => boolean) {}

  send = (item: Item, bytes: Uint8Array) => {
    let got = this.landed.some((known) => known.clientId === item.clientId) ? bytes.length : 0;
    return upload(item, bytes, async (method, _path, headers, body) => {
      this.requests++;
      if (this.breaks()) throw new Error("cut in the request");
      if (method === "HEAD") return answer(200, { "Upload-Offset": String(got) });
      if (method === "PATCH" && headers["Upload-Offset"] !== String(got)) return answer(409, { "Upload-Offset": String(got) }, "{}");
      const had = got;
      if (method === "PATCH" || got === 0) got += body?.length ?? 0;
      if (got === bytes.length && had < got) {
        if (this.landed.some((known) => known.clientId === item.clientId)) this.twice.push(item.clientId);
        this.landed.push(item);
      }
      if (this.breaks()) throw new Error("cut in the answer");
      return answer(method === "POST" ? 201 : 204, { "Upload-Offset": String(got) });
    });
  };
}

const event = fc.record({
  kind: fc.constantFrom<Kind>("photo", "photo", "photo", "clip", "document"),
  jump: fc.option(fc.constantFrom(-3 * DAY, 400 * DAY, -3_600_000, 0), { freq: 2 }),
  killed: fc.boolean(),
  room: fc.oneof({ weight: 12, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.integer({ min: 0, max: 3 }) }),
});

describe("seven days without a signal", () => {
  it("500 captures, the calendar set anywhere, killed and full: each lands once, in device order, with an honest time", async () => {
    let captures = 0, honest = 0, measured = 0, requests = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 500, maxLength: 500 }), fc.integer({ min: 1, max: 2 ** 31 - 2 }), async (events, seed) => {
        const pocket = await Pocket.open();
        pocket.time.hear("ticket");
        const acknowledged: string[] = [];
        for (const [number, each] of events.entries()) {
          pocket.real += WEEK / events.length;
          if (each.jump !== null) pocket.offset = each.jump; // set while it runs: forwards and backwards
          if (each.killed && number % 9 === 0) await pocket.restart();
          pocket.shelf.room = each.room ?? Infinity;
          pocket.shelf.dies = each.killed;
          try {
            const { item, moment } = await pocket.capture(`c${number}`, each.kind);
            acknowledged.push(item.clientId);
            if (moment.monotonic) {
              measured++;
              expect(moment.elapsed_ms).toBe(Math.round(pocket.real)); // whatever the calendar says
            } else {
              honest++;
              expect(moment.elapsed_ms === null || moment.elapsed_ms >= 0).toBe(true);
            }
          } catch (error) {
            expect(error instanceof Full || each.killed).toBe(true);
            if (each.killed) await pocket.restart();
          }
          pocket.shelf.room = Infinity;
        }
        const far = new Far(() => (seed = (seed * 48271) % 2147483647) % 10 === 0);
        let runs = 0;
        while (!(await pocket.queue.drain(far.send, "wifi"))) {
          expect(++runs).toBeLessThan(2_000);
          if (runs % 7 === 0) await pocket.restart(); // killed while it uploads
        }
        expect(far.twice).toEqual([]);
        expect(far.landed.map((item) => item.clientId).sort()).toEqual([...acknowledged].sort());
        for (const clip of [false, true]) {
          const order = far.landed.filter((item) => (item.kind === "clip") === clip).map((item) => item.sequence);
          expect(order).toEqual([...order].sort((one, other) => one - other));
        }
        expect(far.requests).toBeLessThan(acknowledged.length * 8); // bounded load, however bad the line
        captures += acknowledged.length;
        requests += far.requests;
      }),
      { numRuns: 5, endOnFailure: true },
    );
    console.log(`5 weeks, ${captures} captures, ${requests} requests: ${measured} dated by the steady clock, ${honest} after a restart and said so`);
  }, 60_000);
});
