/** Ordering for somebody who rang up: what was typed stays on the phone, encrypted, until the server has it. */

import { own, read, write } from "./state";

export const ORDERERS = ["village_member", "station_worker", "station_head"];

export interface OrderChoices {
  villages: { code: string; name: string }[];
  wishes: { what: string; label: string; group: string }[];
  wished_from: string;
  wished_to: string;
}

export interface OrderDraft {
  what: string;
  village: string;
  wished_from: string;
  wished_to: string;
  channel: string;
  requested_by_name: string;
  reason: string;
  /** The same order sent again over a bad line is one order. */
  client_key: string;
}

/** What was typed and not sent; undefined when nothing waits. */
export const orderDraft = (): Promise<OrderDraft | undefined> => read<OrderDraft>("order");

export const saveOrder = (draft: OrderDraft): Promise<void> => write("order", draft);

/** From the server, else as it was last heard. Throws without either. */
export async function orderChoices(): Promise<OrderChoices> {
  try {
    const heard = await own.client.call<OrderChoices>("GET", "/orders/choices");
    await write("order-choices", heard);
    return heard;
  } catch (error) {
    const known = await read<OrderChoices>("order-choices");
    if (known) return known;
    throw error;
  }
}

/** Returns what became of it, in words. */
export async function placeOrder(draft: OrderDraft): Promise<string> {
  const placed = await own.client.call<{ state_label: string }>("POST", "/orders", draft);
  await own.shelf.remove("order");
  return placed.state_label;
}
