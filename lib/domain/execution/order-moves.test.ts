import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { isCleared, openWip, type WipComponent, type WipOperation } from "./open-wip";
import { decideOperationMove, type OperationCommand, type OperationState } from "./operation-state";
import { type CloseContext, closesFrom, decideClosing } from "./order-close";
import { decideHold, decideResume, type HoldClass } from "./order-hold";
import { decideOrderMove, mayMoveOrder, type OrderCommand, type OrderState } from "./order-state";
import { NO_TOTALS } from "./totals";

const ORDER_STATES: readonly OrderState[] = ["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD", "COMPLETED", "CLOSED", "CANCELLED", "ABORTED"];
const OPERATION_STATES: readonly OperationState[] = ["PENDING", "READY", "SETUP", "RUNNING", "PAUSED", "COMPLETED", "SKIPPED", "ABORTED"];

/** §2.2 as a list: whatever stands here is the only thing that a command does; every other pair is refused. */
const ORDER_TABLE: Readonly<Record<OrderCommand, readonly string[]>> = {
  RELEASE: ["CREATED → RELEASED"],
  REVOKE: ["RELEASED → CREATED"],
  START: ["RELEASED → IN_PROGRESS"],
  HOLD: ["RELEASED → ON_HOLD", "IN_PROGRESS → ON_HOLD"],
  RESUME: ["ON_HOLD → IN_PROGRESS"],
  COMPLETE: ["IN_PROGRESS → COMPLETED"],
  REOPEN: ["COMPLETED → IN_PROGRESS"],
  CLOSE: ["COMPLETED → CLOSED"],
  CANCEL: ["CREATED → CANCELLED", "RELEASED → CANCELLED"],
  ABORT: ["IN_PROGRESS → ABORTED", "ON_HOLD → ABORTED"],
};
const OPERATION_TABLE: Readonly<Record<OperationCommand, readonly string[]>> = {
  ABANDON_SETUP: ["SETUP → READY"],
  SKIP: ["READY → SKIPPED"],
  REOPEN: ["COMPLETED → READY"],
  ABORT: ["PENDING → ABORTED", "READY → ABORTED", "SETUP → ABORTED", "RUNNING → ABORTED", "PAUSED → ABORTED"],
};

describe("state machines (§2.2), every command from every state", () => {
  const orderPairs = Object.entries(ORDER_TABLE).flatMap(([command, listed]) => ORDER_STATES.map((state) => [command as OrderCommand, state, listed] as const));
  it.each(orderPairs)("order: %s from %s", (command, state, listed) => {
    const move = decideOrderMove(command, { state, heldFrom: state === "ON_HOLD" ? "IN_PROGRESS" : null });
    const row = listed.find((one) => one.startsWith(`${state} →`));
    expect(move).toEqual(row === undefined ? { ok: false, code: "INVALID_TRANSITION", params: { of: "ORDER", state } } : { ok: true, value: row.split(" → ")[1] });
    if (move.ok) expect(mayMoveOrder(state, move.value)).toBe(true);
  });

  const operationPairs = Object.entries(OPERATION_TABLE).flatMap(([command, listed]) => OPERATION_STATES.map((state) => [command as OperationCommand, state, listed] as const));
  it.each(operationPairs)("operation: %s from %s", (command, state, listed) => {
    const row = listed.find((one) => one.startsWith(`${state} →`));
    expect(decideOperationMove(command, state)).toEqual(
      row === undefined ? { ok: false, code: "INVALID_TRANSITION", params: { state } } : { ok: true, value: row.split(" → ")[1] },
    );
  });
});

describe("hold and resume (§2.2)", () => {
  const classes: readonly HoldClass[] = ["LEAD", "QUALITY", "PLANNER"];
  it.each(classes)("what a %s holds goes back to the state before, for the same class alone", (holdClass) => {
    for (const state of ["RELEASED", "IN_PROGRESS"] as const) {
      const held = decideHold({ state, heldFrom: null }, [holdClass], null);
      expect(held).toEqual({ ok: true, value: { holdClass, heldFrom: state } });
      const order = { state: "ON_HOLD" as const, heldFrom: state, holdClass };
      for (const other of classes) {
        const lifts = holdClass !== "QUALITY" && other === holdClass;
        expect(decideResume(order, [other], false)).toEqual(lifts ? { ok: true, value: state } : { ok: false, code: "HOLD_OF_OTHERS", params: { class: holdClass } });
      }
    }
  });

  it("a quality hold is lifted by whoever may release holds, and by nobody else", () => {
    const order = { state: "ON_HOLD" as const, heldFrom: "IN_PROGRESS" as const, holdClass: "QUALITY" as const };
    expect(decideResume(order, ["QUALITY", "LEAD", "PLANNER"], false)).toMatchObject({ ok: false, code: "HOLD_OF_OTHERS" });
    expect(decideResume(order, [], true)).toEqual({ ok: true, value: "IN_PROGRESS" });
  });

  it("holds as the class that was asked for, and for nobody who is of none", () => {
    const order = { state: "RELEASED" as const, heldFrom: null };
    expect(decideHold(order, ["LEAD", "PLANNER"], "PLANNER")).toMatchObject({ ok: true, value: { holdClass: "PLANNER" } });
    expect(decideHold(order, ["LEAD"], "QUALITY")).toMatchObject({ ok: false, code: "HOLD_FORBIDDEN" });
    expect(decideHold(order, [], null)).toMatchObject({ ok: false, code: "HOLD_FORBIDDEN" });
  });
});

