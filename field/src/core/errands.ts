/**
 * Small things said to the server that may wait for a line: an answer, a name, a yes. Kept before they are
 * acknowledged, told in the order they were said, each until the server has heard it. Every one carries what makes
 * it the same when it is told twice, so that a lost answer costs nothing.
 */

import { Refused } from "./client";
import type { Shelf } from "./ports";
import { fromUtf8, utf8 } from "./text";

export interface Errand {
  readonly id: string;
  /** What it is, in words, for the list of what waits. */
  readonly title: string;
  readonly method: "POST" | "PUT";
  readonly path: string;
  readonly body: object;
  /** Why the server will never take it; empty while it waits. */
  refused: string;
}

export type Tell = (method: string, path: string, body: object) => Promise<unknown>;

const NAME = "errand/";
/** Not the errand's fault: nobody answered, somebody must sign in again, or too much at once. */
const LATER = [401, 408, 425, 429];

function later(error: unknown): boolean {
  return !(error instanceof Refused) || error.status >= 500 || LATER.includes(error.status);
}

export class Errands {
  private constructor(
    private readonly shelf: Shelf,
    private readonly kept: Map<string, Errand>,
    private highest: number,
  ) {}

  static async open(shelf: Shelf): Promise<Errands> {
    const kept = new Map<string, Errand>();
    for (const name of (await shelf.names(NAME)).sort()) {
      const bytes = await shelf.get(name);
      if (bytes) kept.set(name, JSON.parse(fromUtf8(bytes)) as Errand);
    }
    const highest = Math.max(0, ...[...kept.keys()].map((name) => Number(name.slice(NAME.length))));
    return new Errands(shelf, kept, highest);
  }

  get items(): Errand[] {
    return [...this.kept.keys()].sort().flatMap((name) => this.kept.get(name) ?? []);
  }

  /** It counts once this resolves. Throws Full. */
  async add(errand: Omit<Errand, "refused">): Promise<void> {
    const name = NAME + String(++this.highest).padStart(9, "0");
    await this.keep(name, { ...errand, refused: "" });
  }

  /** Tell what waits, in its order, until one has to wait on. Resolves with how many were heard. */
  async drain(tell: Tell): Promise<number> {
    let heard = 0;
    for (const [name, errand] of [...this.kept].sort(([one], [other]) => one.localeCompare(other))) {
      if (errand.refused) continue;
      try {
        await tell(errand.method, errand.path, errand.body);
      } catch (error) {
        if (later(error)) break;
        await this.keep(name, { ...errand, refused: (error as Refused).message });
        continue;
      }
      await this.forget(name);
      heard++;
    }
    return heard;
  }

  /** Somebody has read why it was not taken. */
  async drop(id: string): Promise<void> {
    for (const [name, errand] of this.kept) if (errand.id === id) await this.forget(name);
  }

  private async keep(name: string, errand: Errand): Promise<void> {
    await this.shelf.put(name, utf8(JSON.stringify(errand)));
    this.kept.set(name, errand);
  }

  private async forget(name: string): Promise<void> {
    await this.shelf.remove(name);
    this.kept.delete(name);
  }
}
