import fc from "fast-check";
import { expect, test } from "vitest";

import { pause } from "../src/core/patience";

test("longer each time, never beyond five minutes and a quarter, never at once", () => {
  fc.assert(
    fc.property(fc.nat(50), fc.double({ min: 0, max: 1, noNaN: true }), (tries, chance) => {
      const waited = pause(tries, () => chance);
      expect(waited).toBeGreaterThanOrEqual(3.75);
      expect(waited).toBeLessThanOrEqual(375);
      expect(pause(tries + 1, () => chance)).toBeGreaterThanOrEqual(waited);
    }),
  );
});
