import { describe, expect, it } from "vitest";
import type { OpenOperation, OpenOrder } from "./open-work";
import { openOperation, openOrder as order } from "./testing/open-order";
import { boardRow, type BoardFacts } from "./wip-board";

const NOW = new Date("2026-03-16T12:00:00Z");
const operation = (opNo: number, change: Partial<OpenOperation> = {}) => openOperation({ id: `op${opNo}`, opNo, name: `Step ${opNo}`, unitId: `u${opNo}`, ...change });
const facts = (change: Partial<BoardFacts> = {}): BoardFacts => ({
  now: NOW,
  unitState: new Map(),
  windows: new Map(),
  projectedAt: new Map([["o", new Date("2026-03-16T20:00:00Z")]]),
  plannedAt: new Map(),
  ...change,
});
const cells = (of: OpenOrder, with_: BoardFacts = facts()) => boardRow(of, with_).cells.map((cell) => [cell.state, cell.made, cell.waiting, cell.plan]);

describe("a row of the board", () => {
  it("says what is made, what waits, and what is not here yet", () => {
    const row = order([
      operation(10, { state: "COMPLETED", processed: "1000", good: "980" }),
      operation(20, { state: "RUNNING", processed: "400", good: "390", actualStartAt: "2026-03-16T07:30:00Z" }),
      operation(30, { state: "READY" }),
      operation(40),
    ]);
    expect(cells(row)).toEqual([
      ["done", "980", "0", null],
      // Four hours of run at 100 an hour since the setup of half an hour.
      ["running", "390", "580", "400"],
      ["waiting", "0", "390", null],
      ["none", "0", "0", null],
    ]);
  });

  it("counts the plan in planned hours only, and never beyond what is to be made", () => {
    const running = order([operation(10, { state: "RUNNING", actualStartAt: "2026-03-16T07:30:00Z" })]);
    const window = { key: "c", from: new Date("2026-03-16T08:00:00Z"), to: new Date("2026-03-16T10:00:00Z") };
    expect(cells(running, facts({ windows: new Map([["c", [window]]]) }))[0]?.[3]).toBe("150");
    const long = order([operation(10, { state: "RUNNING", actualStartAt: "2026-03-10T07:30:00Z" })]);
    expect(cells(long)[0]?.[3]).toBe("1000");
  });

  it("a released order waits at its first step, one that is not released waits nowhere", () => {
    expect(cells(order([operation(10, { state: "READY" })], { state: "RELEASED" }))[0]?.slice(0, 3)).toEqual(["waiting", "0", "1000"]);
    expect(cells(order([operation(10)], { state: "CREATED" }))[0]?.slice(0, 3)).toEqual(["none", "0", "0"]);
  });

  it.each([
    ["DOWN", "down"],
    ["UNKNOWN", "offline"],
    ["MICRO_STOP", "slow"],
    ["STARVED", "blocked"],
    ["PRODUCING", "running"],
  ] as const)("a running step on a unit that is %s is %s", (state, shown) => {
    const row = order([operation(10, { state: "RUNNING", actualStartAt: "2026-03-16T07:30:00Z" })]);
    expect(cells(row, facts({ unitState: new Map([["u10", state]]) }))[0]?.[0]).toBe(shown);
  });

  it("an order on hold shows it at its first open step, and promises no date", () => {
    const row = boardRow(
      order([operation(10, { state: "COMPLETED", good: "1000", processed: "1000" }), operation(20, { state: "READY" }), operation(30)], { state: "ON_HOLD" }),
      facts(),
    );
    expect(row.cells.map((cell) => cell.state)).toEqual(["done", "hold", "none"]);
    expect(row).toMatchObject({ projectedAt: null, lateSeconds: null });
  });

  it("is late by what lies between due and projected", () => {
    expect(boardRow(order([operation(10)]), facts())).toMatchObject({ projectedAt: "2026-03-16T20:00:00.000Z", lateSeconds: 7_200 });
  });

  it("a skipped step hands on what came to it", () => {
    expect(
      cells(order([operation(10, { state: "COMPLETED", good: "900", processed: "900" }), operation(20, { state: "SKIPPED" }), operation(30, { state: "READY" })])).at(-1),
    ).toEqual(["waiting", "0", "900", null]);
  });
});
