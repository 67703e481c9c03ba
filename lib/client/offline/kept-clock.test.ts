import { afterEach, expect, it, vi } from "vitest";
import { clockOffset, latestEntry } from "./kept-clock";

afterEach(() => void vi.unstubAllGlobals());

function storage(work: (kept: Map<string, string>) => void): void {
  const kept = new Map<string, string>();
  const local = {
    getItem: (key: string) => {
      work(kept);
      return kept.get(key) ?? null;
    },
    setItem: (key: string, value: string) => {
      work(kept);
      kept.set(key, value);
    },
  };
  vi.stubGlobal("window", {});
  vi.stubGlobal("localStorage", local);
}

it("EX-21 is there again for the next page", () => {
  storage(() => undefined);
  clockOffset.keep(1_234.6);
  expect(clockOffset.read()).toBe(1_235);
  latestEntry.keep(7_000);
  expect([clockOffset.read(), latestEntry.read()]).toEqual([1_235, 7_000]);
});

it("UI-08 is none where the browser lets nothing be kept, and hurts nobody who hears the server's clock", () => {
  storage(() => {
    throw new DOMException("no room", "QuotaExceededError");
  });
  for (const kept of [clockOffset, latestEntry]) expect(() => kept.keep(5_000)).not.toThrow();
  for (const kept of [clockOffset, latestEntry]) expect(kept.read()).toBe(0);
});
