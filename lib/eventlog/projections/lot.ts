import type { Tx } from "@/db/client";
import { eq, sql } from "drizzle-orm";
import { lot, lotStock } from "@/db/schema/materials";
import { hold } from "@/db/schema/quality";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { LotChanged, LotErpValues, LotPayloads, LotStockSet } from "@/lib/eventlog/payloads/lot";
import type { Projections } from "@/lib/eventlog/projection";

/** The lot as the ERP has it, and who holds it; Millrace's own status beside it stays (the most restrictive of both applies). */
export const lotProjections: Projections<keyof LotPayloads> = {
  "lot.created": async (tx, event) => {
    const p = event.payload;
    await tx
      .insert(lot)
      .values({ id: p.lotId, siteId: event.siteId, number: p.number, itemId: p.itemId, uom: p.uom, origin: p.origin, mesStatus: "RELEASED", ...ownedByErp(p.values) });
    await setStock(tx, event.siteId, p.lotId, p.stock);
  },
  "lot.changed": async (tx, event) => {
    const p = event.payload;
    await tx
      .update(lot)
      .set(isWhole(p.values) ? ownedByErp(p.values) : statusAndCost(p.values))
      .where(eq(lot.id, p.lotId));
    await setStock(tx, event.siteId, p.lotId, p.stock);
  },
  "lot.held": async (tx, event) => {
    const { holdId, lotId, reason, placedBy, placedName, found, nonconformanceId = null, part } = event.payload;
    await tx
      .insert(hold)
      .values({ id: holdId, siteId: event.siteId, lotId, reason, placedBy, placedName, found, nonconformanceId, part: part !== undefined, placedAt: event.eventTime });
    if (part === undefined || part.whole) await tx.update(lot).set({ mesStatus: "ON_HOLD" }).where(eq(lot.id, lotId));
  },
  "lot.partly_free": async (tx, event) => {
    await tx.update(lot).set({ mesStatus: event.payload.to }).where(eq(lot.id, event.payload.lotId));
  },
  "lot.released": async (tx, event) => {
    const { holdId, lotId, reason, releasedBy, releasedName, to, signatureId = null } = event.payload;
    if (holdId !== null) await tx.update(hold).set({ releasedBy, releasedName, releasedAt: event.eventTime, releaseReason: reason, signatureId }).where(eq(hold.id, holdId));
    await tx.update(lot).set({ mesStatus: to }).where(eq(lot.id, lotId));
  },
};

function isWhole(values: LotChanged["values"]): values is LotErpValues {
  return "supplierLot" in values;
}

function ownedByErp(values: LotErpValues) {
  return {
    ...statusAndCost(values),
    supplierLot: values.supplierLot,
    madeAt: instantOf(values.madeAt),
    receivedAt: instantOf(values.receivedAt),
    expiresAt: instantOf(values.expiresAt),
  };
}

function statusAndCost({ erpStatus, unitCost, erpVersion }: Pick<LotErpValues, "erpStatus" | "erpVersion"> & { readonly unitCost?: string | null }) {
  return { erpStatus, erpVersion, ...(unitCost === undefined ? {} : { unitCost: unitCost === null ? null : decimal(unitCost) }) };
}

function instantOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

async function setStock(tx: Tx, siteId: string, lotId: string, stock: LotStockSet): Promise<void> {
  for (const { locationId, onHand } of stock) {
    await tx
      .insert(lotStock)
      .values({ siteId, lotId, locationId, onHand: decimal(onHand), reserved: ZERO })
      .onConflictDoUpdate({ target: [lotStock.lotId, lotStock.locationId], set: { onHand: decimal(onHand), reserved: sql`least(${lotStock.reserved}, ${onHand}::numeric)` } });
  }
}
