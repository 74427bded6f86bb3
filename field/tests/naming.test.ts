import { describe, expect, it } from "vitest";

import { after, clipSubject, counted, nextStill, shortOf } from "../src/core/naming";
import { lacking } from "../src/core/sheets";
import { guideOf } from "../src/core/shot";
import { draftWith, sheetOf } from "./sheet";

const evidence = [
  { kind: "photo", subject: "before_outside", label: "浴室外（助浴前）", count: 1 },
  { kind: "document", subject: "health_check", label: "健康检查表", count: 1 },
  { kind: "text", subject: "note", label: "说明", count: 1 },
];
const missing = ["缺少“浴室外（助浴前）”（0/1），上传时请选择这一项。", "缺少“健康检查表”（0/1）。"];

describe("what a type asks for by name", () => {
  it("is proposed in its order and counted under its name, papers not as photos", () => {
    const sheet = sheetOf({ missing, wanted: { evidence } });
    let draft = draftWith({ photos: 3, clips: 1, text: "做了什么，大家怎么说，都写在这里，一共二十多个字。" });
    expect(lacking(sheet, draft)).toEqual(["还缺“浴室外（助浴前）”", "还缺“健康检查表”"]);
    expect(nextStill(sheet, draft)?.subject).toBe("before_outside");
    draft = counted(draft, "photo", "before_outside", 1);
    expect(nextStill(sheet, draft)?.subject).toBe("health_check");
    draft = counted(draft, "document", "health_check", 1);
    expect(lacking(sheet, draft)).toEqual([]);
    expect(shortOf(sheet, counted(draft, "photo", "before_outside", -1)).map(({ subject }) => subject)).toEqual(["before_outside"]);
  });

  it("is not asked for when the server has it, from the desk or another phone", () => {
    expect(shortOf(sheetOf({ missing: [], wanted: { evidence } }), draftWith({}))).toEqual([]);
  });

  it("goes round: each name, none, and again", () => {
    const sheet = sheetOf({ missing, wanted: { evidence } });
    const first = after(sheet, undefined);
    const second = after(sheet, first);
    expect([first?.subject, second?.subject, after(sheet, second)]).toEqual(["before_outside", "health_check", undefined]);
  });

  it("lets a clip serve the clip that is asked for, never the film made at the desk", () => {
    const clip = (subject: string) => clipSubject(sheetOf({ wanted: { evidence: [{ kind: "clip", subject, label: "", count: 1 }] } }));
    expect([clip("spoken"), clip("film"), clipSubject(sheetOf())]).toEqual(["spoken", "", ""]);
  });
});

describe("the frame over the picture", () => {
  it("keeps a bathing session outside the bathroom, and faces out where the type says so", () => {
    expect(guideOf({ allow_faces: false, frame: "outside_bathroom", pictures: "只拍车辆" })).toContain("浴室外");
    expect(guideOf({ allow_faces: false, frame: "no_faces", pictures: "从背后拍教室" })).toBe("从背后拍教室");
    expect(guideOf({ allow_faces: false, frame: "no_faces", pictures: "" })).toContain("不拍正脸");
    expect(guideOf({ allow_faces: false })).toContain("不拍正脸"); // a sheet from before
    expect(guideOf({ allow_faces: true, frame: "", pictures: "拍摄现场" })).toBe("");
  });
});
