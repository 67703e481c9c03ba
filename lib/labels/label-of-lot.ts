import { decimal } from "@/lib/domain/shared/decimal";
import { formatIsoDate } from "@/lib/format/instant";
import { formatQuantityWithUnit } from "@/lib/format/quantity";
import type { LotLabel } from "./lot-label";

/** A lot as the trace knows it, as far as its label needs it. */
type LabelledLot = {
  readonly number: string;
  readonly item: string;
  readonly itemText: string;
  readonly gtin: string | null;
  readonly site: string;
  readonly timeZone: string;
  readonly order: string | null;
  readonly madeAt: string | null;
  readonly expiresAt: string | null;
  readonly onHand: string;
  readonly uom: string;
};

/** What the label of a lot says, its figures as `locale` writes them ("de-DE"). `quantity` is what the labelled container holds, where that is not all that is in stock; in the lot's unit. */
export function labelOfLot(lot: LabelledLot, locale: string, quantity: string = lot.onHand): LotLabel {
  // As short as it can be written: "40.000" pieces have a place on a label as "40".
  const some = decimal(quantity).gt(0) ? decimal(quantity).toFixed() : null;
  return {
    lot: lot.number,
    item: lot.item,
    itemText: lot.itemText,
    gtin: lot.gtin,
    site: lot.site,
    order: lot.order,
    madeOn: lot.madeAt === null ? null : formatIsoDate(lot.madeAt, lot.timeZone),
    expiresOn: lot.expiresAt === null ? null : formatIsoDate(lot.expiresAt, lot.timeZone),
    quantity: some,
    uom: lot.uom,
    quantityText: some === null ? null : formatQuantityWithUnit(some, lot.uom, { locale }),
  };
}
