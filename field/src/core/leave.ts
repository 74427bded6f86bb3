/** Whether clips may go without a tap: on Wi-Fi; on a line of unknown kind only after somebody said so, for that line. */

import type { Network } from "./ports";

/** What a browser's Network Information API says, where it has one; desktops and most phones say nothing. */
export function lineKind(said: string | undefined): Network {
  if (said === "wifi" || said === "ethernet") return "wifi";
  return said === undefined || said === "unknown" || said === "other" ? "unknown" : "mobile";
}

export class Leave {
  private said = false;

  /** The line as it is now. When it was gone, the next one may be another, and is asked about again. */
  hear(network: Network): Network {
    if (network === "none" || network === "mobile") this.said = false;
    return network;
  }

  /** Somebody tapped. On mobile data that counts for this once. */
  give(network: Network): void {
    if (network === "unknown") this.said = true;
  }

  clips(network: Network): boolean {
    return network === "wifi" || (network === "unknown" && this.said);
  }
}
