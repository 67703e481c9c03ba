import { describe, expect, it } from "vitest";
import { ZERO, decimal } from "@/lib/domain/shared/decimal";
import { EXAMPLE_2, EXAMPLE_3, EXAMPLE_3_LATE, EXAMPLE_3_LINES, EXAMPLE_3_PROGRESS } from "./testing/example-orders";
import { FG_100, FG_100_UNIT_COST } from "./testing/example-standard";
import { orderWip, stateAsOf } from "./wip";
import { wipByQuantity } from "./wip-quantity-check";
import { restateWip } from "./wip-restatement";

const cutOff = new Date("2026-04-01T00:00:00Z");
const closedAt = new Date("2026-04-01T06:00:00Z");
const now = new Date("2026-04-01T08:00:00Z");

describe("C-11 Example 3", () => {
  it("as closed", () => {
    const wip = orderWip(EXAMPLE_3, { cutOff, known: closedAt });
    expect(wip.charged.toFixed(2)).toBe("2832.00");
    expect(wip.received.toFixed(2)).toBe("1185.37");
    expect(wip.wip.toFixed(2)).toBe("1646.63");
    expect(wip.state).toBe("IN_PROGRESS");
  });

  it("restated", () => {
    expect(orderWip(EXAMPLE_3, { cutOff, known: now }).wip.toFixed(2)).toBe("1666.13");
  });

  it("C-13 names the late fact behind the adjustment", () => {
    const result = restateWip([EXAMPLE_3], { cutOff, closedAt, now });
    expect([result.asClosed, result.restated, result.adjustment].map((each) => each.toFixed(2))).toEqual(["1646.63", "1666.13", "19.50"]);
    expect(result.orders).toHaveLength(1);
    expect(result.orders[0]?.lines.map((line) => line.sourceEventId)).toEqual(["event-offline"]);
  });

  it("C-12 checks by quantity", () => {
    const lines = EXAMPLE_3_LINES.filter((line) => !EXAMPLE_3_LATE.includes(line));
    const check = wipByQuantity({ standard: FG_100, standardUnitCost: FG_100_UNIT_COST, lines, progress: EXAMPLE_3_PROGRESS, received: decimal(50) });
    expect(check.places.map((each) => [each.at, each.quantity.toFixed(0), each.amount.toFixed(2)])).toEqual([
      ["CAST-01", "10", "142.00"],
      ["SEAL-02", "10", "8.50"],
      ["10", "57", "1087.76"],
      ["20", "10", "237.07"],
    ]);
    expect(check.amount.toFixed(2)).toBe("1475.33");
    const inProcess = (known: Date) => orderWip(EXAMPLE_3, { cutOff, known }).wip.minus(check.amount).toFixed(2);
    expect([inProcess(closedAt), inProcess(now)]).toEqual(["171.30", "190.80"]);
  });
});

describe("C-11 rules", () => {
  const order = { ...EXAMPLE_3, lines: EXAMPLE_2.lines, credits: [] };

  it("a cut-off is exclusive for events, a knowledge instant inclusive for records", () => {
    const at = new Date("2026-03-31T12:40:00Z");
    expect(orderWip(order, { cutOff: at, known: now }).charged.eq(ZERO)).toBe(true);
    expect(orderWip(order, { cutOff, known: new Date("2026-03-31T12:40:03Z") }).charged.toFixed(2)).toBe("5245.10");
    expect(orderWip(order, { cutOff, known: new Date("2026-03-31T12:40:02Z") }).charged.eq(ZERO)).toBe(true);
  });

  it("the inventoriable view leaves abnormal lines out", () => {
    expect(orderWip(order, { cutOff, known: now }, "INVENTORIABLE").wip.toFixed(2)).toBe("5101.60");
  });

  it("a completed order leaves WIP, as far as its completion was known", () => {
    const completed = { state: "COMPLETED" as const, eventTime: new Date("2026-03-31T20:00:00Z"), recordTime: new Date("2026-04-01T07:00:00Z") };
    const book = { ...EXAMPLE_3, states: [completed, ...EXAMPLE_3.states] };
    expect(stateAsOf(book.states, { cutOff, known: closedAt })).toBe("IN_PROGRESS");
    const wip = orderWip(book, { cutOff, known: now });
    expect([wip.state, wip.wip.toFixed(2), wip.balance.toFixed(2)]).toEqual(["COMPLETED", "0.00", "1666.13"]);
  });

  it("negative WIP is a reserve", () => {
    const wip = orderWip({ ...EXAMPLE_3, lines: [] }, { cutOff, known: now });
    expect([wip.wip.toFixed(2), wip.reserve]).toEqual(["-1185.37", true]);
  });
});
