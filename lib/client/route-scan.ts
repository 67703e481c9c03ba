import { type CodeReading, type Gs1Elements, isSameTradeItem, quantityElements, quantityIn } from "@/lib/domain/materials/gs1";
import { formatIsoDate } from "@/lib/format/instant";
import type { LotToTake } from "@/lib/queries/operator/lots-to-take";
import type { RunView } from "@/lib/queries/operator/run-view";
import { quotient } from "./exact";

/** What the label of a lot says; null when its number was typed or stood alone. */
export type LotLabel = Gs1Elements | null;

/** Where a code leads by what it says, as far as the tablet knows by itself. */
export type ScanRoute =
  /** A lot by its number, with the label that said so: null when the number was the whole code. */
  | { readonly to: "LOT"; readonly lot: string; readonly label: LotLabel }
  /** A handling unit: what stands on it, the server knows. */
  | { readonly to: "PALLET"; readonly sscc: string }
  /** A badge, an order, a machine or a lot that this screen does not show: only the server can tell. */
  | { readonly to: "ASK"; readonly code: string }
  /** Nothing that anything can be done with; `why` tells what is missing. */
  | { readonly to: "TELL"; readonly text: string; readonly why: "NO_LOT" | "DAMAGED"; readonly at: string };

type Shown = Pick<RunView, "components"> | null;

/** UI-07: routes a code by its content. `shown` is the run on the screen; null where there is none. */
export function routeScan(reading: CodeReading, shown: Shown): ScanRoute {
  switch (reading.kind) {
    case "BROKEN":
      return { to: "TELL", text: reading.text, why: "DAMAGED", at: reading.at };
    case "PLAIN":
      return shownLots(shown, reading.text).length === 0 ? { to: "ASK", code: reading.text } : { to: "LOT", lot: reading.text, label: null };
    case "GS1": {
      // What has a serial number of its own is a lot of quantity 1 by that number.
      const { sscc, serial, lot = serial } = reading.elements;
      if (lot !== undefined) return { to: "LOT", lot, label: reading.elements };
      return sscc === undefined ? { to: "TELL", text: reading.text, why: "NO_LOT", at: "" } : { to: "PALLET", sscc };
    }
  }
}

/** The lots of that number among those that the run shows: items may share it. */
export function shownLots(shown: Shown, number: string): readonly LotToTake[] {
  const all = shown?.components.flatMap((component) => component.lots.filter((one) => one.number === number)) ?? [];
  return all.filter((one, index) => all.findIndex(({ lotId }) => lotId === one.lotId) === index);
}

/** EX-11: whether a lot is of the material that its label names, as far as label and books name it. */
export function isOnLabel(label: LotLabel, lot: { readonly item: string; readonly gtin?: string | null }): boolean {
  const gtin = label?.gtin ?? label?.content;
  return (label?.item ?? lot.item) === lot.item && (gtin === undefined || lot.gtin == null || isSameTradeItem(gtin, lot.gtin));
}

/** What a label says of the material: the maker's own item number, else the trade item. */
export function materialOn(label: LotLabel): string {
  return label?.item ?? label?.gtin ?? label?.content ?? "";
}

/** The quantity that a label says, in the unit of a line; none when it counts in another unit. `exact`: it has no more decimals than the unit, else it is rounded. */
export function labelQuantity(
  label: Gs1Elements | null,
  { uom, decimals }: { readonly uom: string; readonly decimals: number },
): { readonly quantity: string; readonly exact: boolean } | undefined {
  const said = label === null ? undefined : quantityIn(label, uom);
  if (said === undefined) return undefined;
  const quantity = quotient(said, "1", decimals);
  return { quantity, exact: quotient(said, "1", 6) === quantity };
}

/** What a handling unit says of its lot: what it was closed with is taken as if the label of the lot said it. */
export function labelOfPacked(lot: string, quantity: string, uom: string): Gs1Elements {
  return { lot, ...quantityElements(quantity, uom) };
}

/** The day until which a lot may be used, once as its label says and once as the books do. */
export type ExpiryGap = { readonly label: string; readonly books: string | null };

/**
 * What a label says of its lot's last day of use, where that is not what the books say; null when both agree or the label is silent. A day is
 * read on the site's calendar; an ERP that sends days as midnight UTC means that day as well.
 */
export function expiryGap(label: LotLabel, expiresAt: string | null, timeZone: string): ExpiryGap | null {
  if (label?.expires === undefined) return null;
  if (expiresAt === null) return { label: label.expires, books: null };
  const local = formatIsoDate(expiresAt, timeZone);
  return label.expires === local || label.expires === formatIsoDate(expiresAt, "UTC") ? null : { label: label.expires, books: local };
}
