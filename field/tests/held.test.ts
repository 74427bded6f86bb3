import { describe, expect, it } from "vitest";

import { actualTimes, heldOf, moved } from "../src/core/held";
import { emptyDraft, type SessionSheet } from "../src/core/sheets";
import { Timekeeper } from "../src/core/time";

const sheet = { starts_at: "2026-11-10T09:00:00+08:00", ends_at: "2026-11-10T10:00:00+08:00" } as SessionSheet;

describe("from when to when it really was", () => {
  it("is proposed from the captures, not from the plan", () => {
    const draft = { ...emptyDraft(), started: "2026-11-10T01:12:30Z", ended: "2026-11-10T02:20:00Z" };
    expect(actualTimes(sheet, draft)).toEqual({
      actual_start: "2026-11-10T09:12:00+08:00", actual_end: "2026-11-10T10:20:00+08:00",
    });
  });

  it("is corrected by hand, on the day it was held", () => {
    const draft = { ...emptyDraft(), started: "2026-11-10T23:30:00Z", held: { start: "07:15", end: "08:05" } };
    expect(actualTimes(sheet, draft)).toEqual({
      actual_start: "2026-11-11T07:15:00+08:00", actual_end: "2026-11-11T08:05:00+08:00",
    });
    expect([moved("07:15", -5), moved("23:58", 5), moved("00:03", -5)]).toEqual(["07:10", "23:59", "00:00"]);
  });

  it("is never empty, and is the plan only where nothing was captured", () => {
    const once = { ...emptyDraft(), started: "2026-11-10T01:12:00Z", ended: "2026-11-10T01:12:40Z" };
    expect(heldOf(sheet, once)).toEqual({ start: "09:07", end: "09:12" });
    expect(heldOf(sheet, emptyDraft())).toEqual({ start: "09:00", end: "10:00" });
  });

  it("goes by the server's word, however wrong the phone's calendar is", () => {
    const clocks = { wall: () => 0, now: 5, steady: () => clocks.now };
    const time = new Timekeeper(clocks, "run", undefined);
    expect(time.best()).toBe(0);
    time.hear(`${Date.parse("2026-11-10T01:00:00Z")}.sign`);
    clocks.now += 60_000;
    expect(new Date(time.best()).toISOString()).toBe("2026-11-10T01:01:00.000Z");
    const weixin = { now: 0, wall: () => weixin.now, steady: () => undefined };
    const without = new Timekeeper(weixin, "run", undefined);
    without.hear(`${Date.parse("2026-11-10T01:00:00Z")}.sign`);
    weixin.now += 120_000; // the calendar is wrong by decades and still counts two minutes
    expect(new Date(without.best()).toISOString()).toBe("2026-11-10T01:02:00.000Z");
  });
});
