/** Somebody shows their service card: whom the list names is ticked at once, whom it does not the server is asked. */

import { cardOf, carrier } from "./core/card";
import { Refused } from "./core/client";
import type { SessionSheet } from "./core/sheets";
import { draftOf, saveDraft } from "./field";
import { digests, fell, own, seen, write } from "./state";

const NO_LINE = "没有信号，名单以外的卡认不出来。先在下面写姓名，或有信号时再扫。";

/** One sentence of what came of it. Throws, with the sentence to show, when it is no card or nobody knows it. */
export async function showCard(session: number, said: string): Promise<string> {
  const card = cardOf(said);
  const sheet = seen.sessions.find((each) => each.id === session);
  if (!sheet) throw new Error("没有找到这个场次。");
  const known = await carrier(sheet, card, digests);
  const person = known ?? (await asked(session, card));
  const draft = draftOf(session);
  const label = seen.sessions.find((each) => each.id === session)?.participants.find((each) => each.id === person)?.label ?? "";
  if (draft.attended.includes(person)) return `${label}已经记过到场`;
  await saveDraft(session, { ...draft, attended: [...draft.attended, person] });
  return known === undefined ? `${label}已记到场，名单上加了这个人` : `${label}已记到场`;
}

async function asked(session: number, card: string): Promise<number> {
  try {
    const path = `/sessions/${session}/cards`;
    const said = await own.client.call<{ participant: number; session: SessionSheet }>("POST", path, { card });
    seen.offline = false;
    seen.sessions = seen.sessions.map((each) => (each.id === session ? said.session : each));
    await write("sessions", seen.sessions);
    return said.participant;
  } catch (error) {
    if (error instanceof Refused && error.status !== 401) throw error;
    await fell(error);
    throw error instanceof Refused ? error : new Error(NO_LINE);
  }
}
