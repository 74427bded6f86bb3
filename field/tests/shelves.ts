import { Full, type Answer, type Shelf } from "../src/core/ports";

/** A shelf in memory that can be full, and survives its queue being killed. */
export class Drawer implements Shelf {
  readonly held = new Map<string, Uint8Array>();
  /** How many more writes succeed before the disk is full, or the client is killed. */
  room = Infinity;
  dies = false;
  killed = false;

  async get(name: string): Promise<Uint8Array | undefined> {
    this.alive();
    return this.held.get(name);
  }

  async put(name: string, bytes: Uint8Array): Promise<void> {
    this.alive();
    if (this.room-- <= 0) {
      this.killed = this.dies;
      throw this.dies ? new Error("killed") : new Full();
    }
    this.held.set(name, bytes);
  }

  async remove(name: string): Promise<void> {
    this.alive();
    this.held.delete(name);
  }

  async names(prefix: string): Promise<string[]> {
    return [...this.held.keys()].filter((name) => name.startsWith(prefix));
  }

  async wipe(): Promise<void> {
    this.held.clear();
  }

  private alive(): void {
    if (this.killed) throw new Error("killed");
  }
}

export function answer(status: number, headers: Record<string, string> = {}, body = ""): Answer {
  return { status, header: (name) => headers[name] ?? null, text: () => body };
}
