import { z } from "zod";
import type { FieldNames } from "./field-names";
import { fromNumber } from "./values";

const Id = z.number().int().positive();
/** A reference to one record: `[id, name]`, or `false` where there is none. */
const Reference = z.union([z.tuple([Id, z.string()]), z.literal(false)]).transform((value) => (value === false ? null : { id: value[0], name: value[1] }));
/** The same where Odoo demands one. */
const Required = z.tuple([Id, z.string()]).transform(([id, name]) => ({ id, name }));
/** Text, or `false` where it is empty. */
const OptionalText = z.union([z.string(), z.literal(false)]).transform((value) => (value === false || value.trim() === "" ? null : value.trim()));
const Amount = z.number().transform(fromNumber);
const Stamp = z.string().regex(/^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/);
const OptionalStamp = z.union([Stamp, z.literal(false)]).transform((value) => (value === false ? null : value));

/** Fields that a schema reads, for `search_read`. */
const fieldsOf = (schema: z.ZodObject): string[] => Object.keys(schema.shape);

/** One model: its fields and how a row is read. Fields that other versions call otherwise are renamed to today's while reading. */
export type RecordType<Row> = { readonly model: string; readonly fields: readonly string[]; readonly schema: z.ZodType<Row> };

const Product = z.object({
  id: Id,
  default_code: OptionalText,
  barcode: OptionalText,
  name: z.string(),
  active: z.boolean(),
  tracking: z.enum(["none", "lot", "serial"]),
  uom_id: Required,
  standard_price: Amount,
  product_tmpl_id: Required,
  write_date: Stamp,
});
export type Product = z.infer<typeof Product>;
export const PRODUCT: RecordType<Product> = { model: "product.product", fields: fieldsOf(Product), schema: Product };

const WorkCenter = z.object({
  id: Id,
  name: z.string(),
  code: OptionalText,
  active: z.boolean(),
  costs_hour: Amount,
  time_start: Amount,
  time_stop: Amount,
  default_capacity: Amount,
  working_state: OptionalText,
  write_date: Stamp,
});
export type WorkCenter = z.infer<typeof WorkCenter>;
export const WORK_CENTER: RecordType<WorkCenter> = { model: "mrp.workcenter", fields: fieldsOf(WorkCenter), schema: WorkCenter };

const Bom = z.object({
  id: Id,
  sequence: z.union([z.number().int(), z.literal(false)]).transform((value) => (value === false ? 0 : value)),
  active: z.boolean(),
  product_tmpl_id: Required,
  product_id: Reference,
  product_qty: Amount,
  product_uom_id: Required,
  write_date: Stamp,
});
export type Bom = z.infer<typeof Bom>;
export const BOM: RecordType<Bom> = { model: "mrp.bom", fields: fieldsOf(Bom), schema: Bom };

const BomLine = z.object({ id: Id, bom_id: Required, product_id: Required, product_qty: Amount, product_uom_id: Required, operation_id: Reference, write_date: Stamp });
export type BomLine = z.infer<typeof BomLine>;
export const BOM_LINE: RecordType<BomLine> = { model: "mrp.bom.line", fields: fieldsOf(BomLine), schema: BomLine };

const Operation = z.object({
  id: Id,
  bom_id: Required,
  name: z.string(),
  workcenter_id: Required,
  sequence: z.number().int(),
  active: z.boolean(),
  time_cycle: Amount,
  write_date: Stamp,
});
export type Operation = z.infer<typeof Operation>;
export const OPERATION: RecordType<Operation> = { model: "mrp.routing.workcenter", fields: fieldsOf(Operation), schema: Operation };

const WorkOrder = z.object({
  id: Id,
  name: z.string(),
  sequence: z.number().int(),
  production_id: Required,
  workcenter_id: Required,
  operation_id: Reference,
  state: z.string(),
  qty_production: Amount,
  qty_produced: Amount,
  duration_expected: Amount,
  duration: Amount,
  write_date: Stamp,
});
export type WorkOrder = z.infer<typeof WorkOrder>;
export const WORK_ORDER: RecordType<WorkOrder> = { model: "mrp.workorder", fields: fieldsOf(WorkOrder), schema: WorkOrder };

