/**
 * One file over tus 1.0: a photo goes with its announcement in one request, a larger file is begun and sent in pieces;
 * what broke off is resumed where the server stands. Every step may be repeated.
 */

import type { Answer } from "./ports";
import type { Item, Sent } from "./queue";
import { base64, utf8 } from "./text";

export const PIECE = 256 * 1024;
/** As much as goes with the announcement itself. */
export const AT_ONCE = 1024 * 1024;
const TUS = { "Tus-Resumable": "1.0.0" };
const BYTES = { "Content-Type": "application/offset+octet-stream" };

export type Ask = (
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Uint8Array,
) => Promise<Answer>;

/** Announced since this start of the client: the server may hold some of it, so it is asked before bytes go twice. */
const announced = new Set<string>();

/** Turns: a server that keeps answering "from somewhere else" is asked again a bounded number of times. */
export async function upload(item: Item, bytes: Uint8Array, ask: Ask, turns = 6): Promise<Sent> {
  const path = `/uploads/${item.clientId}`;
  try {
    let stands = announced.has(item.clientId) ? await standing(path, ask) : undefined;
    while (turns-- > 0) {
      if (stands === undefined) {
        announced.add(item.clientId);
        const begun = await begin(item, bytes, ask);
        if (begun.status !== 201) return verdict(begun);
        stands = Number(begun.header("Upload-Offset") ?? 0);
      }
      if (typeof stands !== "number") return stands;
      const sent = await pieces(path, bytes, stands, ask);
      if (sent !== "moved") return sent;
      stands = await standing(path, ask);
    }
  } catch {
    // no answer: the line is gone; the next run goes on from where the server stands
  }
  return { result: "later" };
}

async function begin(item: Item, bytes: Uint8Array, ask: Ask): Promise<Answer> {
  const said = { ...TUS, "Upload-Length": String(bytes.length), "Upload-Metadata": `packet ${base64(utf8(item.packet))}` };
  return bytes.length <= AT_ONCE
    ? ask("POST", "/uploads", { ...said, ...BYTES }, bytes)
    : ask("POST", "/uploads", said);
}

/** How much has come; undefined: it has to be announced (again), which also tells why it was refused. */
async function standing(path: string, ask: Ask): Promise<number | Sent | undefined> {
  const asked = await ask("HEAD", path, TUS);
  if (asked.status === 200) return Number(asked.header("Upload-Offset"));
  return [404, 410, 422].includes(asked.status) ? undefined : verdict(asked);
}

async function pieces(path: string, bytes: Uint8Array, from: number, ask: Ask): Promise<Sent | "moved"> {
  let at = from;
  while (at < bytes.length) {
    const piece = bytes.subarray(at, at + PIECE);
    const answer = await ask("PATCH", path, { ...TUS, ...BYTES, "Upload-Offset": String(at) }, piece);
    if (answer.status === 409 && answer.header("Upload-Offset") !== null) return "moved";
    if (answer.status !== 204) return verdict(answer);
    at = Number(answer.header("Upload-Offset"));
  }
  return { result: "done" };
}

/** A refusal of this very capture is final; everything else (busy, signed out, broken) is tried again later. */
function verdict(answer: Answer): Sent {
  if (answer.status !== 422 && answer.status !== 409 && answer.status !== 413 && answer.status !== 403) return { result: "later" };
  const said = JSON.parse(answer.text() || "{}") as { detail?: string };
  return { result: "refused", reason: said.detail ?? "服务器没有收下这一份。" };
}
