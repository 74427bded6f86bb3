import { describe, expect, it } from "vitest";

import { serverOf } from "../server";

describe("the server a mini program is built for", () => {
  it("is an https origin, or nothing in a test", () => {
    expect(serverOf("https://yimi.example.gov.cn")).toBe("https://yimi.example.gov.cn");
    expect(serverOf("https://yimi.example.gov.cn:8443")).toBe("https://yimi.example.gov.cn:8443");
    expect(serverOf(undefined)).toBe("");
  });

  it.each(["http://yimi.example.gov.cn", "yimi.example.gov.cn", "https://", "https://yimi", "https://yimi.example.gov.cn/",
    "https://yimi.example.gov.cn/api", "https://me:secret@yimi.example.gov.cn", "javascript:alert(1)", "https://a b.cn"])(
    "is not %s",
    (wrong) => expect(() => serverOf(wrong)).toThrow(/VITE_YIMI_SERVER/),
  );
});
