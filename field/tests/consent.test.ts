import { describe, expect, it } from "vitest";

import { answered, obstacle } from "../src/core/consent";

describe("consent", () => {
  it("is taken per use: yes and no apart, the unasked left out", () => {
    expect(answered({ callback: true, public_photo: false })).toEqual({ yes: ["callback"], no: ["public_photo"] });
    expect(answered({})).toEqual({ yes: [], no: [] });
  });

  it("asks for an answer, for who gave it, and for the guardian of a minor's yes", () => {
    expect(obstacle({}, "self", false)).toContain("至少问一项");
    expect(obstacle({ photo: true }, "", false)).toContain("是谁");
    expect(obstacle({ photo: true }, "self", true)).toContain("监护人");
    expect(obstacle({ photo: false }, "self", true)).toBe("");
    expect(obstacle({ photo: true }, "guardian", true)).toBe("");
  });
});
