import { describe, expect, it } from "vitest";
import { decideLifting, decidePlacing, decideRelease, type LotHold, statusBeside } from "./lot-hold";
import type { QualityStatus } from "./lot-check";

const hold = (holdId: string, placedBy: string, found: QualityStatus = "RELEASED"): LotHold => ({ holdId, placedBy, found });
const outcome = (decision: { readonly ok: boolean; readonly value?: unknown; readonly code?: string }) => (decision.ok ? decision.value : decision.code);

describe("§2.2 holds of a lot", () => {
  it.each<[QualityStatus, readonly LotHold[], string]>([
    ["RELEASED", [], "RELEASED"],
    ["PENDING", [], "PENDING"],
    ["ON_HOLD", [hold("1", "a", "PENDING")], "PENDING"],
    ["REJECTED", [], "INVALID_TRANSITION"],
    ["RECALLED", [], "INVALID_TRANSITION"],
  ])("a lot that is %s with %o is held and remembers %s", (status, standing, expected) => expect(outcome(decidePlacing(status, standing))).toBe(expected));

  it("SEC-01 who placed a hold does not lift it", () => expect(outcome(decideLifting("1", [hold("1", "a")], "a"))).toBe("SECOND_PERSON_REQUIRED"));
  it("the last release gives the status back that the first hold found", () => expect(outcome(decideLifting("1", [hold("1", "a", "PENDING")], "b"))).toBe("PENDING"));
  it("another hold keeps the lot on hold", () => expect(outcome(decideLifting("1", [hold("1", "a"), hold("2", "b")], "b"))).toBe("ON_HOLD"));
  it.each<[QualityStatus, readonly LotHold[], QualityStatus]>([
    ["ON_HOLD", [hold("own", "a", "PENDING")], "PENDING"],
    ["ON_HOLD", [hold("own", "a"), hold("2", "b")], "ON_HOLD"],
    ["ON_HOLD", [], "ON_HOLD"],
    ["RECALLED", [hold("own", "a")], "RECALLED"],
  ])("a lot that is %s with %o is %s beside its own hold", (status, standing, expected) => expect(statusBeside(status, standing, ["own"])).toBe(expected));
  it("a hold that was lifted is over", () => expect(outcome(decideLifting("1", [], "b"))).toBe("HOLD_OVER"));
});

describe("§2.2 release of a lot", () => {
  const none: ReadonlySet<string> = new Set();
  it.each<[QualityStatus, boolean, ReadonlySet<string>, string]>([
    ["PENDING", false, none, "RELEASED"],
    ["PENDING", false, new Set(["b"]), "RELEASED"],
    ["PENDING", false, new Set(["a", "b"]), "OWN_CHECK"],
    ["PENDING", true, none, "LOT_STILL_MADE"],
    ["RELEASED", false, none, "INVALID_TRANSITION"],
    ["ON_HOLD", false, none, "INVALID_TRANSITION"],
    ["REJECTED", true, none, "INVALID_TRANSITION"],
    ["RECALLED", false, none, "INVALID_TRANSITION"],
  ])("of a lot that is %s (still made: %s, checked by %o) by a comes to %s", (status, stillMade, checkedBy, expected) =>
    expect(outcome(decideRelease(status, { stillMade, checkedBy, by: "a" }))).toBe(expected),
  );
});
