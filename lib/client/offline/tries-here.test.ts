import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { beginTry, endTries, lockHere } from "./tries-here";

const at = (minutes: number) => new Date(Date.UTC(2026, 2, 2, 10, minutes));
const tryOften = (badge: string, times: number, minutes = 0) => Array.from({ length: times }, () => beginTry(badge, at(minutes)));

beforeEach(() => {
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) });
});
afterEach(() => void vi.unstubAllGlobals());

describe("SEC-05 tries of a PIN without the network", () => {
  it("locks a badge for a quarter of an hour after five, and no other badge", () => {
    expect(tryOften("one", 5)).toEqual(Array(5).fill(null));
    expect(beginTry("one", at(1))).toEqual(at(15));
    expect(beginTry("other", at(1))).toBeNull();
    expect(beginTry("one", at(15))).toBeNull();
  });

  it("lets nobody begin anew by a sign-on of their own in between", () => {
    tryOften("lead", 4);
    beginTry("own", at(0));
    endTries("own", at(0));
    expect([beginTry("lead", at(1)), beginTry("lead", at(2))]).toEqual([null, at(16)]);
  });

  it("forgets the tries of a badge whose PIN was right", () => {
    tryOften("one", 5);
    endTries("one", at(0));
    expect(tryOften("one", 5, 1)).toEqual(Array(5).fill(null));
  });

  it("locks the tablet after thirty, with whatever badges", () => {
    for (let badge = 0; badge < 10; badge += 1) tryOften(`badge ${badge}`, 3);
    expect(beginTry("another", at(1))).toEqual(at(15));
  });

  it("keeps the lock of the server where the network goes, and none for ever where a clock was set back", () => {
    lockHere("one", at(6));
    expect(beginTry("one", at(10))).toEqual(at(21));
    endTries("other", at(11));
    expect(beginTry("one", at(12))).toEqual(at(21));
    expect(beginTry("one", new Date("1970-01-01T00:01:00Z"))).toBeNull();
  });

  it("counts anew where what was kept is spoiled, for else nobody signs on any more", () => {
    for (const spoiled of ["", "{", "null", '{"one":5}']) {
      localStorage.setItem("millrace-tries", spoiled);
      expect(tryOften("one", 6)).toEqual([...Array(5).fill(null), at(15)]);
    }
  });
});
