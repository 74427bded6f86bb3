/** The phone's own queue over a real line, told what to do on standard input: vite-node wire.ts '{"server", "login", …}'. */

import { createHash, createHmac, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

import { p256 } from "@noble/curves/nist";
import { sha256 } from "@noble/hashes/sha2";

import { Client } from "../../src/core/client";
import { pause } from "../../src/core/patience";
import type { Answer, Line, Signer } from "../../src/core/ports";
import { PACKET, signed } from "../../src/core/proof";
import { type Fate, Queue } from "../../src/core/queue";
import { base64url, uuid } from "../../src/core/text";
import { Timekeeper } from "../../src/core/time";
import { upload } from "../../src/core/upload";
import { Drawer } from "../shelves";

interface Told {
  server: string;
  login: string;
  password: string;
  session: number;
  /** How much shorter the pauses are than on a phone, so that a test ends. */
  hurry: number;
}
type Command =
  | { do: "add"; file: string; session?: number }
  | { do: "drain" }
  | { do: "ask" }
  /** So much time passes in the pocket; and somebody sets the calendar so far from this machine's own. */
  | { do: "dial"; passed_ms: number; off_ms: number }
  /** The phone is switched off and on: its steady clock begins anew, what it keeps is read again. */
  | { do: "restart" };

const told = JSON.parse(process.argv[2] ?? "{}") as Told;
const LINE_TIMEOUT_MS = 60_000; // as platform/web.ts has it
const secret = p256.utils.randomPrivateKey();
const point = p256.getPublicKey(secret, false);
const signer: Signer = {
  jwk: { kty: "EC", crv: "P-256", x: base64url(point.slice(1, 33)), y: base64url(point.slice(33)) },
  sign: async (bytes) => p256.sign(sha256(bytes), secret, { lowS: false }).toCompactRawBytes(),
};
const hmac = (kind: string) => async (key: Uint8Array, bytes: Uint8Array) => new Uint8Array(createHmac(kind, key).update(bytes).digest());
const digests = {
  sha256: async (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest()),
  hmacSha1: hmac("sha1"),
  hmacSha256: hmac("sha256"),
  random: (length: number) => new Uint8Array(randomBytes(length)),
};
let requests = 0;

const line: Line = async (method, path, headers, body): Promise<Answer> => {
  requests++;
  const init: RequestInit = { method, headers, signal: AbortSignal.timeout(LINE_TIMEOUT_MS) };
  if (body !== undefined) init.body = body;
  const answer = await fetch(told.server + path, init);
  const text = await answer.text();
  return { status: answer.status, header: (name) => answer.headers.get(name), text: () => text };
};

const dial = { passed: 0, off: 0, began: 0 };
const clocks = { wall: () => Date.now() + dial.passed + dial.off, steady: () => performance.now() + dial.passed - dial.began };
const shelf = new Drawer();
let runs = 0;
let time = new Timekeeper(clocks, "run 0", undefined);
let client = new Client(line, signer, digests, time);
let queue = await Queue.open(shelf);

async function restart(): Promise<object> {
  dial.began = performance.now() + dial.passed;
  const token = client.token;
  time = new Timekeeper(clocks, `run ${++runs}`, time.heard);
  client = new Client(line, signer, digests, time);
  client.token = token;
  queue = await Queue.open(shelf);
  return { waiting: queue.items.length };
}
const ask = (method: string, path: string, headers: Record<string, string>, body?: Uint8Array) => client.ask(method, path, headers, body);
const wait = (seconds: number) => new Promise((after) => setTimeout(after, seconds * 1000));

/** As the capture page keeps one. */
async function add(file: string, session: number): Promise<object> {
  const bytes = new Uint8Array(readFileSync(file));
  const [clientId, sequence] = [uuid(digests.random(16)), await queue.take()];
  const digest = createHash("sha256").update(bytes).digest("hex");
  const claims = { client_id: clientId, session, kind: "photo", subject: "", source: "camera", sha256: digest, sequence, ...time.now() };
  const packet = await signed(claims, PACKET, signer);
  const said = { clientId, sequence, session, kind: "photo" as const, size: bytes.length, sha256: digest, packet, takenAt: "" };
  await queue.add(said, bytes);
  return { client_id: clientId, sequence, sha256: digest };
}

/** As the app goes on: again after each pause, until nothing is due. */
async function drain(): Promise<object> {
  const [before, began, pauses] = [requests, performance.now(), [] as number[]];
  while (!(await queue.drain((item, bytes) => upload(item, bytes, ask), "wifi"))) {
    pauses.push(Math.round(pause(pauses.length) * 10) / 10);
    await wait((pauses[pauses.length - 1] ?? 0) / told.hurry);
  }
  return { requests: requests - before, pauses, seconds: Math.round((performance.now() - began) / 1000) };
}

/** What became of those the server has; nothing may be left afterwards. */
async function fates(): Promise<object> {
  const numbers = queue.open.map((item) => `client_id=${item.clientId}`);
  for (let first = 0; first < numbers.length; first += 50)
    await queue.judge(await client.call<Fate[]>("GET", `/upload-states?${numbers.slice(first, first + 50).join("&")}`));
  return { left: queue.items.map((item) => `${item.clientId} ${item.state} ${item.reason}`), kept: shelf.held.size };
}

const entered = await client.call<{ token: string }>("POST", "/tokens", { login: told.login, password: told.password, code: "", device: "a phone" });
client.token = entered.token;
console.log(JSON.stringify({ ready: true }));
async function does(command: Command): Promise<object> {
  if (command.do === "add") return add(command.file, command.session ?? told.session);
  if (command.do === "dial") return Object.assign(dial, { passed: command.passed_ms, off: command.off_ms });
  if (command.do === "restart") return restart();
  return command.do === "drain" ? drain() : fates();
}

for await (const said of createInterface({ input: process.stdin })) {
  const command = JSON.parse(said) as Command;
  const done = await does(command);
  console.log(JSON.stringify(done));
}
process.exit(0);
