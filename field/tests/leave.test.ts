import { describe, expect, it } from "vitest";

import { Leave, lineKind } from "../src/core/leave";
import { Queue } from "../src/core/queue";
import { Drawer } from "./shelves";

describe("clips and what a line costs", () => {
  it("are only sent by themselves where it is known to cost nothing", () => {
    const leave = new Leave();
    expect((["wifi", "mobile", "unknown", "none"] as const).map((network) => leave.clips(network))).toEqual([true, false, false, false]);
  });

  it("are not asked about twice on a line of unknown kind, until it was gone", () => {
    const leave = new Leave();
    leave.give("unknown");
    expect(leave.clips(leave.hear("unknown"))).toBe(true);
    leave.hear("none");
    expect(leave.clips(leave.hear("unknown"))).toBe(false);
  });

  it("ask every time on mobile data: a yes there is for this once", () => {
    const leave = new Leave();
    leave.give("mobile");
    expect([leave.clips("mobile"), leave.clips("unknown")]).toEqual([false, false]);
  });

  it("a browser that says nothing of its line (Safari, Firefox) is asked about", () => {
    expect([undefined, "unknown", "other", "cellular", "wimax", "wifi", "ethernet"].map(lineKind)).toEqual([
      "unknown", "unknown", "unknown", "mobile", "mobile", "wifi", "wifi",
    ]);
  });

  it("wait in the queue while photos go", async () => {
    const queue = await Queue.open(new Drawer());
    for (const kind of ["clip", "photo"] as const) {
      const sequence = await queue.take();
      await queue.add({ clientId: kind, sequence, session: 1, kind, size: 1, sha256: "", packet: "", takenAt: "" }, new Uint8Array(1));
    }
    expect(queue.due("unknown", new Leave().clips("unknown")).map(({ kind }) => kind)).toEqual(["photo"]);
  });
});
