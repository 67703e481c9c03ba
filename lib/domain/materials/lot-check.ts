import type { Decimal } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";

export type QualityStatus = "PENDING" | "RELEASED" | "ON_HOLD" | "REJECTED" | "RECALLED";

/** The most restrictive status wins (ownership matrix). */
const RESTRICTION: Readonly<Record<QualityStatus, number>> = { RELEASED: 0, PENDING: 1, ON_HOLD: 2, REJECTED: 3, RECALLED: 4 };

/** Of the ERP's and the plant's status of a lot, the more restrictive one. */
export function effectiveStatus(erp: QualityStatus, mes: QualityStatus): QualityStatus {
  return RESTRICTION[erp] >= RESTRICTION[mes] ? erp : mes;
}

/** A lot as a scan finds it, seen from the operation that wants it. */
export type ScannedLot = {
  readonly number: string;
  readonly itemCode: string;
  /** Component position that the item fits, as itself or as valid substitute; null when none. */
  readonly fitsPosition: number | null;
  readonly status: QualityStatus;
  readonly expiresAt: Date | null;
  /** Where it was scanned by a handling unit that quality holds: its number and the nonconformances because of which. */
  readonly unitOnHold: { readonly sscc: string; readonly nonconformances: readonly string[] } | null;
  /** Unit of the lot, in which all of its quantities are told. */
  readonly uom: string;
  /** On hand at places that the work unit can reach. */
  readonly available: Decimal;
  /** EX-14: of it what quality holds, by pieces of a lot that may be used otherwise. */
  readonly held: Decimal;
  readonly reservedElsewhere: Decimal;
};

export type LotRefusal = "LOT_UNKNOWN" | "LOT_WRONG_ITEM" | "LOT_NOT_RELEASED" | "UNIT_ON_HOLD" | "LOT_EXPIRED" | "LOT_EMPTY" | "LOT_PARTLY_HELD" | "LOT_RESERVED";

/**
 * EX-11: checks in this order, first failure shown: exists → item → quality status → expiry → quantity → reserved. What quality holds of a lot (EX-14) is not available:
 * the status of a handling unit that is held says so, and so does the quantity where there is enough but for that.
 * `usedUntil` is the planned end of use, with the item's minimum remaining life added (EX-10). A quantity of zero asks for whatever is free.
 */
export function checkLot(lot: ScannedLot | null, number: string, wantedItems: readonly string[], quantity: Decimal, usedUntil: Date): Decision<ScannedLot, LotRefusal> {
  if (lot === null) return refuse("LOT_UNKNOWN", { lot: number });
  if (lot.fitsPosition === null) return refuse("LOT_WRONG_ITEM", { lot: lot.number, item: lot.itemCode, wanted: wantedItems });
  if (lot.status !== "RELEASED") return refuse("LOT_NOT_RELEASED", { lot: lot.number, status: lot.status });
  if (lot.unitOnHold !== null) return refuse("UNIT_ON_HOLD", { lot: lot.number, ...lot.unitOnHold });
  if (lot.expiresAt !== null && lot.expiresAt.getTime() <= usedUntil.getTime()) {
    return refuse("LOT_EXPIRED", { lot: lot.number, expiresAt: lot.expiresAt.toISOString(), usedUntil: usedUntil.toISOString() });
  }
  if (lot.available.lte(0) || lot.available.lt(quantity)) {
    return refuse("LOT_EMPTY", { lot: lot.number, available: lot.available.toFixed(), asked: quantity.toFixed(), uom: lot.uom });
  }
  const usable = lot.available.minus(lot.held);
  if (usable.lte(0) || usable.lt(quantity)) {
    return refuse("LOT_PARTLY_HELD", { lot: lot.number, available: usable.toFixed(), held: lot.held.toFixed(), asked: quantity.toFixed(), uom: lot.uom });
  }
  const free = usable.minus(lot.reservedElsewhere);
  if (free.lte(0) || free.lt(quantity)) return refuse("LOT_RESERVED", { lot: lot.number, free: free.toFixed(), asked: quantity.toFixed(), uom: lot.uom });
  return accept(lot);
}
