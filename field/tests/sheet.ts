import type { Draft, SessionSheet } from "../src/core/sheets";
import { emptyDraft } from "../src/core/sheets";

type Wanted = SessionSheet["wanted"];

/** A session as the server tells it; what a test is about is given. */
export function sheetOf(given: Partial<Omit<SessionSheet, "wanted">> & { wanted?: Partial<Wanted> } = {}): SessionSheet {
  const wanted: Wanted = {
    min_photos: 3, clip_required: true, clip_min_s: 10, clip_max_s: 60, text_required: true, text_min_characters: 20,
    allow_faces: true, sentences: [], ...given.wanted,
  };
  return {
    id: 1, number: "S-1", title: "", type: { code: "MP15", name: "", sensitive: "none" }, state: "delivered", state_label: "",
    starts_at: "", ends_at: "", due_at: "", place: { village: "", site: "", address: "" }, host: "", station: "", station_phone: "",
    participants: [], people_count: null, actual_start: null, missing: [], returned: null, ...given, wanted,
  };
}

export const draftWith = (given: Partial<Draft>): Draft => ({ ...emptyDraft(), ...given });
