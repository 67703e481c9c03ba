/** Payloads of what the ERP says of lots, and of holds. */

type QualityStatus = "PENDING" | "RELEASED" | "ON_HOLD" | "REJECTED" | "RECALLED";

/** What the ERP owns of a lot that it brought in (domain §1.2). */
export type LotErpValues = {
  readonly supplierLot: string | null;
  readonly madeAt: string | null;
  readonly receivedAt: string | null;
  readonly expiresAt: string | null;
  /** Null where only a snapshot of its stock told of the lot, and not its cost. */
  readonly unitCost: string | null;
  readonly erpStatus: QualityStatus;
  /** Null until the ERP tells of the lot itself. */
  readonly erpVersion: number | null;
};

/** On hand from now on, at places that the ERP keeps. What is not listed does not change. */
export type LotStockSet = readonly { readonly locationId: string; readonly onHand: string }[];

/** A lot that the ERP told of for the first time. */
export type LotCreated = {
  readonly lotId: string;
  readonly number: string;
  readonly itemId: string;
  readonly uom: string;
  readonly origin: "PURCHASED" | "PRODUCED";
  readonly values: LotErpValues;
  readonly stock: LotStockSet;
};

/** The ERP's view of a known lot changed. Of a lot that the plant made, only the status is taken; facts of before took its unit cost as well. */
export type LotChanged = {
  readonly lotId: string;
  readonly values: LotErpValues | (Pick<LotErpValues, "erpStatus" | "erpVersion"> & { readonly unitCost?: string | null });
  readonly stock: LotStockSet;
};

/** Quality or somebody of the floor holds a lot. `found`: the plant's status of it when this was recorded; where that was ON_HOLD, what those that stood then give back. */
export type LotHeld = {
  readonly holdId: string;
  readonly lotId: string;
  readonly reason: string;
  /** Person, account or machine key, and its name. */
  readonly placedBy: string;
  readonly placedName: string;
  readonly found: QualityStatus;
  /** The nonconformance because of which it is held. */
  readonly nonconformanceId?: string;
  /** EX-14: it holds what its nonconformance covers of the lot, `quantity` when it was placed; `whole`: that and what was held before is all that the lot was made of, which is ON_HOLD. Without it the lot is held. */
  readonly part?: { readonly quantity: string; readonly whole: boolean };
};

/** EX-14: a lot that pieces held as a whole, for there was nothing else of it, got some that is free: it is again what it was before. */
export type LotPartlyFree = { readonly lotId: string; readonly to: QualityStatus };

/** One hold of a lot was lifted by somebody else, or, `holdId` null, a lot that waited for its release since it was made got it. `to`: the plant's status of it from now on. */
export type LotReleased = {
  readonly holdId: string | null;
  readonly lotId: string;
  readonly reason: string;
  readonly releasedBy: string;
  readonly releasedName: string;
  readonly to: QualityStatus;
  /** Under this release (SEC-12); facts before signatures lack it. */
  readonly signatureId?: string;
};

export type LotPayloads = { "lot.created": LotCreated; "lot.changed": LotChanged; "lot.held": LotHeld; "lot.partly_free": LotPartlyFree; "lot.released": LotReleased };
