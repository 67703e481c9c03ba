import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { only } from "@/db/only";
import { productionOrder } from "@/db/schema/execution";
import { site } from "@/db/schema/reference";
import { postingDay } from "@/lib/commands/costing/posting-day";
import { type Decimal, decimal, r2, ZERO } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { type Applier, DONE } from "./applier";

/**
 * C-08: what the scrap of an order was sold for reduces what the order cost. The money is the ERP's (§1.2): it says what a document is worth
 * now, and the difference to what was posted of it before goes into the ledger, dated by the sale.
 */
export const applySalvage: Applier<"erp.salvage.v1"> = async ({ tx, siteId }, data) => {
  const [order] = await tx
    .select({ id: productionOrder.id, uom: productionOrder.uom, timeZone: site.timeZone, currency: site.currency })
    .from(productionOrder)
    .innerJoin(site, eq(site.id, productionOrder.siteId))
    .where(and(eq(productionOrder.siteId, siteId), eq(productionOrder.number, data.order)))
    .for("no key update", only(productionOrder));
  if (order === undefined) return { outcome: "PARKED", missing: [`order:${data.order}`] };
  if (data.currency !== order.currency)
    return { outcome: "REFUSED", code: "CURRENCY_OTHER", reason: `The amount is in ${data.currency}, the site keeps its cost in ${order.currency}.` };
  const amount = r2(decimal(data.amount));
  const more = amount.minus(await postedOf(tx, order.id, data.document));
  if (more.isZero()) return DONE;
  const at = new Date(data.soldAt);
  const soldId = newId();
  const sold = { aggregate: "order" as const, aggregateId: order.id, orderId: order.id, eventTime: at };
  const line = {
    lineId: newId(),
    operationId: null,
    opNo: 0,
    element: "SALVAGE" as const,
    activity: "RUN" as const,
    position: null,
    itemId: null,
    lotId: null,
    personId: null,
    rateClass: null,
    workUnitId: null,
    quantity: "-1",
    uom: null,
    seconds: null,
    unitCost: more.toFixed(),
    standardUnitCost: more.toFixed(),
    amount: more.negated().toFixed(2),
    valuation: "NORMAL" as const,
    reasonCode: null,
    sourceEventId: soldId,
    reversesId: null,
  };
  const postingDate = await postingDay(tx, siteId, order.timeZone, at);
  return {
    outcome: "APPLIED",
    events: [
      {
        ...sold,
        id: soldId,
        type: "salvage.credited",
        payload: { orderId: order.id, document: data.document, amount: amount.toFixed(2), change: more.toFixed(2), currency: data.currency, erpVersion: data.erpVersion },
      },
      { ...sold, id: newId(), type: "cost.posted", payload: { orderId: order.id, currency: order.currency, postingDate, lines: [line] } },
    ],
  };
};

const Posted = z.array(z.object({ amount: z.string() }));

/** What was posted of a document so far. */
async function postedOf(tx: Tx, orderId: string, document: string): Promise<Decimal> {
  const rows: unknown = await tx.execute(sql`
    select coalesce(sum((e.payload ->> 'change')::numeric), 0)::text as amount from eventlog.event e
    where e.order_id = ${orderId}::uuid and e.type = 'salvage.credited' and e.payload ->> 'document' = ${document}`);
  const [row] = Posted.parse(rows);
  return row === undefined ? ZERO : decimal(row.amount);
}
