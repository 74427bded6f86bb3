import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Answer } from "../src/core/ports";
import type { Item } from "../src/core/queue";
import { AT_ONCE, PIECE, upload } from "../src/core/upload";
import { answer } from "./shelves";

const anItem: Item = {
  clientId: "7e0c8a52-8a2f-4d0e-9df0-0c1f3c9d7a11", sequence: 1, session: 1, kind: "photo", size: 0, sha256: "",
  packet: "signed", takenAt: "", state: "waiting", reason: "",
};

/** As much of the server as the client can tell: it keeps what came before a line broke. */
class Server {
  got: number[] = [];
  begun = false;
  requests = 0;
  constructor(
    readonly length: number,
    readonly faults: ("ok" | "no request" | "no answer" | "half")[],
  ) {}

  ask = async (method: string, _path: string, headers: Record<string, string>, body?: Uint8Array): Promise<Answer> => {
    this.requests++;
    const fault = this.faults.shift() ?? "ok";
    if (fault === "no request") throw new Error("no line");
    const said = this.act(method, headers, fault === "half" ? body?.subarray(0, body.length >> 1) : body);
    if (fault !== "ok") throw new Error("the answer is lost");
    return said;
  };

  private act(method: string, headers: Record<string, string>, body?: Uint8Array): Answer {
    const stands = { "Upload-Offset": String(this.got.length) };
    if (method === "POST") {
      if (!this.begun) for (const byte of body ?? []) this.got.push(byte);
      this.begun = true;
      return answer(201, { "Upload-Offset": String(this.got.length) });
    }
    if (!this.begun) return answer(404, {}, "{}");
    if (method === "HEAD") return answer(200, stands);
    if (headers["Upload-Offset"] !== stands["Upload-Offset"]) return answer(409, stands, "{}");
    for (const byte of body ?? []) this.got.push(byte);
    return answer(204, { "Upload-Offset": String(this.got.length) });
  }
}

describe("an upload", () => {
  let number = 0;
  it("arrives whole and unchanged, wherever the line breaks", async () => {
    const faults = fc.array(fc.constantFrom("ok", "no request", "no answer", "half"), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: AT_ONCE + 2 * PIECE }), faults, async (length, broken) => {
        const item = { ...anItem, clientId: `${++number}` };
        const bytes = Uint8Array.from({ length }, (_, at) => at % 251);
        const server = new Server(length, [...broken]);
        let runs = 0;
        while ((await upload(item, bytes, server.ask)).result !== "done") expect(++runs).toBeLessThan(60);
        expect(server.got.length).toBe(length);
        expect(server.got.every((byte, at) => byte === at % 251)).toBe(true);
        expect(server.requests).toBeLessThan(100); // bounded: no storm against a server in trouble
      }),
      { numRuns: 40 },
    );
  });

  it("sends a photo in one request, and no byte twice once the server holds some", async () => {
    const bytes = Uint8Array.from({ length: 1000 }, (_, at) => at % 251);
    const whole = new Server(1000, []);
    expect(await upload({ ...anItem, clientId: "whole" }, bytes, whole.ask)).toEqual({ result: "done" });
    expect(whole.requests).toBe(1);
    const cut = new Server(1000, ["half"]);
    const item = { ...anItem, clientId: "cut" };
    expect(await upload(item, bytes, cut.ask)).toEqual({ result: "later" });
    expect(await upload(item, bytes, cut.ask)).toEqual({ result: "done" });
    expect(cut.got).toEqual([...bytes]);
    expect(cut.requests).toBe(3); // the half, the question, the other half
  });

  it("takes a refusal for final and everything else for later", async () => {
    for (const status of [401, 404, 429, 500, 503]) {
      expect(await upload(anItem, new Uint8Array(1), async () => answer(status, {}, "{}"))).toEqual({ result: "later" });
    }
    for (const status of [403, 409, 413, 422]) {
      const said = await upload({ ...anItem, clientId: `refused ${status}` }, new Uint8Array(1), async () => answer(status, {}, '{"detail":"够了"}'));
      expect(said).toEqual({ result: "refused", reason: "够了" });
    }
  });

  it("gives up for now when the server keeps moving", async () => {
    let asked = 0;
    const said = await upload({ ...anItem, clientId: "moving" }, new Uint8Array(9), async (method) => {
      asked++;
      if (method === "POST") return answer(201);
      return method === "HEAD" ? answer(200, { "Upload-Offset": "0" }) : answer(409, { "Upload-Offset": "3" }, "{}");
    });
    expect(said).toEqual({ result: "later" });
    expect(asked).toBeLessThan(20);
  });
});
