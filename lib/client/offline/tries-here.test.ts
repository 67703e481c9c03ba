import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tellLocks } from "./locks-here";
import { beginTry, endTries, lockHere, noteLock } from "./tries-here";

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

describe("SEC-05 locks without the network, for a lead to hear of", () => {
  const people = async () => [
    { accountId: "a1", badge: "one" },
    { accountId: "a2", badge: undefined },
  ];
  /** What the server hears, told at `minutes`; `takes` of it. */
  const told = async (minutes: number, takes: (whole: boolean) => boolean = () => true) => {
    const heard: string[] = [];
    await tellLocks(at(minutes), {
      people,
      send: async ({ lockId, accountId, whole, agoMs }) => {
        expect(lockId).toMatch(/^[\da-f-]{36}$/);
        heard.push(`${whole ? "whole" : accountId} ${agoMs / 60_000} min ago`);
        return takes(whole);
      },
    });
    return heard;
  };
  const fail = (badge: string, times: number, minutes = 0) =>
    Array.from({ length: times }, () => {
      beginTry(badge, at(minutes));
      noteLock(badge, at(minutes));
    });

  it("are told once for each, whose badge it is where the tablet knows it, and when", async () => {
    fail("one", 4);
    expect(await told(1)).toEqual([]);
    fail("one", 3);
    fail("unknown", 5, 2);
    expect(await told(7)).toEqual(["a1 7 min ago", "null 5 min ago"]);
    expect(await told(8)).toEqual([]);
    fail("one", 5, 20);
    expect(await told(21)).toEqual(["a1 1 min ago"]);
  });

  it("are told where the page was turned off over the last try, and not where its PIN was right", async () => {
    tryOften("one", 5);
    fail("one", 1, 1);
    tryOften("other", 5);
    endTries("other", at(1));
    fail("other", 1, 2);
    expect(await told(2)).toEqual(["a1 2 min ago"]);
  });

  it("are told of the whole tablet", async () => {
    for (let badge = 0; badge < 10; badge += 1) fail(`badge ${badge}`, 3);
    fail("another", 2, 1);
    expect(await told(3)).toEqual(["whole 3 min ago"]);
    expect(await told(4)).toEqual([]);
  });

  it("are not told of what the server has locked itself", async () => {
    lockHere("one", at(0));
    fail("one", 2, 1);
    expect(await told(2)).toEqual([]);
  });

  it("wait for as long as the server does not take them, and no longer than a week", async () => {
    fail("one", 5);
    for (let badge = 0; badge < 9; badge += 1) fail(`badge ${badge}`, 3);
    expect(await told(1, (whole) => !whole)).toEqual(["a1 1 min ago", "whole 1 min ago"]);
    await expect(tellLocks(at(2), { people, send: () => Promise.reject(new Error("no network")) })).rejects.toThrow("no network");
    expect(await told(3)).toEqual(["whole 3 min ago"]);
    fail("other", 1, 30);
    fail("one", 5, 30);
    expect(await told(30 + 7 * 24 * 60)).toEqual([]);
    expect(localStorage.getItem("millrace-locks")).toBe("[]");
  });

  it("are the latest twenty", async () => {
    for (let round = 0; round < 25; round += 1) fail("one", 5, round * 15);
    expect(await told(25 * 15)).toHaveLength(20);
  });
});
