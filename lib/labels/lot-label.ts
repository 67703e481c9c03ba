import { code128Modules } from "./code128";
import { elementString, elementText, FNC1, type Gs1Elements, quantityElements } from "@/lib/domain/materials/gs1";

/** What a label of a lot says, to people and to scanners. */
export type LotLabel = {
  readonly lot: string;
  readonly item: string;
  readonly itemText: string;
  /** Number of the trade item; null where the ERP tells none. */
  readonly gtin: string | null;
  readonly site: string;
  /** The order that made it; null for a lot that was bought. */
  readonly order: string | null;
  /** Days on the site's calendar, `YYYY-MM-DD`. */
  readonly madeOn: string | null;
  readonly expiresOn: string | null;
  /** What is in stock of it, as decimal text in `uom`; null when nothing is. */
  readonly quantity: string | null;
  readonly uom: string;
  /** The quantity as people read it, with its unit. */
  readonly quantityText: string | null;
};

/** DATAMATRIX says everything on a thumbnail; GS1_128 is for scanners that read bars only, and says as much as fits the width. */
export type LabelSymbol = "DATAMATRIX" | "GS1_128";

/** What the symbol of a label carries. `gs1` is false where the lot number does not fit GS1 (20 characters of its set): then it is the lot number alone. */
export type LabelCode = { readonly gs1: boolean; /** Without the first FNC1. */ readonly data: string; /** As it is printed under the bars. */ readonly text: string };

/** Modules of 0.25 mm that a label of 100 mm has room for from 4 mm on, with the ten behind the bars that a scanner needs to find their end. */
const MODULES_FIT = 374;

/** Whether bars can say it within the width of a label: Code 128 has no signs beyond ASCII. */
export function fitsBars({ data, gs1 }: LabelCode): boolean {
  return Array.from(data).every((char) => char === FNC1 || (char >= " " && char <= "~")) && code128Modules(data, gs1) <= MODULES_FIT;
}

/**
 * The code of a lot's label: (01) trade item where the ERP tells its number, (240) item number, (10) lot, (11) day made, (17) last day of use, and the quantity as (37) pieces or (310n) kilograms.
 * Bars carry the lot, its last day of use or else the day made, and the quantity; with (01) they say no quantity, for GS1 wants (37) elsewhere. Of what does not fit the width first the quantity or the day is
 * left out, then (01): the lot is what matters, and a code that is cut off says nothing. What does not fit its identifier is left out, for the text says it as well; the lot must fit, or the code is the
 * plain lot number.
 */
export function labelCode(label: LotLabel, symbol: LabelSymbol): LabelCode {
  const quantity = label.quantity === null ? {} : quantityElements(label.quantity, label.uom);
  const made = label.madeOn === null ? {} : { made: label.madeOn };
  const expires = label.expiresOn === null ? {} : { expires: label.expiresOn };
  const { lot } = label;
  const gtin = label.gtin === null ? {} : { gtin: label.gtin };
  if (symbol === "DATAMATRIX")
    return codeOf(lot, { ...gtin, ...(elementString({ item: label.item }) === null ? {} : { item: label.item }), lot, ...made, ...expires, ...quantity });
  const day = label.expiresOn === null ? made : expires;
  const shorter = [
    ...(label.gtin === null
      ? [{ lot, ...day, ...quantity }]
      : [
          { ...gtin, lot, ...day },
          { ...gtin, lot },
        ]),
    { lot, ...day },
  ];
  return shorter.map((elements) => codeOf(lot, elements)).find(fitsBars) ?? codeOf(lot, { lot });
}

/** What a lot number is beside, or the plain number where it does not fit GS1. */
export function codeOf(lot: string, elements: Gs1Elements): LabelCode {
  const data = elementString(elements);
  const text = elementText(elements);
  return data === null || text === null ? { gs1: false, data: lot, text: lot } : { gs1: true, data, text };
}
