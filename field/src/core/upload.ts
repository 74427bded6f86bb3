/** One file over tus 1.0: begin, ask how far it came, send pieces. Every step may be repeated. */

import type { Answer } from "./ports";
import type { Item, Sent } from "./queue";
import { base64, utf8 } from "./text";

export const PIECE = 256 * 1024;
const TUS = { "Tus-Resumable": "1.0.0" };

export type Ask = (
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: Uint8Array,
) => Promise<Answer>;

/** Turns: a server that keeps answering "from somewhere else" is asked again a bounded number of times. */
export async function upload(item: Item, bytes: Uint8Array, ask: Ask, turns = 6): Promise<Sent> {
  try {
    const begun = await ask("POST", "/uploads", {
      ...TUS,
      "Upload-Length": String(bytes.length),
      "Upload-Metadata": `packet ${base64(utf8(item.packet))}`,
    });
    if (begun.status !== 201) return verdict(begun);
    const path = `/uploads/${item.clientId}`;
    while (turns-- > 0) {
      const asked = await ask("HEAD", path, TUS);
      if (asked.status !== 200) return verdict(asked);
      const sent = await pieces(path, bytes, Number(asked.header("Upload-Offset")), ask);
      if (sent !== "moved") return sent;
    }
  } catch {
    // no answer: the line is gone; the next run goes on from where the server stands
  }
  return { result: "later" };
}

async function pieces(path: string, bytes: Uint8Array, from: number, ask: Ask): Promise<Sent | "moved"> {
  let at = from;
  while (at < bytes.length) {
    const piece = bytes.subarray(at, at + PIECE);
    const answer = await ask(
      "PATCH",
      path,
      { ...TUS, "Upload-Offset": String(at), "Content-Type": "application/offset+octet-stream" },
      piece,
    );
    if (answer.status === 409 && answer.header("Upload-Offset") !== null) return "moved";
    if (answer.status !== 204) return verdict(answer);
    at = Number(answer.header("Upload-Offset"));
  }
  return { result: "done" };
}

/** A refusal of this very capture is final; everything else (busy, signed out, broken) is tried again later. */
function verdict(answer: Answer): Sent {
  if (answer.status !== 422 && answer.status !== 409 && answer.status !== 413 && answer.status !== 403) return { result: "later" };
  const said = JSON.parse(answer.text()) as { detail?: string };
  return { result: "refused", reason: said.detail ?? "服务器没有收下这一份。" };
}
