import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { decideDeviation, decideDeviationRefusal, decideDeviationUse, type Deviation, type DeviationApprover, deviationState } from "./deviation";

const UNTIL = new Date("2026-03-20T06:00:00Z");
const BEFORE = new Date(UNTIL.getTime() - 1);
const asked: Deviation = { askedBy: "operator", plannedBy: null, qualityBy: null, refused: false, validUntil: UNTIL, quantity: decimal(10), used: decimal(0) };
const approved: Deviation = { ...asked, plannedBy: "planner", qualityBy: "manager" };
const code = (decision: { ok: boolean; code?: string }) => (decision.ok ? "ok" : decision.code);

describe("EX-12 a deviation", () => {
  it.each<[string, Deviation, Date, string]>([
    ["is asked for", asked, BEFORE, "ASKED"],
    ["waits while one of both has not approved", { ...asked, plannedBy: "planner" }, BEFORE, "ASKED"],
    ["is approved by both", approved, BEFORE, "APPROVED"],
    ["is over when its time is", approved, UNTIL, "EXPIRED"],
    ["is over unapproved as well", asked, UNTIL, "EXPIRED"],
    ["is used, whatever the time", { ...approved, used: decimal(10) }, UNTIL, "USED"],
    ["is refused, whoever approved", { ...approved, refused: true }, BEFORE, "REFUSED"],
  ])("%s", (_, deviation, at, state) => expect(deviationState(deviation, at)).toBe(state));

  it.each<[string, Deviation, DeviationApprover, string, string]>([
    ["the planner first", asked, "PLANNER", "planner", "ok"],
    ["quality second", { ...asked, plannedBy: "planner" }, "QUALITY", "manager", "ok"],
    ["SEC-01 not who asked", asked, "PLANNER", "operator", "RAISER_DECIDES_NOT"],
    ["SEC-01 not one person for both", { ...asked, plannedBy: "planner" }, "QUALITY", "planner", "SECOND_APPROVER_REQUIRED"],
    ["not twice", { ...asked, plannedBy: "planner" }, "PLANNER", "another", "INVALID_TRANSITION"],
    ["not what was refused", { ...asked, refused: true }, "PLANNER", "planner", "INVALID_TRANSITION"],
  ])("is approved by %s", (_, deviation, as, by, expected) => expect(code(decideDeviation(deviation, { as, by }, BEFORE))).toBe(expected));

  it("may be used once the second of both has approved", () => {
    expect(decideDeviation(asked, { as: "QUALITY", by: "manager" }, BEFORE)).toEqual({ ok: true, value: { complete: false } });
    expect(decideDeviation({ ...asked, qualityBy: "manager" }, { as: "PLANNER", by: "planner" }, BEFORE)).toEqual({ ok: true, value: { complete: true } });
  });

  it("is refused while nothing of it is used, not by who asked", () => {
    expect([asked, approved].map((one) => code(decideDeviationRefusal(one, "manager", BEFORE)))).toEqual(["ok", "ok"]);
    // Its call ends with that.
    expect(code(decideDeviationRefusal(asked, "manager", UNTIL))).toBe("ok");
    expect(code(decideDeviationRefusal({ ...asked, refused: true }, "manager", BEFORE))).toBe("INVALID_TRANSITION");
    expect(code(decideDeviationRefusal({ ...approved, used: decimal(1) }, "manager", BEFORE))).toBe("INVALID_TRANSITION");
    expect(code(decideDeviationRefusal(asked, "operator", BEFORE))).toBe("RAISER_DECIDES_NOT");
  });

  it("gives out exactly what was approved, in whatever parts", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), fc.array(fc.integer({ min: 1, max: 400 }), { maxLength: 12 }), (quantity, parts) => {
        let used = decimal(0);
        for (const part of parts) {
          const use = decideDeviationUse({ ...approved, number: "DEV-00001", quantity: decimal(quantity), used }, decimal(part));
          expect(use.ok).toBe(used.plus(part).lte(quantity));
          if (use.ok) used = used.plus(part);
        }
        expect(used.lte(quantity)).toBe(true);
      }),
    );
  });
});