describe("closing (§2.2)", () => {
  const done: CloseContext = { order: { state: "COMPLETED", heldFrom: null }, openNonconformances: 0, openMessages: 0, openComponents: [], openLabour: 0 };
  it.each([
    ["nothing", {}, []],
    ["a nonconformance", { openNonconformances: 1 }, ["NONCONFORMANCES_OPEN"]],
    ["a message", { openMessages: 1 }, ["MESSAGES_OPEN"]],
    ["a component line", { openComponents: ["CAST-01"] }, ["COMPONENTS_OPEN"]],
    ["somebody's time", { openLabour: 1 }, ["LABOUR_OPEN"]],
    ["several things", { openMessages: 2, openLabour: 1 }, ["MESSAGES_OPEN", "LABOUR_OPEN"]],
  ])("with %s open", (_, change, blockers) => {
    const answer = decideClosing({ ...done, ...change });
    expect(answer.ok ? [] : answer.params.blockers).toEqual(blockers);
  });

  it("waits a day for a lead to reopen it, unless the ERP has closed it", () => {
    const completedAt = new Date("2026-03-30T10:00:00Z");
    expect(closesFrom({ completedAt, erpClosedAt: null })).toEqual(new Date("2026-03-31T10:00:00Z"));
    expect(closesFrom({ completedAt, erpClosedAt: new Date("2026-03-30T11:00:00Z") })).toEqual(new Date("2026-03-30T11:00:00Z"));
  });
});

describe("what lies in the shop (§2.2, ABORTED)", () => {
  const step = (id: string, processed: string, good: string, state: OperationState = "RUNNING"): WipOperation => ({
    ...NO_TOTALS,
    id,
    state,
    processed: decimal(processed),
    goodFirst: decimal(good),
    scrapFirst: decimal(processed).minus(good),
  });
  const line = (operationId: string, issued: string, change: Partial<WipComponent> = {}): WipComponent => ({
    item: "CAST-01",
    operationId,
    decimals: 0,
    quantityPer: decimal(1),
    scrapFactor: ZERO,
    issued: decimal(issued),
    returned: ZERO,
    closed: false,
    ...change,
  });

  it.each([
    ["nothing done", [step("a", "0", "0")], [], "0", "0", []],
    ["units between two steps", [step("a", "10", "10"), step("b", "4", "4")], [], "4", "6", []],
    ["units past a skipped step", [step("a", "10", "10"), step("x", "0", "0", "SKIPPED"), step("b", "10", "10")], [], "10", "0", []],
    ["all scrapped", [step("a", "10", "0")], [], "0", "0", []],
    ["all in stock", [step("a", "10", "10")], [], "10", "0", []],
    ["material that nothing has used", [step("a", "0", "0")], [line("a", "5")], "0", "0", ["CAST-01"]],
    ["material given back", [step("a", "0", "0")], [line("a", "5", { returned: decimal(5) })], "0", "0", []],
    ["material that went into units", [step("a", "5", "0")], [line("a", "5")], "0", "0", []],
    ["material with its final issue", [step("a", "5", "0")], [line("a", "9", { closed: true })], "0", "0", []],
  ] as const)("%s", (_, operations, components, received, units, items) => {
    const wip = openWip(operations, components, decimal(received));
    expect([wip.units.toFixed(), wip.items]).toEqual([units, items]);
    expect(isCleared(wip)).toBe(units === "0" && items.length === 0);
  });

  it("an unprocessed good unit is never overlooked", () => {
    fc.assert(
      fc.property(fc.nat(100), fc.nat(100), fc.nat(100), (first, second, received) => {
        const wip = openWip([step("a", String(first), String(first)), step("b", String(second), String(second))], [], decimal(received));
        return wip.units.eq(Math.max(first - second, 0) + Math.max(second - received, 0));
      }),
    );
  });
});
