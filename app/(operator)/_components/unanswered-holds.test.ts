import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { LookedUp } from "@/lib/client/look-up-scan";
import type { ScannedLot } from "@/lib/queries/operator/scanned-thing";
import { answerHold, holdToSend, keepHold, unansweredHold, wasLifted } from "./unanswered-holds";

const now = new Date("2026-03-02T10:00:00Z");
const days = (count: number) => new Date(now.getTime() + count * 86_400_000);
let kept: Map<string, string>;
let full: boolean;

beforeEach(() => {
  kept = new Map();
  full = false;
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => {
      if (full) throw new DOMException("full", "QuotaExceededError");
      kept.set(key, value);
    },
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.resetModules();
});

/** What a page that was loaded anew finds. */
const loadedAnew = async () => {
  vi.resetModules();
  return (await import("./unanswered-holds")).unansweredHold;
};

describe("EX-23 a hold that nobody has answered", () => {
  it("goes again under its id, and under another one with other words, of another lot, of another person or after an answer", () => {
    const first = holdToSend(undefined, "Scratched");
    keepHold("l1", "a1", first, now);
    expect(unansweredHold("l1", "a1", now)).toEqual(first);
    expect(holdToSend(first, "Scratched")).toEqual(first);
    expect(holdToSend(first, "Bent").commandId).not.toBe(first.commandId);
    expect(unansweredHold("l2", "a1", now)).toBeUndefined();
    expect(unansweredHold("l1", "a2", now)).toBeUndefined();
    answerHold("l1", "a1", first);
    expect(unansweredHold("l1", "a1", now)).toBeUndefined();
    expect(holdToSend(undefined, "Scratched").commandId).not.toBe(first.commandId);
  });

  it("is known to a page that was loaded anew, and no more once it is answered there", async () => {
    const [first, other] = [holdToSend(undefined, "Scratched"), holdToSend(undefined, "Wet")];
    keepHold("l1", "a1", first, now);
    keepHold("l2", "a1", other, now);
    expect((await loadedAnew())("l1", "a1", days(1))).toEqual(first);
    answerHold("l1", "a1", first);
    const anew = await loadedAnew();
    expect(anew("l1", "a1", now)).toBeUndefined();
    expect(anew("l2", "a1", now)).toEqual(other);
  });

  it("stays where what was answered is an earlier one", () => {
    const [first, second] = [holdToSend(undefined, "Scratched"), holdToSend(undefined, "Bent")];
    keepHold("l1", "a1", second, now);
    answerHold("l1", "a1", first);
    expect(unansweredHold("l1", "a1", now)).toEqual(second);
  });

  it("is known until the page is left where the storage is full", async () => {
    full = true;
    const first = holdToSend(undefined, "Scratched");
    keepHold("l1", "a1", first, now);
    expect(unansweredHold("l1", "a1", now)).toEqual(first);
    answerHold("l1", "a1", first);
    expect(unansweredHold("l1", "a1", now)).toBeUndefined();
  });

  it("is forgotten after a week, and where what was kept is spoiled", () => {
    const first = holdToSend(undefined, "Scratched");
    keepHold("l1", "a1", first, now);
    expect(unansweredHold("l1", "a1", days(6))).toEqual(first);
    expect(unansweredHold("l1", "a1", days(7))).toBeUndefined();
    keepHold("l2", "a1", first, days(7));
    expect([...kept.values()].join("")).not.toContain("l1");
    for (const [key] of kept) kept.set(key, '[{"lotId":"l2"}]');
    expect(unansweredHold("l2", "a1", now)).toBeUndefined();
  });

  it.each<[ScannedLot["status"], boolean]>([
    ["PENDING", true],
    ["RELEASED", true],
    ["ON_HOLD", false],
    ["REJECTED", false],
    ["RECALLED", false],
  ])("says nothing of its lot when its first answer is that of a hold that was lifted since: %s", (status, lifted) => {
    const lot = { number: "L-1", item: "A", itemText: "A", gtin: null, onHand: "5", held: "0", heldBy: [], uom: "PCE", expiresAt: null, mayHold: true };
    const found: LookedUp = {
      kind: "LOT",
      lots: [
        { ...lot, lotId: "l0", status: lifted ? "ON_HOLD" : "RELEASED" },
        { ...lot, lotId: "l1", status },
      ],
    };
    expect(wasLifted(found, "l1")).toBe(lifted);
    expect(wasLifted(found, "l2")).toBe(false);
    expect(wasLifted(null, "l1")).toBe(false);
  });
});
