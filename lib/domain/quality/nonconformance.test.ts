import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import {
  decideDisposition,
  decideMove,
  decideReworkAllowance,
  decideVoid,
  endsWithRework,
  type DispositionKind,
  type NonconformanceContext,
  type NonconformanceState,
} from "./nonconformance";

const STATES: readonly NonconformanceState[] = ["OPEN", "IN_REVIEW", "DISPOSITIONED", "ACTION", "CLOSED", "VOID"];
const context = (change: Partial<NonconformanceContext> = {}): NonconformanceContext => ({
  state: "IN_REVIEW",
  quantity: decimal("120"),
  raisedBy: "operator",
  by: "manager",
  purchased: false,
  ...change,
});
const line = (decision: DispositionKind, quantity: string) => ({ decision, quantity: decimal(quantity) });
const code = (decision: { ok: boolean; code?: string }) => (decision.ok ? "ok" : decision.code);

describe("§2.2 states of a nonconformance", () => {
  const allowed = ["OPEN>IN_REVIEW", "OPEN>VOID", "IN_REVIEW>DISPOSITIONED", "DISPOSITIONED>ACTION", "ACTION>CLOSED"];
  it("no other move than those listed", () => expect(STATES.flatMap((from) => STATES.flatMap((to) => (decideMove(from, to).ok ? [`${from}>${to}`] : [])))).toEqual(allowed));

  it.each<[string, Partial<NonconformanceContext>, string]>([
    ["a second person voids it", { state: "OPEN" }, "ok"],
    ["SEC-01 who raised it does not", { state: "OPEN", by: "operator" }, "RAISER_DECIDES_NOT"],
    ["not after its review began", {}, "INVALID_TRANSITION"],
  ])("void: %s", (_, change, expected) => expect(code(decideVoid(context(change)))).toBe(expected));
});

describe("EX-13 a nonconformance over rework", () => {
  const over = (state: NonconformanceState, by: string, cause: "CHECK" | "REWORK" = "REWORK") => decideReworkAllowance({ state, raisedBy: "operator", by, cause, rounds: 3 });
  it("ends by itself when nothing of it is left, unless quality has begun to look at it", () => {
    expect(STATES.filter((state) => endsWithRework(state, decimal(0)))).toEqual(["OPEN"]);
    expect(endsWithRework("OPEN", decimal(1))).toBe(false);
  });
  it("gets one more round from a second person while it is open", () => {
    expect(STATES.filter((state) => over(state, "manager").ok)).toEqual(["OPEN", "IN_REVIEW", "DISPOSITIONED", "ACTION"]);
    expect(over("OPEN", "manager")).toEqual({ ok: true, value: 4 });
    expect([code(over("OPEN", "operator")), code(over("OPEN", "manager", "CHECK"))]).toEqual(["RAISER_DECIDES_NOT", "NOT_REWORK"]);
  });
});

describe("§2.1 dispositions", () => {
  it.each<[string, Partial<NonconformanceContext>, ReturnType<typeof line>[], string]>([
    ["parts that add up", {}, [line("SCRAP", "20"), line("REWORK", "60"), line("USE_AS_IS", "40")], "ok"],
    ["one unit short", {}, [line("SCRAP", "119.999999")], "DISPOSITION_SUM"],
    ["one too many", {}, [line("SCRAP", "121")], "DISPOSITION_SUM"],
    ["a part of nothing", {}, [line("SCRAP", "120"), line("REWORK", "0")], "DISPOSITION_SUM"],
    ["nothing over nothing", { quantity: decimal("0") }, [], "ok"],
    ["SEC-01 by who raised it", { by: "operator" }, [line("SCRAP", "120")], "RAISER_DECIDES_NOT"],
    ["before its review", { state: "OPEN" }, [line("SCRAP", "120")], "INVALID_TRANSITION"],
    ["back to a vendor that there is none of", {}, [line("RETURN_TO_VENDOR", "120")], "NOT_PURCHASED"],
    ["back to its vendor", { purchased: true }, [line("RETURN_TO_VENDOR", "120")], "ok"],
  ])("%s", (_, change, lines, expected) => expect(code(decideDisposition(context(change), lines))).toBe(expected));

  it("whatever the parts, only their exact sum is taken", () => {
    const parts = fc.array(fc.integer({ min: 1, max: 1_000_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(parts, fc.integer({ min: -5, max: 5 }), (units, off) => {
        const lines = units.map((unit) => ({ decision: "SCRAP" as const, quantity: decimal(unit).div(1000) }));
        const quantity = sum(lines.map((one) => one.quantity)).plus(decimal(off).div(1000));
        expect(decideDisposition(context({ quantity }), lines).ok).toBe(off === 0);
      }),
    );
  });
});