const Quant = z.object({ id: Id, product_id: Required, lot_id: Reference, location_id: Required, quantity: Amount, write_date: Stamp });
export type Quant = z.infer<typeof Quant>;
export const QUANT: RecordType<Quant> = { model: "stock.quant", fields: fieldsOf(Quant), schema: Quant };

const Scrap = z.object({ id: Id, name: z.string(), state: z.string(), product_id: Required, production_id: Reference, scrap_qty: Amount });
export type Scrap = z.infer<typeof Scrap>;
export const SCRAP: RecordType<Scrap> = { model: "stock.scrap", fields: fieldsOf(Scrap), schema: Scrap };

const Productivity = z.object({ id: Id, date_end: OptionalStamp, description: OptionalText });
export type Productivity = z.infer<typeof Productivity>;
export const PRODUCTIVITY: RecordType<Productivity> = { model: "mrp.workcenter.productivity", fields: fieldsOf(Productivity), schema: Productivity };

const Lot = z.object({ id: Id, name: z.string(), product_id: Required, create_date: Stamp, write_date: Stamp, expiration_date: OptionalStamp.optional() });
export type Lot = z.infer<typeof Lot>;

/** Lots have a date to expire at where that app is installed. */
export function lotType(expiryDates: boolean): RecordType<Lot> {
  return { model: "stock.lot", fields: fieldsOf(Lot).filter((field) => expiryDates || field !== "expiration_date"), schema: Lot };
}

const Production = z.object({
  id: Id,
  name: z.string(),
  state: z.string(),
  priority: OptionalText,
  product_id: Required,
  product_qty: Amount,
  product_uom_id: Required,
  qty_producing: Amount,
  qty_produced: Amount,
  bom_id: Reference,
  start: OptionalStamp,
  finish: OptionalStamp,
  date_deadline: OptionalStamp,
  backorder_sequence: z.number().int(),
  location_src_id: Required,
  location_dest_id: Required,
  outputLots: z.array(Id),
  write_date: Stamp,
});
export type Production = z.infer<typeof Production>;

/** Orders, with dates and lots by the names that this version has for them. */
export function productionType(names: FieldNames): RecordType<Production> {
  const fields = fieldsOf(Production).map((field) => ({ start: names.start, finish: names.finish, outputLots: names.outputLot })[field] ?? field);
  const Row = z.record(z.string(), z.unknown()).transform((row) => {
    const lot = row[names.outputLot];
    // 19 has a list of ids; before, it was one reference.
    const outputLots: unknown = names.outputLot === "lot_producing_ids" ? lot : Array.isArray(lot) ? lot.slice(0, 1) : [];
    return { ...row, start: row[names.start], finish: row[names.finish], outputLots };
  });
  return { model: "mrp.production", fields, schema: Row.pipe(Production) };
}

const Move = z.object({
  id: Id,
  raw_material_production_id: Reference,
  product_id: Required,
  product_uom_qty: Amount,
  moved: Amount,
  picked: z.boolean(),
  product_uom: Required,
  workorder_id: Reference,
  state: z.string(),
  location_id: Required,
  location_dest_id: Required,
  write_date: Stamp,
});
export type Move = z.infer<typeof Move>;

/** Movements of components, quantities by the name that this version has for them. */
export function moveType(names: FieldNames): RecordType<Move> {
  const fields = fieldsOf(Move).flatMap((field) => (field === "moved" ? [names.moved] : field === "picked" && names.picked === null ? [] : [field]));
  const Row = z
    .record(z.string(), z.unknown())
    .transform((row) => ({ ...row, moved: row[names.moved], picked: names.picked === null ? row[names.moved] !== 0 : row[names.picked] }));
  return { model: "stock.move", fields, schema: Row.pipe(Move) };
}

