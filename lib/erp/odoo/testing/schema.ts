/** A field of a model: plain values, and references to other models. `by` is the field on the other side. */
export type Field =
  | { readonly kind: "char" | "integer" | "float" | "boolean" | "datetime"; readonly required?: boolean; readonly computed?: boolean }
  | { readonly kind: "selection"; readonly of: readonly string[]; readonly required?: boolean; readonly computed?: boolean }
  | { readonly kind: "many2one"; readonly model: string; readonly required?: boolean; readonly computed?: boolean }
  | { readonly kind: "one2many"; readonly model: string; readonly by: string; readonly required?: boolean; readonly computed?: boolean }
  | { readonly kind: "many2many"; readonly model: string; readonly required?: boolean; readonly computed?: boolean };
export type Model = Readonly<Record<string, Field>>;

const char = { kind: "char" } as const;
const float = { kind: "float" } as const;
const bool = { kind: "boolean" } as const;
const integer = { kind: "integer" } as const;
const datetime = { kind: "datetime" } as const;
const one = (model: string) => ({ kind: "many2one", model }) as const;
const many = (model: string, by: string) => ({ kind: "one2many", model, by }) as const;
const tags = (model: string) => ({ kind: "many2many", model }) as const;
const of = (...values: string[]) => ({ kind: "selection", of: values }) as const;
const required = <One extends Field>(field: One) => ({ ...field, required: true });
const computed = <One extends Field>(field: One) => ({ ...field, computed: true });
/** Fields that every model has. */
const MAGIC: Model = { id: computed(integer), create_date: computed(datetime), write_date: computed(datetime), display_name: computed(char) };

