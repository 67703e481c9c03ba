import type { ItemData } from "@/lib/messages/erp-item.v1";

type DemoItem = Pick<ItemData, "item" | "text" | "kind" | "baseUom" | "decimals" | "shelfLifeDays" | "minRemainingDays" | "requiresRelease">;

/** A bought item with its standard price per base unit. */
export type DemoMaterial = DemoItem & { readonly standardPrice: string };

const bought = (kind: "RAW" | "PACKAGING", item: string, text: string, baseUom: string, decimals: number, standardPrice: string, shelfLifeDays: number | null): DemoMaterial => ({
  item,
  text,
  kind,
  baseUom,
  decimals,
  standardPrice,
  shelfLifeDays,
  minRemainingDays: 0,
  requiresRelease: false,
});

export const DEMO_MATERIALS: readonly DemoMaterial[] = [
  bought("RAW", "RM-OAT", "Oat flour, wholegrain", "KGM", 3, "0.62", 270),
  bought("RAW", "RM-ALMOND", "Almond paste, blanched", "KGM", 3, "6.8", 180),
  bought("RAW", "RM-COCOA", "Cocoa powder 10/12", "KGM", 3, "4.9", 540),
  bought("RAW", "RM-SUGAR", "Sugar, fine", "KGM", 3, "0.78", 720),
  bought("RAW", "RM-VANILLA", "Vanilla extract", "KGM", 3, "38", 365),
  bought("RAW", "RM-OIL", "Rapeseed oil, refined", "KGM", 3, "1.35", 300),
  bought("RAW", "RM-CALCIUM", "Calcium carbonate", "KGM", 3, "2.1", 900),
  bought("RAW", "RM-SALT", "Sea salt", "KGM", 3, "0.22", null),
  bought("RAW", "RM-ENZYME", "Amylase blend", "KGM", 3, "21.5", 120),
  bought("RAW", "RM-MILK", "Milk, skimmed", "LTR", 1, "0.48", 4),
  bought("RAW", "RM-WATER", "Process water", "LTR", 1, "0.0025", null),
  bought("PACKAGING", "PK-CARTON-1L", "Carton blank 1 L", "EA", 0, "0.118", 540),
  bought("PACKAGING", "PK-LID", "Screw lid 38 mm, white", "EA", 0, "0.021", 720),
  bought("PACKAGING", "PK-LID-N", "Screw lid 38 mm, natural", "EA", 0, "0.0225", 720),
  bought("PACKAGING", "PK-CASE", "Shelf-ready case, 10 cartons", "EA", 0, "0.31", null),
];

const drink = (item: string, text: string, shelfLifeDays: number): DemoItem => ({
  item,
  text,
  kind: "FINISHED",
  baseUom: "EA",
  decimals: 0,
  shelfLifeDays,
  minRemainingDays: 30,
  requiresRelease: false,
});

export const DEMO_PRODUCTS: readonly DemoItem[] = [
  { item: "OAT-BASE", text: "Oat base, enzymed", kind: "INTERMEDIATE", baseUom: "LTR", decimals: 1, shelfLifeDays: 3, minRemainingDays: 0, requiresRelease: false },
  drink("OAT-BARISTA-1L", "Oat drink barista, 1 L carton", 270),
  drink("OAT-CHOC-1L", "Oat drink chocolate, 1 L carton", 270),
  drink("OAT-VANILLA-1L", "Oat drink vanilla, 1 L carton", 270),
  drink("ALMOND-ORIG-1L", "Almond drink original, 1 L carton", 240),
  drink("MILK-CHOC-1L", "Chocolate milk, 1 L carton", 120),
];
