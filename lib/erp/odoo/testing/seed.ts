import type { Store, Stored } from "./store";

/** The factory of the fixtures: pumps from castings and seals, machined and assembled. Ids are those of the fixtures. */
export const IDS = {
  company: 1,
  user: 7,
  units: 1,
  kg: 3,
  stock: 8,
  production: 15,
  scrapPlace: 16,
  mill: 3,
  assembly: 4,
  pump: 51,
  bigPump: 52,
  casting: 61,
  seal: 62,
  grease: 63,
  bom: 12,
  order: 217,
} as const;

/** Lays it down. Plain records only: orders come from `createOrder`. */
export function seed(store: Store, version: number, keyField: string | null): void {
  const put = (model: string, id: number, values: Readonly<Record<string, Stored>>) => void store.create(model, values, id);
  const mine = { company_id: IDS.company };
  put("res.currency", 1, { name: "EUR" });
  put("res.company", IDS.company, { name: "Example Works", currency_id: 1 });
  put("res.users", IDS.user, { name: "MES", login: "mes@example.test", company_id: IDS.company });
  for (const [index, model] of ["mrp.production", "mrp.workcenter", "stock.lot", "mrp.workcenter.productivity", "stock.scrap"].entries()) put("ir.model", 300 + index, { model });
  if (keyField !== null) {
    put("ir.model.fields", 400, { name: keyField, model: "mrp.workcenter.productivity" });
    put("ir.model.fields", 401, { name: keyField, model: "stock.scrap" });
  }
  put("uom.uom", IDS.units, { name: "Units" });
  put("uom.uom", IDS.kg, { name: "kg" });
  put("stock.location", IDS.stock, { name: "Stock", complete_name: "WH/Stock", usage: "internal" });
  put("stock.location", IDS.production, { name: "Production", complete_name: "Virtual Locations/Production", usage: "production" });
  put("stock.location", IDS.scrapPlace, { name: "Scrap", complete_name: "Virtual Locations/Scrap", usage: "inventory" });
  const product = (id: number, code: string, name: string, tracking: string, price: number, unit: number = IDS.units) => {
    put("product.template", id + 500, { name });
    put("product.product", id, { name, default_code: code, active: true, type: "consu", tracking, uom_id: unit, standard_price: price, product_tmpl_id: id + 500, ...mine });
  };
  product(IDS.pump, "FG-PUMP-100", "Pump 100", "lot", 42.5);
  store.write("product.product", IDS.pump, { barcode: "4006381333931" });
  product(IDS.bigPump, "FG-PUMP-200", "Pump 200", "none", 80);
  product(IDS.casting, "CAST-01", "Casting", "lot", 11.25);
  product(IDS.seal, "SEAL-02", "Seal", "lot", 0.4);
  product(IDS.grease, "GREASE-03", "Grease", "none", 6, IDS.kg);
  const center = (id: number, code: string, name: string, cost: number) =>
    put("mrp.workcenter", id, { name, code, active: true, costs_hour: cost, time_start: 10, time_stop: 5, default_capacity: 1, ...mine });
  center(IDS.mill, "MILL-01", "Mill 1", 60);
  center(IDS.assembly, "ASM-01", "Assembly 1", 35);
  for (const [id, type] of [
    [2, "availability"],
    [5, "performance"],
    [6, "quality"],
    [7, "productive"],
  ] as const)
    put("mrp.workcenter.productivity.loss", id, { name: type, loss_type: type });
  put("mrp.bom", IDS.bom, { active: true, sequence: 1, product_tmpl_id: IDS.pump + 500, product_qty: 1, product_uom_id: IDS.units, ...mine });
  put("mrp.routing.workcenter", 31, { bom_id: IDS.bom, name: "Machining", workcenter_id: IDS.mill, sequence: 10, active: true, time_cycle_manual: 2.05 });
  put("mrp.routing.workcenter", 32, { bom_id: IDS.bom, name: "Assembly", workcenter_id: IDS.assembly, sequence: 20, active: true, time_cycle_manual: 2.35 });
  put("mrp.bom.line", 121, { bom_id: IDS.bom, product_id: IDS.casting, product_qty: 1, product_uom_id: IDS.units, operation_id: 31 });
  put("mrp.bom.line", 122, { bom_id: IDS.bom, product_id: IDS.seal, product_qty: 2, product_uom_id: IDS.units, operation_id: 32 });
  put("mrp.bom.line", 123, { bom_id: IDS.bom, product_id: IDS.grease, product_qty: 0.05, product_uom_id: IDS.kg, operation_id: 32 });
  const lot = (id: number, name: string, of: number, quantity: number) => {
    put("stock.lot", id, { name, product_id: of, ...mine });
    put("stock.quant", id + 1000, { product_id: of, lot_id: id, location_id: IDS.stock, quantity, ...mine });
  };
  lot(2201, "C240115", IDS.casting, 100_000);
  lot(2202, "C240116", IDS.casting, 500);
  lot(2209, "S000981", IDS.seal, 200_000);
  lot(2301, "P000400", IDS.pump, 10);
  put("stock.quant", 3300, { product_id: IDS.grease, location_id: IDS.stock, quantity: 1000, ...mine });
  if (version >= 17)
    for (const [id, name] of [
      [4, "Tool breakage"],
      [5, "DIM"],
      [6, "SURFACE"],
    ] as const)
      put("stock.scrap.reason.tag", id, { name });
}

/** A confirmed order for pumps, with its work orders and movements, as a planner makes it. */
export function createOrder(store: Store, version: number, qty: number, id?: number): number {
  const dates =
    version >= 17
      ? { date_start: "2026-03-16 05:00:00", date_finished: "2026-03-17 13:30:00" }
      : { date_planned_start: "2026-03-16 05:00:00", date_planned_finished: "2026-03-17 13:30:00" };
  const number = store.all("mrp.production").length + 217;
  const places = { location_src_id: IDS.stock, location_dest_id: IDS.stock };
  const head = {
    name: `WH/MO/${String(id ?? number).padStart(5, "0")}`,
    state: "confirmed",
    priority: "0",
    backorder_sequence: 0,
    consumption: "warning",
    company_id: IDS.company,
  };
  const order = store.create("mrp.production", { ...head, ...places, ...dates, product_id: IDS.pump, product_qty: qty, product_uom_id: IDS.units, bom_id: IDS.bom }, id);
  const step = (name: string, sequence: number, center: number, operation: number, minutes: number) =>
    store.create("mrp.workorder", {
      name,
      sequence,
      production_id: order.id,
      workcenter_id: center,
      operation_id: operation,
      state: "ready",
      qty_production: qty,
      duration_expected: minutes,
    }).id;
  const machining = step("Machining", 10, IDS.mill, 31, 15 + 2.05 * qty);
  const assembly = step("Assembly", 20, IDS.assembly, 32, 15 + 2.35 * qty);
  const move = (product: number, demand: number, workorder: number, unit: number = IDS.units) =>
    store.create("stock.move", {
      product_id: product,
      product_uom_qty: demand,
      product_uom: unit,
      raw_material_production_id: order.id,
      workorder_id: workorder,
      state: "confirmed",
      location_id: IDS.stock,
      location_dest_id: IDS.production,
      company_id: IDS.company,
    });
  move(IDS.casting, qty, machining);
  move(IDS.seal, 2 * qty, assembly);
  move(IDS.grease, Math.round(5 * qty) / 100, assembly, IDS.kg);
  return order.id;
}
