import { z } from "zod";
import { type Decimal, isDecimal } from "@/lib/domain/shared/decimal";
import { Day, Instant, Seconds, decimalOf } from "./values";

// What we read of Tryton's records, and nothing else: other fields may come and go. `"a.b"` among the fields of a call
// answers under the key `"a."`, an object for a many-to-one and an array for a one-to-many.

const id = z.number().int();
const quantity = z.number().transform(decimalOf);
const price = z.custom<Decimal>(isDecimal, "a decimal");
const day = z.instanceof(Day);
const instant = z.instanceof(Instant);
const span = z.instanceof(Seconds);
/** A record's version: seconds since 1970 with microseconds, as text. */
const stamp = z.string().regex(/^\d+\.\d+$/);

/** A unit as the table of units has it; `rate` is the inverse of `factor`, and one of the two is exact. */
export const UnitOfMeasure = z.object({ id, symbol: z.string(), digits: z.number().int(), factor: quantity, rate: quantity, category: id });
export type UnitOfMeasure = z.infer<typeof UnitOfMeasure>;
export const UNIT_FIELDS = ["symbol", "digits", "factor", "rate", "category"];

export const Uom = z.object({ id, symbol: z.string(), digits: z.number().int(), factor: quantity });
export type Uom = z.infer<typeof Uom>;
const UOM = ["symbol", "digits", "factor"];

const Named = z.object({ id, name: z.string() });
const Coded = z.object({ id, code: z.string().nullable() });

const under = (prefix: string, fields: readonly string[]) => fields.map((field) => `${prefix}.${field}`);

export const Product = z.object({
  id,
  code: z.string().nullable(),
  name: z.string(),
  active: z.boolean(),
  producible: z.boolean(),
  cost_price: price.nullable(),
  list_price: price.nullable(),
  lot_required: z.array(z.string()).nullable(),
  shelf_life_state: z.string().nullable(),
  shelf_life_time: z.number().int().nullable(),
  "default_uom.": Uom,
  _timestamp: stamp,
  "template.": z.object({ id, _timestamp: stamp }),
});
export type Product = z.infer<typeof Product>;
export const PRODUCT_FIELDS = [
  "code",
  "name",
  "active",
  "producible",
  "cost_price",
  "list_price",
  "lot_required",
  "shelf_life_state",
  "shelf_life_time",
  ...under("default_uom", UOM),
  "_timestamp",
  "template._timestamp",
];

const BomLine = z.object({ id, quantity, "uom.": Uom, "product.": Coded.extend({ lot_required: z.array(z.string()).nullable() }), _timestamp: stamp });
export type BomLine = z.infer<typeof BomLine>;
const BOM_LINE = ["quantity", ...under("uom", UOM), "product.code", "product.lot_required", "_timestamp"];

export const Bom = z.object({ id, name: z.string(), active: z.boolean(), _timestamp: stamp, "inputs.": z.array(BomLine), "outputs.": z.array(BomLine) });
export type Bom = z.infer<typeof Bom>;
export const BOM_FIELDS = ["name", "active", "_timestamp", ...under("inputs", BOM_LINE), ...under("outputs", BOM_LINE)];

const Step = z.object({
  id,
  sequence: z.number().int().nullable(),
  _timestamp: stamp,
  "operation.": z.object({ id, name: z.string(), "work_center_category.": Named.nullable() }),
});
export const Routing = z.object({ id, name: z.string(), active: z.boolean(), boms: z.array(id), _timestamp: stamp, "steps.": z.array(Step) });
export type Routing = z.infer<typeof Routing>;
export const ROUTING_FIELDS = ["name", "active", "boms", "_timestamp", "steps.sequence", "steps._timestamp", "steps.operation.name", "steps.operation.work_center_category.name"];

export const WorkCenter = z.object({
  id,
  name: z.string(),
  active: z.boolean(),
  cost_method: z.string().nullable(),
  cost_price: price.nullable(),
  _timestamp: stamp,
  "parent.": Named.nullable(),
  "category.": Named.nullable(),
});
export type WorkCenter = z.infer<typeof WorkCenter>;
export const WORK_CENTER_FIELDS = ["name", "active", "cost_method", "cost_price", "_timestamp", "parent.name", "category.name"];

export const Lot = z.object({
  id,
  number: z.string(),
  quantity,
  shelf_life_expiration_date: day.nullable(),
  create_date: instant,
  _timestamp: stamp,
  "product.": z.object({ id, code: z.string().nullable(), cost_price: price.nullable(), "default_uom.": Uom }),
});
export type Lot = z.infer<typeof Lot>;
export const LOT_FIELDS = [
  "number",
  "quantity",
  "shelf_life_expiration_date",
  "create_date",
  "_timestamp",
  "product.code",
  "product.cost_price",
  ...under("product.default_uom", UOM),
];

