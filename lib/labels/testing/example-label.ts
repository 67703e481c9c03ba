import type { LotLabel } from "@/lib/labels/lot-label";

/** The label of a lot that an order made, with all that a label can say. */
export const EXAMPLE_LABEL: LotLabel = {
  lot: "PO-1001-260331",
  item: "FG-200",
  itemText: "Gehäuse 20 l",
  gtin: null,
  site: "Site A",
  order: "PO-1001",
  madeOn: "2026-03-31",
  expiresOn: "2026-09-30",
  quantity: "40",
  uom: "EA",
  quantityText: "40 EA",
};
