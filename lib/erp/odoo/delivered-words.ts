import type { WordPair } from "@/lib/erp/words";

/** The units that Odoo ships and a shop floor uses, in English. */
const UNITS: Readonly<Record<string, string>> = {
  Units: "EA",
  Dozens: "DZN",
  kg: "KGM",
  g: "GRM",
  t: "TNE",
  lb: "LBR",
  oz: "ONZ",
  L: "LTR",
  "m³": "MTQ",
  "in³": "INQ",
  "ft³": "FTQ",
  "gal (US)": "GLL",
  m: "MTR",
  km: "KMT",
  cm: "CMT",
  mm: "MMT",
  ft: "FOT",
  in: "INH",
  yd: "YRD",
  "m²": "MTK",
  "ft²": "FTK",
  Hours: "HUR",
  Days: "DAY",
};

export const DELIVERED_WORDS: readonly WordPair[] = Object.entries(UNITS).map(([theirs, ours]) => ({ kind: "UOM", ours, theirs }));

/** Units that are counted: no fractions of them. */
const COUNTED: ReadonlySet<string> = new Set(["EA", "DZN", "PR", "SET"]);
/** Decimals of all other units: those of Odoo's "Product Unit of Measure" as delivered. */
const DECIMALS = 2;

/** Decimals that a quantity in one of our units has in Odoo. */
export function decimalsOf(uom: string): number {
  return COUNTED.has(uom) ? 0 : DECIMALS;
}
