import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { type AskedOrder, type OrderValues, type StandingOrder, decideOrderChange, leastQuantity } from "./order-change";
import { mayMoveOrder, type OrderState } from "./order-state";

const VALUES: OrderValues = {
  itemId: "item-1",
  type: "STANDARD",
  quantity: decimal(200),
  uom: "EA",
  erpUom: "EA",
  decimals: 0,
  plannedStartAt: new Date("2026-03-30T06:00:00Z"),
  dueAt: new Date("2026-03-31T16:00:00Z"),
  priority: 10,
  overPct: decimal("0.05"),
  underPct: decimal("0.05"),
  bomVersion: "1",
  routingVersion: "1",
  outputLotNumber: null,
  customerKey: null,
};
const standing = (state: OrderState, change: Partial<StandingOrder> = {}): StandingOrder => ({
  erpVersion: 3,
  state,
  heldFrom: null,
  values: VALUES,
  received: decimal(0),
  processedFirst: decimal(0),
  yieldFromFirst: decimal("0.98"),
  wip: { units: decimal(0), items: [] },
  closedInErp: false,
  ...change,
});
const asked = (status: AskedOrder["status"], change: Partial<OrderValues> = {}, erpVersion = 4): AskedOrder => ({ erpVersion, status, values: { ...VALUES, ...change } });
const steps = (answer: ReturnType<typeof decideOrderChange>) => (answer.ok ? answer.value.map((step) => step.type) : answer.code);

