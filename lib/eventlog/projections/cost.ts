import { sql } from "drizzle-orm";
import { costLine, orderCost } from "@/db/schema/costing";
import { decimal, type Decimal, sum } from "@/lib/domain/shared/decimal";
import type { CostPosted } from "@/lib/eventlog/payloads/materials";
import type { Projections } from "@/lib/eventlog/projection";

type Line = CostPosted["lines"][number];

/** Ledger lines are appended; the order's running sums move by the same amounts. */
export const costProjections: Projections<"cost.posted" | "cost.restated" | "salvage.credited"> = {
  // What these change is posted as lines beside them.
  "salvage.credited": () => Promise.resolve(),
  "cost.restated": () => Promise.resolve(),
  "cost.posted": async (tx, event) => {
    const { orderId, currency, postingDate, lines } = event.payload;
    if (lines.length === 0) return;
    await tx.insert(costLine).values(
      lines.map((line) => ({
        ...line,
        id: line.lineId,
        siteId: event.siteId,
        orderId,
        currency,
        postingDate,
        quantity: line.quantity === null ? null : decimal(line.quantity),
        unitCost: decimal(line.unitCost),
        standardUnitCost: decimal(line.standardUnitCost),
        amount: decimal(line.amount),
        eventTime: event.eventTime,
        recordTime: event.recordTime,
      })),
    );
    const of = (keep: (line: Line) => boolean): Decimal => sum(lines.filter(keep).map((line) => decimal(line.amount)));
    const added = {
      material: of((line) => line.element === "MATERIAL"),
      labour: of((line) => line.element === "LABOUR"),
      machine: of((line) => line.element === "MACHINE"),
      overhead: of((line) => line.element === "OVERHEAD"),
      salvage: of((line) => line.element === "SALVAGE"),
      credit: of((line) => line.element === "CREDIT"),
      abnormal: of((line) => line.valuation === "ABNORMAL"),
    };
    await tx
      .insert(orderCost)
      .values({ orderId, siteId: event.siteId, currency, ...added, lastEventTime: event.eventTime })
      .onConflictDoUpdate({
        target: orderCost.orderId,
        set: {
          material: sql`${orderCost.material} + excluded.material`,
          labour: sql`${orderCost.labour} + excluded.labour`,
          machine: sql`${orderCost.machine} + excluded.machine`,
          overhead: sql`${orderCost.overhead} + excluded.overhead`,
          salvage: sql`${orderCost.salvage} + excluded.salvage`,
          credit: sql`${orderCost.credit} + excluded.credit`,
          abnormal: sql`${orderCost.abnormal} + excluded.abnormal`,
          lastEventTime: sql`greatest(${orderCost.lastEventTime}, excluded.last_event_time)`,
        },
      });
  },
};
