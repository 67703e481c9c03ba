import { describe, expect, it } from "vitest";
import type { OpenOperation, OpenOrder } from "./open-work";
import { operationsWithoutTimes, queueOf } from "./queue";

const operation = (change: Partial<OpenOperation> = {}): OpenOperation => ({
  id: "op",
  orderId: "o",
  opNo: 10,
  name: "Fill",
  workCentreId: "c",
  line: "L1",
  lineId: "c",
  unitId: "u",
  state: "SETUP",
  pausedFrom: null,
  setupHours: "1",
  runHours: "0.01",
  setupLabourHours: "0",
  runLabourHours: "0",
  crew: "1",
  setupSeconds: 0,
  yield: "1",
  overlapMinutes: null,
  required: "100",
  processed: "0",
  good: "0",
  plannedStartAt: null,
  plannedEndAt: null,
  actualStartAt: "2026-03-16T06:00:00Z",
  sequence: 0,
  ...change,
});
const order = (...operations: readonly OpenOperation[]): OpenOrder => ({
  id: "o",
  siteId: "s",
  number: "O-1",
  state: "IN_PROGRESS",
  itemId: "i",
  item: "I",
  itemText: "Item",
  quantity: "100",
  uom: "EA",
  decimals: 0,
  dueAt: "2026-03-16T18:00:00Z",
  good: "0",
  received: "0",
  operations,
});
const seconds = (each: OpenOperation) => queueOf([order(each)], () => null)[0]?.workSeconds;

describe("remaining work of an operation", () => {
  it("§6.1.2 leaves of setup what nobody has set up yet, however long ago it began", () => {
    expect(seconds(operation())).toBe(3_600 + 3_600);
    expect(seconds(operation({ setupSeconds: 900 }))).toBe(2_700 + 3_600);
    // Paused out of setup for hours: what was done counts, the pause does not.
    expect(seconds(operation({ state: "PAUSED", pausedFrom: "SETUP", setupSeconds: 900 }))).toBe(2_700 + 3_600);
    expect(seconds(operation({ state: "RUNNING" }))).toBe(3_600);
  });

  it("§6.1.2 takes people's hours where no machine runs, shared by the crew", () => {
    expect(seconds(operation({ state: "READY", actualStartAt: null, setupHours: "0", runHours: "0", setupLabourHours: "1", runLabourHours: "0.02", crew: "2" }))).toBe(
      1_800 + 3_600,
    );
  });
});

describe("an operation without any time in the routing", () => {
  const none = { state: "READY", setupHours: "0", runHours: "0" } as const;

  it("leaves its order without a finish, until it is over", () => {
    expect(operationsWithoutTimes(order(operation(), operation({ ...none, id: "op20", opNo: 20 }))).map((each) => each.opNo)).toEqual([20]);
    expect(operationsWithoutTimes(order(operation({ ...none, state: "COMPLETED" })))).toEqual([]);
  });

  it("is not one that has a setup, or people's time", () => {
    expect(operationsWithoutTimes(order(operation({ ...none, setupHours: "6" }), operation({ ...none, runLabourHours: "0.1" })))).toEqual([]);
  });
});
