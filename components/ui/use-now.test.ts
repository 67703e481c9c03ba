import { afterEach, expect, it, vi } from "vitest";
import { presentMs, putNowRight } from "./use-now";

afterEach(() => {
  putNowRight(0);
  vi.useRealTimers();
});

it("goes by the device's clock until it is told how far that is off, and by the server's from then on", () => {
  vi.useFakeTimers({ now: Date.parse("2026-01-20T10:00:00Z") });
  expect(new Date(presentMs()).toISOString()).toBe("2026-01-20T10:00:00.000Z");
  putNowRight(Date.parse("2026-03-01T09:00:00Z") - Date.now());
  vi.advanceTimersByTime(2_000);
  expect(new Date(presentMs()).toISOString()).toBe("2026-03-01T09:00:02.000Z");
});