/** The models of one version, and only the fields that it has; `keyField` is the one that an administrator added. */
export function modelsOf(version: number, keyField: string | null): Readonly<Record<string, Model>> {
  const since17 = version >= 17;
  const key: Model = keyField === null ? {} : { [keyField]: char };
  const models: Record<string, Model> = {
    "res.company": { name: required(char), currency_id: one("res.currency") },
    "res.currency": { name: required(char) },
    "res.users": { name: required(char), login: required(char), company_id: one("res.company") },
    "ir.model": { model: required(char), name: char },
    "ir.model.fields": { name: required(char), model: required(char) },
    "uom.uom": { name: required(char) },
    "stock.location": { name: required(char), complete_name: required(char), usage: required(of("internal", "production", "inventory", "supplier", "customer")) },
    "product.product": {
      name: required(char),
      default_code: char,
      barcode: char,
      type: required(of("consu", "service", "product")),
      active: bool,
      tracking: required(of("none", "lot", "serial")),
      uom_id: required(one("uom.uom")),
      standard_price: float,
      product_tmpl_id: one("product.template"),
      company_id: one("res.company"),
    },
    "res.partner": { name: required(char) },
    "stock.picking.type": { name: required(char), default_location_dest_id: one("stock.location") },
    "purchase.order": {
      name: required(char),
      state: required(of("draft", "sent", "to approve", "purchase", "done", "cancel")),
      partner_id: required(one("res.partner")),
      picking_type_id: required(one("stock.picking.type")),
      receipt_status: of("pending", "partial", "full"),
      company_id: required(one("res.company")),
    },
    "purchase.order.line": {
      order_id: required(one("purchase.order")),
      product_id: one("product.product"),
      product_qty: float,
      product_uom_qty: float,
      qty_received: float,
      date_planned: datetime,
    },
    "product.template": { name: required(char) },
    "stock.lot": { name: required(char), product_id: required(one("product.product")), company_id: one("res.company") },
    "stock.quant": { product_id: one("product.product"), lot_id: one("stock.lot"), location_id: one("stock.location"), quantity: float, company_id: one("res.company") },
    "mrp.workcenter": {
      name: required(char),
      code: char,
      active: bool,
      costs_hour: float,
      time_start: float,
      time_stop: float,
      default_capacity: float,
      working_state: computed(of("normal", "blocked", "done")),
      resource_id: one("resource.resource"),
      resource_calendar_id: one("resource.calendar"),
      company_id: one("res.company"),
    },
    "resource.resource": { name: required(char) },
    "resource.calendar": { name: required(char), active: bool, tz: required(char), company_id: one("res.company") },
    "resource.calendar.attendance": {
      name: required(char),
      calendar_id: required(one("resource.calendar")),
      dayofweek: required(of("0", "1", "2", "3", "4", "5", "6")),
      hour_from: required(float),
      hour_to: required(float),
      day_period: required(of("morning", "lunch", "afternoon")),
      week_type: of("0", "1"),
    },
    "resource.calendar.leaves": {
      name: char,
      calendar_id: one("resource.calendar"),
      resource_id: one("resource.resource"),
      company_id: one("res.company"),
      date_from: required(datetime),
      date_to: required(datetime),
      time_type: of("leave", "other"),
    },
    "mrp.workcenter.productivity.loss": { name: required(char), loss_type: required(of("productive", "performance", "availability", "quality")) },
    "mrp.workcenter.productivity": {
      workorder_id: one("mrp.workorder"),
      workcenter_id: required(one("mrp.workcenter")),
      loss_id: required(one("mrp.workcenter.productivity.loss")),
      user_id: one("res.users"),
      date_start: datetime,
      date_end: datetime,
      duration: computed(float),
      description: char,
      company_id: required(one("res.company")),
      ...key,
    },
    "mrp.bom": {
      active: bool,
      sequence: integer,
      product_tmpl_id: required(one("product.template")),
      product_id: one("product.product"),
      product_qty: required(float),
      product_uom_id: required(one("uom.uom")),
      bom_line_ids: many("mrp.bom.line", "bom_id"),
      operation_ids: many("mrp.routing.workcenter", "bom_id"),
      company_id: one("res.company"),
    },
    "mrp.bom.line": {
      bom_id: required(one("mrp.bom")),
      product_id: required(one("product.product")),
      product_qty: required(float),
      product_uom_id: required(one("uom.uom")),
      operation_id: one("mrp.routing.workcenter"),
    },
    "mrp.routing.workcenter": {
      bom_id: required(one("mrp.bom")),
      name: required(char),
      workcenter_id: required(one("mrp.workcenter")),
      sequence: integer,
      active: bool,
      time_cycle_manual: float,
      time_cycle: computed(float),
    },
    "mrp.production": {
      name: char,
      state: of("draft", "confirmed", "progress", "to_close", "done", "cancel"),
      priority: of("0", "1"),
      product_id: required(one("product.product")),
      product_qty: required(float),
      product_uom_id: required(one("uom.uom")),
      qty_producing: float,
      qty_produced: computed(float),
      bom_id: one("mrp.bom"),
      date_deadline: datetime,
      origin: char,
      company_id: required(one("res.company")),
      backorder_sequence: integer,
      consumption: of("flexible", "warning", "strict"),
      location_src_id: one("stock.location"),
      location_dest_id: one("stock.location"),
      workorder_ids: many("mrp.workorder", "production_id"),
      move_raw_ids: many("stock.move", "raw_material_production_id"),
      move_finished_ids: many("stock.move", "production_id"),
      scrap_ids: many("stock.scrap", "production_id"),
      ...(since17 ? { date_start: datetime, date_finished: datetime } : { date_planned_start: datetime, date_planned_finished: datetime, date_finished: datetime }),
      ...(version >= 19 ? { lot_producing_ids: tags("stock.lot") } : { lot_producing_id: one("stock.lot") }),
    },
    "mrp.workorder": {
      name: required(char),
      sequence: integer,
      production_id: required(one("mrp.production")),
      workcenter_id: required(one("mrp.workcenter")),
      operation_id: one("mrp.routing.workcenter"),
      state: of("pending", "waiting", "ready", "progress", "done", "cancel"),
      qty_production: float,
      qty_produced: float,
      duration_expected: float,
      duration: computed(float),
    },
    "stock.move": {
      product_id: required(one("product.product")),
      product_uom_qty: float,
      product_uom: one("uom.uom"),
      raw_material_production_id: one("mrp.production"),
      production_id: one("mrp.production"),
      workorder_id: one("mrp.workorder"),
      state: of("draft", "confirmed", "assigned", "done", "cancel"),
      location_id: one("stock.location"),
      location_dest_id: one("stock.location"),
      move_line_ids: many("stock.move.line", "move_id"),
      company_id: one("res.company"),
      ...(since17 ? { quantity: float, picked: bool } : { quantity_done: float }),
    },
    "stock.move.line": {
      move_id: one("stock.move"),
      product_id: required(one("product.product")),
      lot_id: one("stock.lot"),
      product_uom_id: required(one("uom.uom")),
      location_id: required(one("stock.location")),
      location_dest_id: required(one("stock.location")),
      state: computed(of("draft", "confirmed", "assigned", "done", "cancel")),
      ...(since17 ? { quantity: float, picked: bool } : { qty_done: float }),
    },
    "stock.scrap": {
      name: computed(char),
      state: computed(of("draft", "done")),
      product_id: required(one("product.product")),
      scrap_qty: required(float),
      product_uom_id: required(one("uom.uom")),
      lot_id: one("stock.lot"),
      production_id: one("mrp.production"),
      workorder_id: one("mrp.workorder"),
      location_id: one("stock.location"),
      origin: char,
      company_id: one("res.company"),
      ...(since17 ? { scrap_reason_tag_ids: tags("stock.scrap.reason.tag") } : {}),
      ...key,
    },
    "mail.message": { model: char, res_id: integer, body: char },
    "mail.activity": { res_model_id: required(one("ir.model")), res_model: computed(char), res_id: required(integer), summary: char, note: char, active: bool },
  };
  if (since17) models["stock.scrap.reason.tag"] = { name: required(char) };
  return Object.fromEntries(Object.entries(models).map(([name, fields]) => [name, { ...MAGIC, ...fields }]));
}
