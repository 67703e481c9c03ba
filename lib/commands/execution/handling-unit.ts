import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { handlingUnit, ssccSeries } from "@/db/schema/materials";
import { site } from "@/db/schema/reference";
import { ssccOf } from "@/lib/domain/materials/sscc";
import type { Decimal } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import type { LockedOperation } from "./store";

/**
 * EX-15: the number of the handling unit that takes an entry's good. A unit holds a lot, so only the last operation fills one (NO_HANDLING_UNIT); the site
 * must have a company prefix with numbers left (NO_SSCC).
 */
export async function nextSscc(tx: Tx, { operation, order }: LockedOperation, good: Decimal) {
  if (!operation.isLast || good.lte(0)) return refuse("NO_HANDLING_UNIT", { for: operation.isLast ? "NO_GOOD" : "NOT_LAST" });
  const [plant] = await tx.select({ prefix: site.gs1CompanyPrefix }).from(site).where(eq(site.id, order.siteId));
  if (plant?.prefix == null) return refuse("NO_SSCC", { for: "NO_PREFIX" });
  const sscc = ssccOf(plant.prefix, await nextSerial(tx, plant.prefix));
  return sscc === null ? refuse("NO_SSCC", { for: "USED_UP" }) : accept(sscc);
}

/**
 * The next serial number of a company prefix. Who takes one at the same time, at whichever site that bears it, waits until this one is committed. A prefix that
 * has no series yet begins behind all that units bear already, also of sites that had it before.
 */
async function nextSerial(tx: Tx, prefix: string): Promise<bigint> {
  const [next] = await tx
    .update(ssccSeries)
    .set({ lastSerial: sql`${ssccSeries.lastSerial} + 1` })
    .where(eq(ssccSeries.companyPrefix, prefix))
    .returning({ serial: ssccSeries.lastSerial });
  if (next !== undefined) return next.serial;
  const rest = { from: prefix.length + 2, digits: 16 - prefix.length };
  const taken = tx
    .select({ last: sql<string>`coalesce(max((left(${handlingUnit.sscc}, 1) || substr(${handlingUnit.sscc}, ${rest.from}::int, ${rest.digits}::int))::bigint), 0)` })
    .from(handlingUnit)
    .where(sql`substr(${handlingUnit.sscc}, 2, ${prefix.length}::int) = ${prefix}`);
  const [first] = await tx
    .insert(ssccSeries)
    .values({ companyPrefix: prefix, lastSerial: sql`(${taken}) + 1` })
    // Somebody else has begun it meanwhile.
    .onConflictDoUpdate({ target: ssccSeries.companyPrefix, set: { lastSerial: sql`${ssccSeries.lastSerial} + 1` } })
    .returning({ serial: ssccSeries.lastSerial });
  if (first === undefined) throw new Error(`the series of ${prefix} gave no number`);
  return first.serial;
}

/** What an entry received stands on a unit of its own. */
export function packed(order: LockedOperation["order"], unit: { sscc: string; lotId: string; quantity: Decimal; locationId: string | null; entryId: string }): NewEvent {
  const id = newId();
  return {
    id: newId(),
    type: "handling_unit.packed",
    aggregate: "handling_unit",
    aggregateId: id,
    orderId: order.id,
    payload: { ...unit, handlingUnitId: id, quantity: unit.quantity.toFixed(), uom: order.uom },
  };
}

/** EX-19: with its entry the unit is taken back; an entry that filled none adds nothing. */
export async function unpacked(tx: Tx, { id: entryId, orderId }: { readonly id: string; readonly orderId: string }, reason: string): Promise<NewEvent[]> {
  const rows = await tx
    .select({ id: handlingUnit.id })
    .from(handlingUnit)
    .where(and(eq(handlingUnit.entryId, entryId), isNull(handlingUnit.takenBackAt)));
  return rows.map(({ id }) => ({
    id: newId(),
    type: "handling_unit.unpacked",
    aggregate: "handling_unit",
    aggregateId: id,
    orderId,
    payload: { handlingUnitId: id, entryId, reason },
  }));
}
