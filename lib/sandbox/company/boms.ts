import type { BomComponent } from "@/lib/messages/erp-bom.v1";

type Mode = BomComponent["issueMode"];
type Line = { item: string; qty: string; uom: string; s: string; op: number; mode: Mode };

const line = (item: string, qty: string, uom: string, s: string, op: number, mode: Mode = "MANUAL_SCAN"): Line => ({ item, qty, uom, s, op, mode });

/** Carton, lid and case are the same for every drink; the natural lid may stand in for the white one. */
const PACKAGING = [line("PK-CARTON-1L", "1", "EA", "0.012", 30), line("PK-LID", "1", "EA", "0.01", 30), line("PK-CASE", "0.1", "EA", "0.005", 40, "BACKFLUSH")];

/** Inputs per processed unit: a litre of base, a carton of drink. */
const RECIPES: Readonly<Record<string, readonly Line[]>> = {
  "OAT-BASE": [line("RM-OAT", "0.16", "KGM", "0.01", 10), line("RM-ENZYME", "0.0004", "KGM", "0", 10), line("RM-WATER", "0.9", "LTR", "0.02", 10, "BACKFLUSH")],
  "OAT-BARISTA-1L": [
    line("OAT-BASE", "0.92", "LTR", "0.005", 10),
    line("RM-OIL", "0.03", "KGM", "0.002", 10),
    line("RM-CALCIUM", "0.0035", "KGM", "0", 10, "BACKFLUSH"),
    line("RM-SALT", "0.001", "KGM", "0", 10, "BACKFLUSH"),
    ...PACKAGING,
  ],
  "OAT-CHOC-1L": [
    line("OAT-BASE", "0.88", "LTR", "0.005", 10),
    line("RM-COCOA", "0.018", "KGM", "0.005", 10),
    line("RM-SUGAR", "0.042", "KGM", "0.005", 10),
    line("RM-SALT", "0.0008", "KGM", "0", 10, "BACKFLUSH"),
    ...PACKAGING,
  ],
  "OAT-VANILLA-1L": [
    line("OAT-BASE", "0.93", "LTR", "0.005", 10),
    line("RM-VANILLA", "0.0012", "KGM", "0", 10),
    line("RM-SUGAR", "0.03", "KGM", "0.005", 10),
    line("RM-SALT", "0.0008", "KGM", "0", 10, "BACKFLUSH"),
    ...PACKAGING,
  ],
  "ALMOND-ORIG-1L": [
    line("RM-ALMOND", "0.026", "KGM", "0.004", 10),
    line("RM-SUGAR", "0.024", "KGM", "0.005", 10),
    line("RM-WATER", "0.95", "LTR", "0.02", 10, "BACKFLUSH"),
    line("RM-SALT", "0.0012", "KGM", "0", 10, "BACKFLUSH"),
    ...PACKAGING,
  ],
  "MILK-CHOC-1L": [line("RM-MILK", "0.94", "LTR", "0.004", 10), line("RM-COCOA", "0.014", "KGM", "0.005", 10), line("RM-SUGAR", "0.048", "KGM", "0.005", 10), ...PACKAGING],
};

/** The component lines of a product; the same at both sites. */
export function demoBom(item: string): BomComponent[] {
  const recipe = RECIPES[item] ?? [];
  return recipe.map((each, index) => ({
    pos: (index + 1) * 10,
    item: each.item,
    qty: each.qty,
    uom: each.uom,
    scrapFactor: each.s,
    operation: each.op,
    issueMode: each.mode,
    mixGroup: null,
    substitutes: each.item === "PK-LID" ? [{ item: "PK-LID-N", factor: "1", priority: 1, validFrom: null, validTo: null }] : [],
  }));
}
