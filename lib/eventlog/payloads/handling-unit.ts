/** Payloads of the facts of handling units. */

/** What an entry made stands on a unit of its own, which is closed and has its number. */
export type HandlingUnitPacked = {
  readonly handlingUnitId: string;
  readonly sscc: string;
  readonly lotId: string;
  /** In the lot's unit. */
  readonly quantity: string;
  readonly uom: string;
  readonly locationId: string | null;
  readonly entryId: string;
};

/** The entry that filled it was taken back: nothing stands on it any more (EX-19). */
export type HandlingUnitUnpacked = { readonly handlingUnitId: string; readonly entryId: string; readonly reason: string };

export type HandlingUnitPayloads = {
  "handling_unit.packed": HandlingUnitPacked;
  "handling_unit.unpacked": HandlingUnitUnpacked;
};
