/** What a field is called in one version of Odoo; null where it does not exist. */
export type FieldNames = {
  /** Of an order: when it is planned to start and to end. */
  readonly start: string;
  readonly finish: string;
  /** Of an order: the lot or lots that it makes. */
  readonly outputLot: "lot_producing_id" | "lot_producing_ids";
  /** Of a movement and of its lines: what was taken. */
  readonly moved: string;
  readonly lineMoved: string;
  /** Of a movement and of its lines: that the quantity is meant, not only reserved. */
  readonly picked: "picked" | null;
  /** Of scrap: why. */
  readonly scrapReasons: "scrap_reason_tag_ids" | null;
};

/** The names of a major version, 16 to 19. */
export function fieldNames(version: number): FieldNames {
  const since17 = version >= 17;
  return {
    start: since17 ? "date_start" : "date_planned_start",
    finish: since17 ? "date_finished" : "date_planned_finished",
    outputLot: version >= 19 ? "lot_producing_ids" : "lot_producing_id",
    moved: since17 ? "quantity" : "quantity_done",
    lineMoved: since17 ? "quantity" : "qty_done",
    picked: since17 ? "picked" : null,
    scrapReasons: since17 ? "scrap_reason_tag_ids" : null,
  };
}

/** The value that makes `lot` the lot of an order. */
export function outputLotValue(names: FieldNames, lot: number): number | readonly [readonly [6, 0, readonly [number]]] {
  return names.outputLot === "lot_producing_ids" ? [[6, 0, [lot]]] : lot;
}
