import "server-only";
import { and, asc, eq, gt, isNull, ne, notExists, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { orderComponent, orderOperation, productionEntry, productionOrder } from "@/db/schema/execution";
import { lot } from "@/db/schema/materials";
import { item } from "@/db/schema/reference";
import type { CommandFrame } from "@/lib/commands/define-command";
import { raise } from "@/lib/commands/execution/facts";
import { ZERO } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";

/** A lot that was put on a work unit or taken off it. */
type Change = { readonly lotId: string; readonly workUnitId: string; readonly on: boolean };

const MOST_NAMED = 20;
/** Of a lot that was told longer ago than the entries that a lead could look through, the first so many are. */
const MOST = 500;

/**
 * EX-21: a lot on or off that is told after entries of a later time, which took what was known then: the lead is told of each of them (LOT_TOLD_LATE), and may correct
 * them by what is known now. None where no entry that stands took, or would have taken, of that lot.
 */
export async function toldLate({ tx, siteId, commandId, at }: CommandFrame, { lotId, workUnitId, on }: Change): Promise<NewEvent[]> {
  const reversal = alias(productionEntry, "reversal");
  const rows = await tx
    .selectDistinctOn([productionEntry.eventTime, productionEntry.id], {
      entry: {
        id: productionEntry.id,
        eventTime: productionEntry.eventTime,
        orderId: productionEntry.orderId,
        good: productionEntry.good,
        scrap: productionEntry.scrap,
        rework: productionEntry.rework,
      },
      order: productionOrder.number,
      opNo: orderOperation.opNo,
      lot: lot.number,
      item: item.code,
    })
    .from(productionEntry)
    .innerJoin(productionOrder, eq(productionOrder.id, productionEntry.orderId))
    .innerJoin(orderOperation, eq(orderOperation.id, productionEntry.operationId))
    .innerJoin(lot, eq(lot.id, lotId))
    .innerJoin(item, eq(item.id, lot.itemId))
    .innerJoin(
      orderComponent,
      and(
        eq(orderComponent.operationId, productionEntry.operationId),
        eq(orderComponent.issueMode, "BACKFLUSH"),
        or(eq(orderComponent.itemId, lot.itemId), sql`${orderComponent.substitutes} @> jsonb_build_array(jsonb_build_object('itemId', ${lot.itemId}::text))`),
      ),
    )
    .where(
      and(
        eq(productionEntry.siteId, siteId),
        eq(productionEntry.workUnitId, workUnitId),
        gt(productionEntry.eventTime, at),
        eq(productionEntry.activity, "RUN"),
        isNull(productionEntry.reversesId),
        or(ne(productionEntry.good, ZERO), ne(productionEntry.scrap, ZERO), ne(productionEntry.rework, ZERO)),
        notExists(tx.select({ id: reversal.id }).from(reversal).where(eq(reversal.reversesId, productionEntry.id))),
      ),
    )
    .orderBy(asc(productionEntry.eventTime), asc(productionEntry.id))
    .limit(MOST);
  const [first] = rows;
  if (first === undefined) return [];
  const entries = rows.slice(0, MOST_NAMED).map(({ entry, order, opNo }) => ({
    operation: `${order} / ${opNo}`,
    at: entry.eventTime.toISOString(),
    good: entry.good.toFixed(),
    scrap: entry.scrap.toFixed(),
    rework: entry.rework.toFixed(),
  }));
  return [
    raise({
      class: "LOT_TOLD_LATE",
      severity: 3,
      subject: commandId,
      workUnitId,
      orderId: first.entry.orderId,
      owner: "LEAD",
      detail: {
        lot: first.lot,
        item: first.item,
        on,
        at: at.toISOString(),
        entryIds: rows.map(({ entry }) => entry.id),
        entries,
        note: `Lot ${first.lot} was put ${on ? "on" : "off"} before ${rows.length === 1 ? "an entry that was" : `${rows.length} entries that were`} told first`,
      },
    }),
  ];
}
