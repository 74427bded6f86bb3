/** The server's last word about the time, and how long ago that was. The phone's calendar is never trusted. */

import type { Clocks } from "./ports";

export interface Heard {
  ticket: string;
  wall: number;
  steady: number | undefined;
  run: string;
}

export interface Moment {
  time_ticket: string;
  elapsed_ms: number | null;
  monotonic: boolean;
  taken_at: string;
}

/** `run` names this start of the client: a steady clock begins anew with each. */
export class Timekeeper {
  constructor(
    private readonly clocks: Clocks,
    private readonly run: string,
    private last: Heard | undefined,
  ) {}

  hear(ticket: string): Heard {
    this.last = { ticket, wall: this.clocks.wall(), steady: this.clocks.steady(), run: this.run };
    return this.last;
  }

  get heard(): Heard | undefined {
    return this.last;
  }

  /**
   * Milliseconds since 1970, the best this phone knows: the server's word and what was counted since. Without a steady
   * clock the calendar counts: it may be set wrong, but seldom between two captures.
   */
  best(): number {
    const said = this.last ? Number(this.last.ticket.split(".")[0]) : NaN;
    const { elapsed_ms } = this.now();
    return elapsed_ms !== null && Number.isFinite(said) ? said + elapsed_ms : this.clocks.wall();
  }

  /** What a packet says of this moment. After a restart only the clock on the wall is left, and says so. */
  now(): Moment {
    const taken_at = new Date(this.clocks.wall()).toISOString();
    if (!this.last) return { time_ticket: "", elapsed_ms: null, monotonic: false, taken_at };
    const steady = this.clocks.steady();
    const began = this.last.run === this.run ? this.last.steady : undefined;
    const measured = steady !== undefined && began !== undefined;
    const since = measured ? steady - began : this.clocks.wall() - this.last.wall;
    const elapsed_ms = since >= 0 ? Math.round(since) : null;
    return { time_ticket: this.last.ticket, elapsed_ms, monotonic: measured && elapsed_ms !== null, taken_at };
  }
}
