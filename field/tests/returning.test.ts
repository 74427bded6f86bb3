import { describe, expect, it } from "vitest";

import { type AskedFor, concerns, type Kind, marked, owed } from "../src/core/returning";
import { lacking } from "../src/core/sheets";
import { draftWith, sheetOf } from "./sheet";

const asked = (kind: Kind, come = false): AskedFor => ({ kind, label: "", come });
const back = (...kinds: AskedFor[]) => ({ at: "2026-11-17T10:00:00+08:00", by_when: "", reason: "照片看不清", asked: kinds });
const DONE = draftWith({ photos: 3, clips: 1, attended: [1], text: "今天在村民活动室开展活动，大家从头坐到尾，还问下一次。" });

describe("a session that was sent back", () => {
  it("is not complete because everything was there before: exactly what was named is asked for", () => {
    const sheet = sheetOf({ returned: back(asked("photo"), asked("clip")) });
    const draft = marked(sheet, DONE);
    expect(lacking(sheet, draft)).toEqual(["要重拍照片", "要重录 1 段视频（10–60 秒）"]);
    expect(lacking(sheet, { ...draft, photos: 4 })).toEqual(["要重录 1 段视频（10–60 秒）"]);
    expect(lacking(sheet, { ...draft, photos: 4, clips: 2 })).toEqual([]);
    expect(lacking(sheetOf(), DONE)).toEqual([]); // the very same draft, never sent back
  });

  it("asks another phone for the same, and for none of what the server has", () => {
    const sheet = sheetOf({ returned: back(asked("photo")) });
    const other = marked(sheet, draftWith({}));
    expect(lacking(sheet, other)).toEqual(["要重拍照片"]); // not three photos, a clip and a text
    expect(lacking(sheetOf({ returned: back(asked("photo", true)) }), other)).toEqual([]);
  });

  it("takes words only when they are other words and long enough, names only when there is one more", () => {
    const sheet = sheetOf({ returned: back(asked("text"), asked("people")) });
    const draft = marked(sheet, DONE);
    const kinds = (given: Partial<typeof draft>) => owed(sheet, { ...draft, ...given }).map(({ kind }) => kind);
    expect(kinds({ text: `${DONE.text} ` })).toEqual(["text", "people"]);
    expect(kinds({ text: "太短" })).toEqual(["text", "people"]);
    expect(kinds({ text: `${DONE.text}散场时下了雨。` })).toEqual(["people"]);
    expect(kinds({ walkIns: [{ key: "k", name: "罗小燕", age: null }] })).toEqual(["text"]);
  });

  it("counts a walk-in once, before and after the server knows the name", () => {
    const walkIns = [{ key: "k", name: "罗小燕", age: null }];
    const heard = { id: 9, label: "罗*燕", age_band: "", is_minor: false, attended: true, client_key: "k" };
    const draft = marked(sheetOf({ returned: back(asked("people")) }), draftWith({ walkIns }));
    expect(owed(sheetOf({ returned: back(asked("people")), participants: [heard] }), draft)).toHaveLength(1);
  });

  it("is satisfied by anything new where only words say what", () => {
    for (const returned of [back(asked("other")), back(), { at: "t", by_when: "", reason: "缺" }]) {
      const sheet = sheetOf({ returned });
      const draft = marked(sheet, DONE);
      expect(lacking(sheet, draft)).toEqual(["要按退回的理由补上"]);
      expect(lacking(sheet, { ...draft, clips: 2 })).toEqual([]);
      expect(concerns(sheet, "people")).toBe(true);
    }
  });

  it("starts anew when it is sent back a second time, and not when it is heard of twice", () => {
    const sheet = sheetOf({ returned: back(asked("photo")) });
    const draft = { ...marked(sheet, DONE), photos: 4 };
    expect(marked(sheet, draft)).toBe(draft);
    const again = sheetOf({ returned: { ...back(asked("photo")), at: "2026-11-20T10:00:00+08:00" } });
    expect(lacking(again, marked(again, draft))).toEqual(["要重拍照片"]);
  });

  it("leads nowhere but to what was named", () => {
    const sheet = sheetOf({ returned: back(asked("clip")) });
    expect([concerns(sheet, "photo", "clip"), concerns(sheet, "people"), concerns(sheet, "text")]).toEqual([true, false, false]);
    expect(concerns(sheetOf(), "people")).toBe(true);
  });
});
