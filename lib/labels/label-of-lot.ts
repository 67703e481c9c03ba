import { formatQuantityWithUnit } from "@/lib/format/quantity";
import type { LotLabel } from "./lot-label";

/** A lot as the trace knows it, as far as its label needs it. */
type LabelledLot = {
  readonly number: string;
  readonly item: string;
  readonly itemText: string;
  readonly site: string;
  readonly timeZone: string;
  readonly order: string | null;
  readonly madeAt: string | null;
  readonly expiresAt: string | null;
  readonly onHand: string;
  readonly uom: string;
};

/** What the label of a lot says. `quantity` is what the labelled container holds, where that is not all that is in stock; in the lot's unit. */
export function labelOfLot(lot: LabelledLot, quantity: string = lot.onHand): LotLabel {
  const some = Number(quantity) > 0 ? quantity : null;
  return {
    lot: lot.number,
    item: lot.item,
    itemText: lot.itemText,
    site: lot.site,
    order: lot.order,
    madeOn: lot.madeAt === null ? null : dayIn(lot.madeAt, lot.timeZone),
    expiresOn: lot.expiresAt === null ? null : dayIn(lot.expiresAt, lot.timeZone),
    quantity: some,
    uom: lot.uom,
    quantityText: some === null ? null : formatQuantityWithUnit(some, lot.uom),
  };
}

/** `YYYY-MM-DD` on the calendar of a zone; the Swedish way to write a date is ISO 8601. */
function dayIn(instant: string, timeZone: string): string {
  return new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(new Date(instant));
}
