import fc from "fast-check";
import { describe, expect, it } from "vitest";

import type { Answer } from "../src/core/ports";
import type { Item } from "../src/core/queue";
import { PIECE, upload } from "../src/core/upload";
import { answer } from "./shelves";

const item: Item = {
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
      this.begun = true;
      return answer(201);
    }
    if (!this.begun) return answer(404, {}, "{}");
    if (method === "HEAD") return answer(200, stands);
    if (headers["Upload-Offset"] !== stands["Upload-Offset"]) return answer(409, stands, "{}");
    for (const byte of body ?? []) this.got.push(byte);
    return answer(204, { "Upload-Offset": String(this.got.length) });
  }
}

describe("an upload", () => {
  it("arrives whole and unchanged, wherever the line breaks", async () => {
    const faults = fc.array(fc.constantFrom("ok", "no request", "no answer", "half"), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 3 * PIECE }), faults, async (length, broken) => {
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

  it("takes a refusal for final and everything else for later", async () => {
    for (const status of [401, 404, 429, 500, 503]) {
      expect(await upload(item, new Uint8Array(1), async () => answer(status, {}, "{}"))).toEqual({ result: "later" });
    }
    for (const status of [403, 409, 413, 422]) {
      const said = await upload(item, new Uint8Array(1), async () => answer(status, {}, '{"detail":"够了"}'));
      expect(said).toEqual({ result: "refused", reason: "够了" });
    }
  });

  it("gives up for now when the server keeps moving", async () => {
    let asked = 0;
    const said = await upload(item, new Uint8Array(9), async (method) => {
      asked++;
      if (method === "POST") return answer(201);
      return method === "HEAD" ? answer(200, { "Upload-Offset": "0" }) : answer(409, { "Upload-Offset": "3" }, "{}");
    });
    expect(said).toEqual({ result: "later" });
    expect(asked).toBeLessThan(20);
  });
});
