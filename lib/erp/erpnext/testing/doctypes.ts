/** A field: its type, `:` and what it links to, holds or may be, `!` where it must be given, `*` where no two documents may share it. */
type FieldText = string;
export type Field = { readonly type: string; readonly of: string; readonly required: boolean; readonly unique: boolean };
export type DocType = { readonly fields: ReadonlyMap<string, Field>; readonly submittable: boolean; readonly series: string | null; readonly nameFrom: string | null };

type Shape = { readonly submittable?: boolean; readonly series?: string; readonly nameFrom?: string; readonly fields: Readonly<Record<string, FieldText>> };

const STOP_REASONS = "Excessive machine set up time|Unplanned machine maintenance|On-machine press checks|Machine operator errors|Machine malfunction|Electricity down|Other";
const PURPOSES = "Material Issue|Material Receipt|Material Transfer|Material Transfer for Manufacture|Material Consumption for Manufacture|Manufacture|Repack";

/** Doctypes of version 15 as far as a factory's connection touches them, with the custom field `mes_ref` of the set-up. */
const SHAPES: Readonly<Record<string, Shape>> = {
  Company: { nameFrom: "company_name", fields: { company_name: "data!", default_currency: "data!" } },
  User: { nameFrom: "email", fields: { email: "data!" } },
  Employee: { series: "HR-EMP-#####", fields: { employee_name: "data!", company: "link:Company", status: "select:Active|Inactive|Suspended|Left" } },
  UOM: { nameFrom: "uom_name", fields: { uom_name: "data!", must_be_whole_number: "check" } },
  Warehouse: { nameFrom: "warehouse_name", fields: { warehouse_name: "data!", company: "link:Company!" } },
  Workstation: {
    nameFrom: "workstation_name",
    fields: {
      workstation_name: "data!",
      plant_floor: "data",
      hour_rate: "float",
      hour_rate_labour: "float",
      hour_rate_electricity: "float",
      hour_rate_consumable: "float",
      hour_rate_rent: "float",
      holiday_list: "link:Holiday List",
      working_hours: "table:Workstation Working Hour",
    },
  },
  "Workstation Working Hour": { fields: { start_time: "time!", end_time: "time!", enabled: "check" } },
  Holiday: { fields: { holiday_date: "date!", description: "text!", weekly_off: "check" } },
  "Holiday List": { nameFrom: "holiday_list_name", fields: { holiday_list_name: "data!", from_date: "date!", to_date: "date!", holidays: "table:Holiday" } },
  "UOM Conversion Detail": { fields: { uom: "link:UOM!", conversion_factor: "float!" } },
  "Item Barcode": { fields: { barcode: "data!", barcode_type: "data", uom: "link:UOM" } },
  Item: {
    nameFrom: "item_code",
    fields: {
      item_code: "data!",
      item_name: "data",
      stock_uom: "link:UOM!",
      disabled: "check",
      has_batch_no: "check",
      has_serial_no: "check",
      is_sales_item: "check",
      default_bom: "data",
      shelf_life_in_days: "int",
      uoms: "table:UOM Conversion Detail",
      barcodes: "table:Item Barcode",
    },
  },
  "BOM Item": { fields: { item_code: "link:Item!", qty: "float!", uom: "link:UOM!", stock_qty: "float", conversion_factor: "float", operation: "data" } },
  "BOM Operation": {
    fields: { operation: "data!", workstation: "link:Workstation", time_in_mins: "float!", fixed_time: "check", batch_size: "float", sequence_id: "int", hour_rate: "float" },
  },
  BOM: {
    submittable: true,
    series: "BOM-#####",
    fields: {
      item: "link:Item!",
      company: "link:Company!",
      quantity: "float!",
      is_active: "check",
      is_default: "check",
      items: "table:BOM Item!",
      operations: "table:BOM Operation",
    },
  },
  "Work Order Operation": {
    fields: {
      operation: "data!",
      workstation: "link:Workstation",
      sequence_id: "int",
      bom: "link:BOM",
      status: "data",
      completed_qty: "float",
      process_loss_qty: "float",
      time_in_mins: "float!",
      hour_rate: "float",
    },
  },
  "Work Order Item": {
    fields: { item_code: "link:Item!", operation: "data", source_warehouse: "link:Warehouse", required_qty: "float!", transferred_qty: "float", consumed_qty: "float" },
  },
  "Work Order": {
    submittable: true,
    series: "MFG-WO-2026-#####",
    fields: {
      status: "data",
      production_item: "link:Item!",
      bom_no: "link:BOM!",
      qty: "float!",
      produced_qty: "float",
      process_loss_qty: "float",
      stock_uom: "link:UOM",
      planned_start_date: "datetime!",
      planned_end_date: "datetime",
      company: "link:Company!",
      source_warehouse: "link:Warehouse",
      wip_warehouse: "link:Warehouse",
      fg_warehouse: "link:Warehouse",
      skip_transfer: "check",
      from_wip_warehouse: "check",
      has_batch_no: "check",
      operations: "table:Work Order Operation",
      required_items: "table:Work Order Item",
    },
  },
  "Job Card Time Log": {
    fields: { employee: "link:Employee", from_time: "datetime!", to_time: "datetime!", time_in_mins: "float", completed_qty: "float", operation: "data", mes_ref: "data*" },
  },
  "Job Card": {
    submittable: true,
    series: "PO-JOB#####",
    fields: {
      work_order: "link:Work Order!",
      bom_no: "link:BOM",
      production_item: "link:Item",
      operation: "data!",
      operation_id: "data",
      workstation: "link:Workstation!",
      sequence_id: "int",
      for_quantity: "float",
      total_completed_qty: "float",
      process_loss_qty: "float",
      total_time_in_mins: "float",
      status: "data",
      company: "link:Company!",
      wip_warehouse: "link:Warehouse",
      remarks: "text",
      amended_from: "link:Job Card",
      mes_ref: "data*",
      time_logs: "table:Job Card Time Log",
    },
  },
  "Stock Entry Detail": {
    fields: {
      item_code: "link:Item!",
      s_warehouse: "link:Warehouse",
      t_warehouse: "link:Warehouse",
      qty: "float!",
      transfer_qty: "float",
      uom: "link:UOM!",
      stock_uom: "link:UOM!",
      conversion_factor: "float!",
      is_finished_item: "check",
      use_serial_batch_fields: "check",
      batch_no: "link:Batch",
      serial_and_batch_bundle: "data",
    },
  },
  "Stock Entry": {
    submittable: true,
    series: "MAT-STE-2026-#####",
    fields: {
      stock_entry_type: `select:${PURPOSES}!`,
      purpose: `select:${PURPOSES}`,
      company: "link:Company!",
      work_order: "link:Work Order",
      bom_no: "link:BOM",
      from_bom: "check",
      fg_completed_qty: "float",
      process_loss_qty: "float",
      set_posting_time: "check",
      posting_date: "date",
      posting_time: "time",
      from_warehouse: "link:Warehouse",
      to_warehouse: "link:Warehouse",
      remarks: "text",
      mes_ref: "data*",
      items: "table:Stock Entry Detail!",
    },
  },
  Batch: {
    nameFrom: "batch_id",
    fields: { batch_id: "data!", item: "link:Item!", disabled: "check", manufacturing_date: "date", expiry_date: "date", supplier: "data", batch_qty: "float" },
  },
  Bin: { series: "BIN-#####", fields: { item_code: "link:Item!", warehouse: "link:Warehouse!", actual_qty: "float", valuation_rate: "float" } },
  "Quality Inspection Reading": {
    fields: {
      specification: "data!",
      numeric: "check",
      min_value: "float",
      max_value: "float",
      reading_value: "data",
      reading_1: "data",
      reading_2: "data",
      reading_3: "data",
      manual_inspection: "check",
      status: "select:Accepted|Rejected",
    },
  },
  "Quality Inspection": {
    submittable: true,
    series: "MAT-QA-2026-#####",
    fields: {
      inspection_type: "select:Incoming|Outgoing|In Process!",
      reference_type: "select:Purchase Receipt|Purchase Invoice|Subcontracting Receipt|Delivery Note|Sales Invoice|Stock Entry|Job Card!",
      reference_name: "data!",
      item_code: "link:Item!",
      batch_no: "link:Batch",
      sample_size: "float!",
      inspected_by: "link:User!",
      report_date: "date!",
      status: "select:Accepted|Rejected",
      manual_inspection: "check",
      remarks: "text",
      mes_ref: "data*",
      readings: "table:Quality Inspection Reading",
    },
  },
  "Downtime Entry": {
    series: "DT-#####",
    fields: {
      workstation: "link:Workstation!",
      operator: "link:Employee!",
      from_time: "datetime!",
      to_time: "datetime!",
      downtime: "float",
      stop_reason: `select:${STOP_REASONS}!`,
      more_details: "text",
      mes_ref: "data*",
    },
  },
  Supplier: { nameFrom: "supplier_name", fields: { supplier_name: "data!" } },
  "Purchase Order Item": {
    fields: {
      item_code: "link:Item!",
      qty: "float!",
      received_qty: "float",
      uom: "link:UOM!",
      stock_uom: "link:UOM!",
      conversion_factor: "float!",
      schedule_date: "date!",
      expected_delivery_date: "date",
      delivered_by_supplier: "check",
    },
  },
  "Purchase Order": {
    submittable: true,
    series: "PUR-ORD-2026-#####",
    fields: {
      supplier: "link:Supplier!",
      supplier_name: "data",
      company: "link:Company!",
      transaction_date: "date!",
      is_subcontracted: "check",
      status: "select:Draft|On Hold|To Receive and Bill|To Bill|To Receive|Completed|Cancelled|Closed|Delivered",
      items: "table:Purchase Order Item!",
    },
  },
  Issue: { series: "ISS-2026-#####", fields: { subject: "data!", status: "select:Open|Replied|On Hold|Resolved|Closed", description: "text", mes_ref: "data*" } },
};

function fieldOf(text: FieldText): Field {
  const [, type = "", of = "", flags = ""] = /^(\w+)(?::(.*?))?([!*]*)$/.exec(text) ?? [];
  return { type, of, required: flags.includes("!"), unique: flags.includes("*") };
}

/** Every doctype by its name. */
export const DOCTYPES: ReadonlyMap<string, DocType> = new Map(
  Object.entries(SHAPES).map(([name, { fields, submittable = false, series = null, nameFrom = null }]) => [
    name,
    { fields: new Map(Object.entries(fields).map(([field, text]) => [field, fieldOf(text)])), submittable, series, nameFrom },
  ]),
);

/** What every document has beside its own fields. */
export const STANDARD_FIELDS: ReadonlySet<string> = new Set([
  "name",
  "owner",
  "creation",
  "modified",
  "modified_by",
  "docstatus",
  "idx",
  "parent",
  "parentfield",
  "parenttype",
  "doctype",
]);
