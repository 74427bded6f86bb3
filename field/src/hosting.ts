/** The village hosts: what is held there, and its word on whether it took place. */

import { told } from "./errand";
import { own, read, write } from "./state";

export const HOSTS = ["village_member"];

export interface Hosted {
  id: number;
  number: string;
  title: string;
  state_label: string;
  starts_at: string;
  ends_at: string;
  place: string;
  provider: string;
  begun: boolean;
  held: boolean | null;
  note: string;
  answered_by: string | null;
}

/** From the server, else as it was last heard. */
export async function hosted(): Promise<Hosted[]> {
  try {
    const { sessions } = await own.client.call<{ sessions: Hosted[] }>("GET", "/sessions/hosted");
    await write("hosted", sessions);
    return sessions;
  } catch (error) {
    const known = await read<Hosted[]>("hosted");
    if (known) return known;
    throw error;
  }
}

/** Kept on the phone at once, told when there is a line. */
export async function answerAsHost(session: Hosted, held: boolean, note: string): Promise<void> {
  const known = (await read<Hosted[]>("hosted")) ?? [];
  await told(`${held ? "确认开展" : "没有开展"}：${session.title}`, "POST", `/sessions/${session.id}/host-answer`, { held, note });
  const answered = known.map((each) => (each.id === session.id ? { ...each, held, note } : each));
  await write("hosted", answered);
}
