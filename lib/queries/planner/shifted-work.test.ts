import { describe, expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import type { OpenOperation } from "./open-work";
import { queueOf } from "./queue";
import { shiftedOrderId, withShifted } from "./shifted-work";
import { openOperation, openOrder } from "./testing/open-order";

const step = (id: string, opNo: number, line: string, change: Partial<OpenOperation> = {}) =>
  openOperation({ id, orderId: "O-1", opNo, name: id, workCentreId: line, line, lineId: line, unitId: `${line}.1`, ...change });
const order = (id: string, quantity: string, operations: readonly OpenOperation[]) => openOrder(operations, { id, number: id, quantity });
const running = order("O-1", "1000", [
  step("fill", 10, "L1", { state: "RUNNING", processed: "400", good: "400", actualStartAt: "2026-03-16T06:00:00.000Z" }),
  step("pack", 20, "P1"),
]);
const waiting = order("O-2", "100", [step("other", 10, "L2", { orderId: "O-2" })]);
const part = (quantity: string, fromLineId: string | null = "L1") => ({ orderId: "O-1", quantity: decimal(quantity), fromLineId, lineId: "L2", line: "L2", unitId: "L2.1" });
const queue = (quantity: string, fromLineId: string | null = "L1") => queueOf(withShifted([running, waiting], part(quantity, fromLineId)), () => null);
const of = (operations: ReturnType<typeof queue>, id: string) => operations.find((each) => each.operationId === id);

describe("a part of an order made elsewhere", () => {
  it("leaves that much less to do where it was planned, and is done from its first step on", () => {
    const operations = queue("300");
    // 300 of the 600 that are left at 100 an hour; the part is set up anew.
    expect(of(operations, "fill")?.workSeconds).toBe(3 * 3600);
    expect(of(operations, "fill moved")).toMatchObject({ workUnitId: "L2.1", workSeconds: 1800 + 3 * 3600, orderId: shiftedOrderId(part("300")) });
    expect(of(operations, "pack moved")).toMatchObject({ workUnitId: "P1.1", workSeconds: 1800 + 3 * 3600 });
  });
  it("waits behind everything that is there already", () => {
    const operations = queue("300");
    expect(of(operations, "fill moved")?.sequence).toBeGreaterThan(of(operations, "other")?.sequence ?? Number.POSITIVE_INFINITY);
    expect(of(operations, "pack moved")?.sequence).toBeGreaterThan(of(operations, "pack")?.sequence ?? Number.POSITIVE_INFINITY);
  });
  it("makes all steps on the new line where it goes to another site", () => expect(of(queue("300", null), "pack moved")?.workUnitId).toBe("L2.1"));
  it("leaves nothing of an order that is moved whole", () => expect(queue("1000").map(({ orderId }) => orderId)).not.toContain("O-1"));
  it("changes nothing for an order that is not projected", () => expect(withShifted([waiting], part("300"))).toEqual([waiting]));
});
