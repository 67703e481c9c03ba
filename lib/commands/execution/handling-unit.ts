import "server-only";
import { and, eq, isNull, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { handlingUnit } from "@/db/schema/materials";
import { site } from "@/db/schema/reference";
import { ssccOf } from "@/lib/domain/materials/sscc";
import type { Decimal } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import type { LockedOperation } from "./store";

const Serial = z.array(z.object({ serial: z.coerce.bigint() })).length(1);

/**
 * EX-15: the number of the handling unit that takes an entry's good. A unit holds a lot, so only the last operation fills one (NO_HANDLING_UNIT); the site
 * must have a company prefix with numbers left (NO_SSCC).
 */
export async function nextSscc(tx: Tx, { operation, order }: LockedOperation, good: Decimal) {
  if (!operation.isLast || good.lte(0)) return refuse("NO_HANDLING_UNIT", { for: operation.isLast ? "NO_GOOD" : "NOT_LAST" });
  const [plant] = await tx.select({ prefix: site.gs1CompanyPrefix }).from(site).where(eq(site.id, order.siteId));
  if (plant?.prefix == null) return refuse("NO_SSCC", { for: "NO_PREFIX" });
  // A number that a refusal or a rollback used up is left out: GS1 asks for no gapless series, only that none comes twice.
  const [next] = Serial.parse(await tx.execute(sql`select nextval('materials.sscc_serial')::text as serial`));
  const sscc = next === undefined ? null : ssccOf(plant.prefix, next.serial);
  return sscc === null ? refuse("NO_SSCC", { for: "USED_UP" }) : accept(sscc);
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