const MoveLine = z.object({
  id: Id,
  move_id: Reference,
  product_id: Required,
  product_uom_id: Required,
  lot_id: Reference,
  location_id: Required,
  moved: Amount,
  picked: z.boolean(),
  write_date: Stamp,
});
export type MoveLine = z.infer<typeof MoveLine>;

/** Lines of movements: one per lot. Before 17 what is only reserved has a field of its own, so every quantity is meant. */
export function moveLineType(names: FieldNames): RecordType<MoveLine> {
  const fields = fieldsOf(MoveLine).flatMap((field) => (field === "moved" ? [names.lineMoved] : field === "picked" && names.picked === null ? [] : [field]));
  const Row = z.record(z.string(), z.unknown()).transform((row) => ({ ...row, moved: row[names.lineMoved], picked: names.picked === null || row[names.picked] }));
  return { model: "stock.move.line", fields, schema: Row.pipe(MoveLine) };
}

const Purchase = z.object({ id: Id, name: z.string(), state: z.string(), partner_id: Reference, receipt_status: OptionalText, write_date: Stamp });
export type Purchase = z.infer<typeof Purchase>;
export const PURCHASE: RecordType<Purchase> = { model: "purchase.order", fields: fieldsOf(Purchase), schema: Purchase };

const PurchaseLine = z.object({
  id: Id,
  order_id: Required,
  product_id: Reference,
  product_qty: Amount,
  product_uom_qty: Amount,
  qty_received: Amount,
  date_planned: OptionalStamp,
  write_date: Stamp,
});
export type PurchaseLine = z.infer<typeof PurchaseLine>;
export const PURCHASE_LINE: RecordType<PurchaseLine> = { model: "purchase.order.line", fields: fieldsOf(PurchaseLine), schema: PurchaseLine };

const ResourceCalendar = z.object({ id: Id, name: z.string(), tz: z.string(), write_date: Stamp });
export type ResourceCalendar = z.infer<typeof ResourceCalendar>;
export const RESOURCE_CALENDAR: RecordType<ResourceCalendar> = { model: "resource.calendar", fields: fieldsOf(ResourceCalendar), schema: ResourceCalendar };

/** Hours of a day of the week, 0 is Monday, as fractions of an hour. */
const Attendance = z.object({
  id: Id,
  calendar_id: Required,
  dayofweek: z.string().regex(/^[0-6]$/),
  hour_from: z.number(),
  hour_to: z.number(),
  day_period: OptionalText,
  week_type: OptionalText,
  write_date: Stamp,
});
export type Attendance = z.infer<typeof Attendance>;
export const ATTENDANCE: RecordType<Attendance> = { model: "resource.calendar.attendance", fields: fieldsOf(Attendance), schema: Attendance };

/** Time off: of everybody without working hours and resource, else of these. */
const Leave = z.object({ id: Id, name: OptionalText, calendar_id: Reference, resource_id: Reference, date_from: Stamp, date_to: Stamp, write_date: Stamp });
export type Leave = z.infer<typeof Leave>;
export const LEAVE: RecordType<Leave> = { model: "resource.calendar.leaves", fields: fieldsOf(Leave), schema: Leave };

/** A work centre with the working hours that it keeps. */
const WorkedCenter = z.object({ id: Id, resource_id: Reference, resource_calendar_id: Reference, write_date: Stamp });
export type WorkedCenter = z.infer<typeof WorkedCenter>;
export const WORKED_CENTER: RecordType<WorkedCenter> = { model: "mrp.workcenter", fields: fieldsOf(WorkedCenter), schema: WorkedCenter };

/** Whatever has a name that identifies it: units, locations, reasons, losses. */
const Named = z.object({ id: Id });
export function namedType(model: string): RecordType<z.infer<typeof Named>> {
  return { model, fields: ["id"], schema: Named };
}

const Company = z.object({ id: Id, name: z.string(), currency_id: Required });
export type Company = z.infer<typeof Company>;
export const COMPANY: RecordType<Company> = { model: "res.company", fields: fieldsOf(Company), schema: Company };