describe("EX-04 order changes", () => {
  it.each([
    ["CREATED", ["received"]],
    ["RELEASED", ["received", "released"]],
    ["CANCELLED", []],
    ["CLOSED", []],
  ] as const)("an unknown order that is %s gives %j", (status, expected) => expect(steps(decideOrderChange(null, asked(status)))).toEqual(expected));

  it.each([
    ["CREATED", "CREATED", ["changed"]],
    ["CREATED", "RELEASED", ["changed", "released"]],
    ["CREATED", "CANCELLED", ["cancelled"]],
    ["RELEASED", "RELEASED", ["changed"]],
    ["RELEASED", "CREATED", ["changed", "release_revoked"]],
    ["RELEASED", "CLOSED", ["cancelled"]],
    ["IN_PROGRESS", "CREATED", "ORDER_CHANGE_CONFLICT"],
    ["IN_PROGRESS", "CANCELLED", ["aborted"]],
    ["ON_HOLD", "CANCELLED", ["aborted"]],
    ["IN_PROGRESS", "CLOSED", "ORDER_CHANGE_CONFLICT"],
    ["IN_PROGRESS", "RELEASED", []],
    ["COMPLETED", "RELEASED", []],
    ["COMPLETED", "CLOSED", ["close_asked"]],
    ["CLOSED", "CLOSED", []],
    ["COMPLETED", "CANCELLED", "ORDER_CHANGE_CONFLICT"],
    ["CANCELLED", "CANCELLED", []],
    ["CANCELLED", "RELEASED", "ORDER_CHANGE_CONFLICT"],
  ] as const)("a %s order that the ERP shows as %s gives %j", (state, status, expected) => {
    expect(steps(decideOrderChange(standing(state), asked(status)))).toEqual(expected);
  });

  it("S19 refuses another item on a running order and names the field", () => {
    expect(decideOrderChange(standing("IN_PROGRESS"), asked("RELEASED", { itemId: "item-2", bomVersion: "2" }))).toMatchObject({
      ok: false,
      code: "ORDER_CHANGE_CONFLICT",
      params: { state: "IN_PROGRESS", fields: ["item", "bomVersion"] },
    });
  });

  it.each([
    ["a later due date", { dueAt: new Date("2026-04-01T16:00:00Z") }],
    ["another priority", { priority: 1 }],
    ["more", { quantity: decimal(400) }],
    ["as much as 100 processed give at 0.98", { quantity: decimal(98) }],
  ])("accepts %s on a running order", (_, change) => {
    expect(steps(decideOrderChange(standing("IN_PROGRESS", { processedFirst: decimal(100) }), asked("RELEASED", change)))).toEqual(["changed"]);
  });

  it.each([
    ["processed at the first operation, times the yield, rounded down", { processedFirst: decimal(101) }, 98, true],
    ["one less than that", { processedFirst: decimal(101) }, 97, false],
    ["received", { received: decimal(120) }, 120, true],
    ["one less than received", { received: decimal(120) }, 119, false],
  ])("holds the least quantity: %s", (_, change, quantity, ok) => {
    expect(decideOrderChange(standing("IN_PROGRESS", change), asked("RELEASED", { quantity: decimal(quantity) })).ok).toBe(ok);
  });

  it("changes everything of an order that is held before its start, or ends it, but does not take its release back", () => {
    const held = standing("ON_HOLD", { heldFrom: "RELEASED" });
    expect(steps(decideOrderChange(held, asked("RELEASED", { itemId: "item-2" })))).toEqual(["changed"]);
    expect(decideOrderChange(held, asked("CANCELLED"))).toEqual({ ok: true, value: [{ type: "aborted", reason: "CANCELLED_IN_ERP" }] });
    expect(decideOrderChange(held, asked("CLOSED"))).toEqual({ ok: true, value: [{ type: "aborted", reason: "CLOSED_IN_ERP" }] });
    expect(steps(decideOrderChange(held, asked("CREATED")))).toBe("ORDER_CHANGE_CONFLICT");
  });

  it("§2.2 a cancelled order with work in the shop is refused and says what has to leave first", () => {
    const wip = { units: decimal(7), items: ["CAST-01"] };
    for (const state of ["IN_PROGRESS", "ON_HOLD"] as const) {
      expect(decideOrderChange(standing(state, { wip, heldFrom: state === "ON_HOLD" ? "IN_PROGRESS" : null }), asked("CANCELLED"))).toMatchObject({
        ok: false,
        code: "ORDER_CHANGE_CONFLICT",
        params: { state, fields: ["status"], units: "7", items: ["CAST-01"] },
      });
    }
  });

  it("§2.2 a close is asked once, and taken back when the ERP opens the order again", () => {
    expect(steps(decideOrderChange(standing("COMPLETED", { closedInErp: true }), asked("CLOSED")))).toEqual([]);
    expect(steps(decideOrderChange(standing("COMPLETED", { closedInErp: true }), asked("RELEASED")))).toEqual(["close_withdrawn"]);
    expect(steps(decideOrderChange(standing("COMPLETED"), asked("CLOSED", { quantity: decimal(7) })))).toBe("ORDER_CHANGE_CONFLICT");
  });

  it("keeps the close of an ERP that has received all of a running order: it closed by itself with the last receipt", () => {
    const all = { received: decimal(200) };
    expect(steps(decideOrderChange(standing("IN_PROGRESS", all), asked("CLOSED")))).toEqual(["close_asked"]);
    expect(steps(decideOrderChange(standing("IN_PROGRESS", { ...all, closedInErp: true }), asked("CLOSED", {}, 5)))).toEqual([]);
    expect(steps(decideOrderChange(standing("IN_PROGRESS", { ...all, closedInErp: true }), asked("RELEASED")))).toEqual(["close_withdrawn"]);
    expect(steps(decideOrderChange(standing("IN_PROGRESS", { received: decimal(199) }), asked("CLOSED")))).toBe("ORDER_CHANGE_CONFLICT");
    expect(steps(decideOrderChange(standing("IN_PROGRESS", all), asked("CLOSED", { itemId: "item-2" })))).toBe("ORDER_CHANGE_CONFLICT");
    expect(steps(decideOrderChange(standing("IN_PROGRESS", all), asked("CLOSED", { quantity: decimal(201) })))).toBe("ORDER_CHANGE_CONFLICT");
  });

  it("does not take the lot number of our own receipt, or a planned start, for a change", () => {
    expect(steps(decideOrderChange(standing("IN_PROGRESS"), asked("RELEASED", { outputLotNumber: "P1", plannedStartAt: new Date(0) })))).toEqual([]);
  });

  const states = fc.constantFrom<OrderState>("CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD", "COMPLETED", "CLOSED", "CANCELLED", "ABORTED");
  const someStanding = fc.record({
    state: states,
    held: fc.constantFrom("RELEASED" as const, "IN_PROGRESS" as const),
    processed: fc.nat(400),
    received: fc.nat(200),
    version: fc.nat(9),
  });
  const someAsked = fc.record({
    status: fc.constantFrom<AskedOrder["status"]>("CREATED", "RELEASED", "CANCELLED", "CLOSED"),
    quantity: fc.integer({ min: 1, max: 500 }),
    item: fc.constantFrom("item-1", "item-2"),
    priority: fc.nat(3),
    version: fc.nat(9),
  });

  it("IN-07 never lets an older version through, walks only listed transitions, and never goes below what was made", () => {
    fc.assert(
      fc.property(someStanding, someAsked, (was, now) => {
        const before = standing(was.state, {
          erpVersion: was.version,
          heldFrom: was.state === "ON_HOLD" ? was.held : null,
          processedFirst: decimal(was.processed),
          received: decimal(was.received),
        });
        const answer = decideOrderChange(before, asked(now.status, { quantity: decimal(now.quantity), itemId: now.item, priority: now.priority }, now.version));
        if (now.version <= was.version) return !answer.ok && answer.code === "STALE_VERSION";
        if (!answer.ok) return answer.code === "ORDER_CHANGE_CONFLICT";
        const running = was.state === "IN_PROGRESS" || (was.state === "ON_HOLD" && was.held === "IN_PROGRESS");
        return answer.value.every((step) => {
          switch (step.type) {
            case "released":
              return mayMoveOrder(was.state, "RELEASED");
            case "release_revoked":
              return mayMoveOrder(was.state, "CREATED");
            case "cancelled":
              return mayMoveOrder(was.state, "CANCELLED");
            case "aborted":
              return mayMoveOrder(was.state, "ABORTED");
            case "close_asked":
            case "close_withdrawn":
              return was.state === "COMPLETED" || (running && decimal(was.received).gte(200));
            case "changed":
              return running === (step.scope === "RUNNING") && (!running || (now.item === "item-1" && (now.quantity === 200 || decimal(now.quantity).gte(leastQuantity(before)))));
            case "received":
              return false;
          }
        });
      }),
    );
  });
});
