/** The people of a session: who simply came, what each agreed to. Told when there is a line. */

import { answered, type Answers, CONSENT } from "./core/consent";
import type { WalkIn } from "./core/sheets";
import type { Shot } from "./core/shot";
import { uuid } from "./core/text";
import { told } from "./errand";
import { draftOf, keep, saveDraft } from "./field";
import { digests } from "./state";

export async function addWalkIn(session: number, name: string, age: number | null): Promise<void> {
  const walkIn: WalkIn = { key: uuid(digests.random(16)), name, age };
  await told(`临时到场：${name}`, "POST", `/sessions/${session}/walk-ins`, { client_key: walkIn.key, name, age });
  const draft = draftOf(session);
  await saveDraft(session, { ...draft, walkIns: [...draft.walkIns, walkIn] });
}

/** A signature drawn or a yes spoken is kept like any capture; its number goes with the answers. */
export async function keepProof(session: number, shot: Shot): Promise<string> {
  const clientId = uuid(digests.random(16));
  await keep(session, shot, clientId, "", CONSENT);
  return clientId;
}

export async function consent(
  session: number,
  person: { id: number; label: string },
  said: { answers: Answers; given_by: string; how: string; proof: string | null },
): Promise<void> {
  const path = `/sessions/${session}/participants/${person.id}/consents`;
  const { answers, ...rest } = said;
  await told(`同意：${person.label}`, "POST", path, { ...answered(answers), ...rest });
}
