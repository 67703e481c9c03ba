import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRateLimit } from "./rate-limit";

describe("rate limit", () => {
  it("never lets through more than a burst and what time has refilled", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 60 }), fc.array(fc.integer({ min: 0, max: 5_000 }), { maxLength: 200 }), (perMinute, gaps) => {
        const limit = createRateLimit(perMinute);
        let now = 0;
        let passed = 0;
        for (const gap of gaps) {
          now += gap;
          if (limit.take("one", now).ok) passed++;
        }
        expect(passed).toBeLessThanOrEqual(perMinute + (now * perMinute) / 60_000 + 1e-6);
      }),
    );
  });

  it("counts callers apart", () => {
    const limit = createRateLimit(1);
    expect([limit.take("a", 0).ok, limit.take("b", 0).ok, limit.take("a", 0).ok, limit.take("a", 60_000).ok]).toEqual([true, true, false, true]);
  });
});
