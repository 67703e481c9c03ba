import type { WordPair } from "@/lib/erp/words";

/** The units that ERPNext ships and a shop floor uses. Of two names for one unit the first is the one that we say. */
export const DELIVERED_UNITS: readonly WordPair[] = (
  [
    ["EA", "Nos"],
    ["EA", "Unit"],
    ["PR", "Pair"],
    ["SET", "Set"],
    ["BX", "Box"],
    ["KGM", "Kg"],
    ["GRM", "Gram"],
    ["TNE", "Tonne"],
    ["LBR", "Pound"],
    ["ONZ", "Ounce"],
    ["LTR", "Litre"],
    ["MLT", "Millilitre"],
    ["MTR", "Meter"],
    ["CMT", "Centimeter"],
    ["MMT", "Millimeter"],
    ["FOT", "Foot"],
    ["INH", "Inch"],
    ["MTK", "Square Meter"],
    ["MTQ", "Cubic Meter"],
    ["HUR", "Hour"],
    ["MIN", "Minute"],
    ["SEC", "Second"],
    ["DAY", "Day"],
  ] as const
).map(([ours, theirs]) => ({ kind: "UOM", ours, theirs }));