export const Move = z.object({
  id,
  quantity,
  state: z.string(),
  create_uid: id.nullable(),
  from_location: id,
  to_location: id,
  _timestamp: stamp,
  "uom.": Uom,
  "lot.": z.object({ id, number: z.string() }).nullable(),
  "product.": z.object({ id, code: z.string().nullable(), lot_required: z.array(z.string()).nullable() }),
});
export type Move = z.infer<typeof Move>;
const MOVE = ["quantity", "state", "create_uid", "from_location", "to_location", "_timestamp", ...under("uom", UOM), "lot.number", "product.code", "product.lot_required"];

export const Cycle = z.object({ id, state: z.string(), create_uid: id.nullable(), duration: span.nullable(), _timestamp: stamp });
export type Cycle = z.infer<typeof Cycle>;

export const Work = z.object({
  id,
  sequence: z.number().int().nullable(),
  state: z.string(),
  _timestamp: stamp,
  "operation.": Named,
  "work_center.": Named.extend({ cost_method: z.string().nullable(), cost_price: price.nullable() }).nullable(),
  "work_center_category.": Named.nullable(),
  "cycles.": z.array(Cycle),
});
export type Work = z.infer<typeof Work>;
const WORK = [
  "sequence",
  "state",
  "_timestamp",
  "operation.name",
  "work_center.name",
  "work_center.cost_method",
  "work_center.cost_price",
  "work_center_category.name",
  "cycles.state",
  "cycles.create_uid",
  "cycles.duration",
  "cycles._timestamp",
];

export const Production = z.object({
  id,
  number: z.string().nullable(),
  reference: z.string().nullable(),
  state: z.string(),
  quantity: quantity.nullable(),
  planned_date: day.nullable(),
  planned_start_date: day.nullable(),
  effective_start_date: day.nullable(),
  company: id,
  location: id,
  warehouse: id,
  _timestamp: stamp,
  "bom.": Named.nullable(),
  "routing.": Named.nullable(),
  "uom.": Uom.nullable(),
  "product.": z.object({ id, code: z.string().nullable(), cost_price: price.nullable(), lot_required: z.array(z.string()).nullable(), default_uom: id }).nullable(),
  "work_center.": Named.nullable(),
  "inputs.": z.array(Move),
  "outputs.": z.array(Move),
  "works.": z.array(Work),
});
export type Production = z.infer<typeof Production>;
export const PRODUCTION_FIELDS = [
  "number",
  "reference",
  "state",
  "quantity",
  "planned_date",
  "planned_start_date",
  "effective_start_date",
  "company",
  "location",
  "warehouse",
  "bom.name",
  "routing.name",
  "_timestamp",
  ...under("uom", UOM),
  "product.code",
  "product.cost_price",
  "product.lot_required",
  "product.default_uom",
  "work_center.name",
  ...under("inputs", MOVE),
  ...under("outputs", MOVE),
  ...under("works", WORK),
];

/** Which BOM makes which product; the first of a product, by sequence, is the one that counts. */
export const BomUse = z.object({ id, sequence: z.number().int().nullable(), bom: id, "product.": Coded.extend({ active: z.boolean() }).nullable() });
export type BomUse = z.infer<typeof BomUse>;
export const BOM_USE_FIELDS = ["sequence", "bom", "product.code", "product.active"];

/** Where a warehouse keeps, hands out, receives and throws away. */
export const Warehouse = z.object({
  id,
  storage_location: id.nullable(),
  production_picking_location: id.nullable(),
  production_output_location: id.nullable(),
  waste_locations: z.array(id),
});
export type Warehouse = z.infer<typeof Warehouse>;
export const WAREHOUSE_FIELDS = ["storage_location", "production_picking_location", "production_output_location", "waste_locations"];

const SaleMove = z.object({ id, quantity, state: z.string(), _timestamp: stamp, "uom.": z.object({ factor: quantity }) });

/** A line of a sale with the movements that deliver it; module `sale`. */
export const SaleLine = z.object({
  id,
  quantity,
  shipping_date: day.nullable(),
  _timestamp: stamp,
  moves_ignored: z.array(id),
  "unit.": z.object({ factor: quantity }),
  "product.": z.object({ id, code: z.string().nullable(), "default_uom.": z.object({ symbol: z.string(), factor: quantity }) }),
  "moves.": z.array(SaleMove),
  "sale.": z.object({
    number: z.string(),
    state: z.string(),
    sale_date: day.nullable(),
    shipping_date: day.nullable(),
    _timestamp: stamp,
    "party.": z.object({ id, code: z.string().nullable(), name: z.string().nullable() }),
    "currency.": z.object({ code: z.string() }),
  }),
});
export type SaleLine = z.infer<typeof SaleLine>;
export const SALE_LINE_FIELDS = [
  "quantity",
  "shipping_date",
  "_timestamp",
  "moves_ignored",
  "unit.factor",
  "product.code",
  "product.default_uom.symbol",
  "product.default_uom.factor",
  ...under("moves", ["quantity", "state", "_timestamp", "uom.factor"]),
  ...under("sale", ["number", "state", "sale_date", "shipping_date", "_timestamp", "party.code", "party.name", "currency.code"]),
];
