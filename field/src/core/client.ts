/** Talking to the server: every request signed by the device, every ticket of its clock remembered. */

import type { Answer, Digests, Line, Signer } from "./ports";
import { proof } from "./proof";
import type { Timekeeper } from "./time";

/** A refusal with the sentence to show; `code` is what to act on. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
    readonly missing: string[] = [],
  ) {
    super(sentence);
  }
}

interface Problem {
  code?: string;
  detail?: string;
  missing?: string[];
}

export class Client {
  token = "";

  constructor(
    private readonly line: Line,
    private readonly signer: Signer,
    private readonly digests: Digests,
    readonly time: Timekeeper,
    private readonly heard: () => void = () => undefined,
  ) {}

  /** One request; again with a fresh nonce when ours had gone stale. Rejects when there is no answer. */
  async ask(
    method: string,
    path: string,
    headers: Record<string, string> = {},
    body?: string | Uint8Array,
  ): Promise<Answer> {
    let answer = await this.once(method, path, headers, body);
    if (answer.status === 401 && this.problem(answer).code === "proof_nonce") {
      answer = await this.once(method, path, headers, body);
    }
    return answer;
  }

  /** JSON there and back. Throws Refused. */
  async call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = body ? { "Content-Type": "application/json" } : {};
    const answer = await this.ask(method, path, headers, body ? JSON.stringify(body) : undefined);
    if (answer.status >= 400) {
      const said = this.problem(answer);
      throw new Refused(answer.status, said.code ?? "", said.detail ?? "服务器没有办成，请稍后再试。", said.missing);
    }
    return (answer.status === 204 ? undefined : JSON.parse(answer.text())) as T;
  }

  private async once(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: string | Uint8Array,
  ): Promise<Answer> {
    const url = `/api${path}`;
    const nonce = this.time.heard?.ticket ?? "";
    const said: Record<string, string> = { ...headers, Accept: "application/json" };
    said["DPoP"] = await proof({ method, url, nonce, token: this.token }, this.signer, this.digests);
    if (this.token) said["Authorization"] = `DPoP ${this.token}`;
    const answer = await this.line(method, url, said, body);
    const ticket = answer.header("DPoP-Nonce");
    if (ticket) {
      this.time.hear(ticket);
      this.heard();
    }
    return answer;
  }

  private problem(answer: Answer): Problem {
    try {
      return JSON.parse(answer.text()) as Problem;
    } catch {
      return {};
    }
  }
}
