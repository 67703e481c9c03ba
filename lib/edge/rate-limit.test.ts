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

  it("SEC-15 lets those after a large call wait until it is paid for", () => {
    const limit = createRateLimit(60);
    expect(limit.take("one", 0).ok).toBe(true);
    limit.charge("one", 100);
    expect(limit.take("one", 0)).toEqual({ ok: false, retrySeconds: 42 });
    expect([limit.take("one", 41_000).ok, limit.take("one", 42_000).ok, limit.take("other", 0).ok]).toEqual([false, true, true]);
  });

  it("counts callers apart", () => {
    const limit = createRateLimit(1);
    expect([limit.take("a", 0).ok, limit.take("b", 0).ok, limit.take("a", 0).ok, limit.take("a", 60_000).ok]).toEqual([true, true, false, true]);
  });
});
