import { COST_ACTIVITIES, COST_ELEMENTS } from "@/lib/domain/costing/cost-line";
import { VARIANCE_CATEGORIES } from "@/lib/domain/costing/variance";

/** What can be opened to its ledger lines: elements, activities, variance categories, what was given back, what was lost, or all. */
export const SHOWS = [...new Set([...COST_ELEMENTS, ...COST_ACTIVITIES, ...VARIANCE_CATEGORIES, "SALVAGE", "CREDIT", "ALL"] as const)];
export type Show = (typeof SHOWS)[number];

/** The steps of a variance in the order of the waterfall (§4.3). */
export const VARIANCE_STEPS = VARIANCE_CATEGORIES;

/** Lines that a figure is made from: of these elements and activities. */
export type LineFilter = { readonly elements: readonly string[] | null; readonly activities: readonly string[] | null };

const TIME = ["LABOUR", "MACHINE", "OVERHEAD"];
const FIRST_PASS = ["SETUP", "RUN"];

/** §4.3: which lines stand behind a figure that lines tell. REMAINING is rounding and has none. */
export function linesBehind(show: Exclude<Show, "YIELD_SCRAP">): LineFilter | null {
  switch (show) {
    case "MATERIAL":
    case "LABOUR":
    case "MACHINE":
    case "OVERHEAD":
    case "SALVAGE":
    case "CREDIT":
      return { elements: [show], activities: null };
    case "SETUP":
    case "RUN":
    case "REWORK":
    case "DELAY":
      return { elements: [...COST_ELEMENTS], activities: [show] };
    case "MATERIAL_PRICE":
      return { elements: ["MATERIAL"], activities: null };
    case "MATERIAL_MIX":
    case "MATERIAL_USAGE":
      return { elements: ["MATERIAL"], activities: FIRST_PASS };
    case "LABOUR_RATE":
      return { elements: ["LABOUR"], activities: null };
    case "MACHINE_RATE":
      return { elements: ["MACHINE"], activities: null };
    case "OVERHEAD_RATE":
      return { elements: ["OVERHEAD"], activities: null };
    case "LABOUR_EFFICIENCY":
      return { elements: ["LABOUR"], activities: FIRST_PASS };
    case "MACHINE_EFFICIENCY":
      return { elements: ["MACHINE"], activities: FIRST_PASS };
    case "OVERHEAD_EFFICIENCY":
      return { elements: ["OVERHEAD"], activities: FIRST_PASS };
    case "LOT_SIZE":
      return { elements: TIME, activities: ["SETUP"] };
    case "REMAINING":
      return null;
    case "ALL":
      return { elements: null, activities: null };
  }
}

/** YIELD_SCRAP shows the entries that scrapped something, since no line of cost says how many died. */
export function isAboutScrap(show: Show): show is "YIELD_SCRAP" {
  return show === "YIELD_SCRAP";
}
