import type { Decimal } from "@/lib/domain/shared/decimal";

/** Quantities of one operation, in the order's unit: `processed = goodFirst + scrapFirst + reworkIn` (domain §2.1). */
export type OperationProgress = {
  readonly op: number;
  readonly processed: Decimal;
  readonly goodFirst: Decimal;
  readonly scrapFirst: Decimal;
  readonly reworkIn: Decimal;
  readonly reworkedGood: Decimal;
  readonly reworkScrap: Decimal;
  readonly skipped: boolean;
};

/** Usable output of the operation. */
export function goodOf(progress: OperationProgress): Decimal {
  return progress.goodFirst.plus(progress.reworkedGood);
}

/** C-08: units that died; those scrapped after rework count where they were rejected. */
export function scrapOf(progress: OperationProgress): Decimal {
  return progress.scrapFirst.plus(progress.reworkScrap);
}
