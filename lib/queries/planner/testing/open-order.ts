import type { OpenOperation, OpenOrder } from "@/lib/queries/planner/open-work";

/** An operation that waits for nothing and has not begun: half an hour of setup, 100 pieces an hour. */
export function openOperation(change: Partial<OpenOperation> = {}): OpenOperation {
  return {
    id: "op",
    orderId: "o",
    opNo: 10,
    name: "Fill",
    workCentreId: "c",
    line: "L1",
    lineId: "c",
    unitId: "u",
    state: "PENDING",
    pausedFrom: null,
    setupHours: "0.5",
    runHours: "0.01",
    setupLabourHours: "0",
    runLabourHours: "0",
    crew: "1",
    setupSeconds: 0,
    yield: "1",
    overlapMinutes: null,
    required: "1000",
    processed: "0",
    good: "0",
    plannedStartAt: null,
    plannedEndAt: null,
    actualStartAt: null,
    sequence: 0,
    ...change,
  };
}

/** An order of 1,000 that runs, of which nothing is done. */
export function openOrder(operations: readonly OpenOperation[], change: Partial<OpenOrder> = {}): OpenOrder {
  return {
    id: "o",
    siteId: "s",
    number: "O-1",
    state: "IN_PROGRESS",
    itemId: "i",
    item: "I",
    itemText: "Item",
    quantity: "1000",
    uom: "EA",
    decimals: 0,
    dueAt: "2026-03-16T18:00:00Z",
    good: "0",
    received: "0",
    operations: [...operations],
    ...change,
  };
}
