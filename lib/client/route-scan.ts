import { type CodeReading, type Gs1Elements, quantityElements, quantityIn } from "@/lib/domain/materials/gs1";
import { formatIsoDate } from "@/lib/format/instant";
import type { RunView } from "@/lib/queries/operator/run-view";

/** Where a code leads by what it says, as far as the tablet knows by itself. */
export type ScanRoute =
  /** A lot by its number, with the label that said so: null when the number was the whole code. */
  | { readonly to: "LOT"; readonly lot: string; readonly label: Gs1Elements | null }
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
      return shownLot(shown, reading.text) === undefined ? { to: "ASK", code: reading.text } : { to: "LOT", lot: reading.text, label: null };
    case "GS1": {
      const { lot, sscc } = reading.elements;
      if (lot !== undefined) return { to: "LOT", lot, label: reading.elements };
      return sscc === undefined ? { to: "TELL", text: reading.text, why: "NO_LOT", at: "" } : { to: "PALLET", sscc };
    }
  }
}

/** The lot of that number among those that the run shows. */
export function shownLot(shown: Shown, number: string): RunView["components"][number]["lots"][number] | undefined {
  return shown?.components.flatMap((component) => component.lots).find((one) => one.number === number);
}

/** The quantity that a label says, in the unit of the line that the lot would fill, by its number or else by its item; none when the label counts in another unit. */
export function labelQuantity(label: Gs1Elements | null, lot: string, shown: Shown, items: readonly string[] = []): string | undefined {
  const line =
    shown?.components.find((component) => component.lots.some((one) => one.number === lot)) ??
    shown?.components.find(({ item, fits = [item] }) => items.some((one) => fits.includes(one)));
  return label === null || line === undefined ? undefined : quantityIn(label, line.uom);
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
export function expiryGap(label: Gs1Elements | null, expiresAt: string | null, timeZone: string): ExpiryGap | null {
  if (label?.expires === undefined) return null;
  if (expiresAt === null) return { label: label.expires, books: null };
  const local = formatIsoDate(expiresAt, timeZone);
  return label.expires === local || label.expires === formatIsoDate(expiresAt, "UTC") ? null : { label: label.expires, books: local };
}
