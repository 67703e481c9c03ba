import { describe, expect, it } from "vitest";
import type { OpenOperation } from "./open-work";
import { operationsWithoutTimes, queueOf } from "./queue";
import { openOperation, openOrder } from "./testing/open-order";

const operation = (change: Partial<OpenOperation> = {}) => openOperation({ state: "SETUP", setupHours: "1", required: "100", actualStartAt: "2026-03-16T06:00:00Z", ...change });
const order = (...operations: readonly OpenOperation[]) => openOrder(operations, { quantity: "100" });
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
