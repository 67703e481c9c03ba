import { z } from "zod";
import { ZERO } from "@/lib/domain/shared/decimal";
import { decimalOf } from "./values";

// What we read of Frappe's documents, and nothing else: other fields may come and go. An empty field is null or "".

const text = z.string().min(1);
const blank = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === null || value.trim() === "" ? null : value.trim()));
const quantity = z.number().transform(decimalOf);
const orZero = z
  .number()
  .nullish()
  .transform((value) => (value === undefined || value === null ? ZERO : decimalOf(value)));
const check = z
  .union([z.number(), z.boolean()])
  .nullish()
  .transform((value) => value === true || value === 1);
/** 0 is a draft, 1 submitted, 2 cancelled. */
const docstatus = z.union([z.literal(0), z.literal(1), z.literal(2)]);
const head = { name: text, modified: text };

const WorkOrderOperation = z.object({
  name: text,
  idx: z.number().int().positive(),
  operation: text,
  workstation: blank,
  sequence_id: z.number().nullish(),
  bom: blank,
  time_in_mins: orZero,
  completed_qty: orZero,
});

const RequiredItem = z.object({ name: text, idx: z.number().int().positive(), item_code: text, operation: blank, source_warehouse: blank, required_qty: quantity });

export const WorkOrder = z.object({
  ...head,
  docstatus,
  status: text,
  company: blank,
  production_item: text,
  bom_no: blank,
  qty: quantity,
  produced_qty: orZero,
  process_loss_qty: orZero,
  stock_uom: text,
  planned_start_date: blank,
  planned_end_date: blank,
  source_warehouse: blank,
  wip_warehouse: blank,
  fg_warehouse: blank,
  skip_transfer: check,
  from_wip_warehouse: check,
  operations: z.array(WorkOrderOperation).default([]),
  required_items: z.array(RequiredItem).default([]),
});
export type WorkOrder = z.infer<typeof WorkOrder>;

/** A row goes back whole as it came, with fields that we know nothing of: what is missing would be emptied. */
export const TimeLog = z.record(z.string(), z.json());
export type TimeLog = z.infer<typeof TimeLog>;

export const JobCard = z.object({
  ...head,
  docstatus,
  work_order: text,
  operation: text,
  operation_id: text,
  workstation: blank,
  sequence_id: z.number().nullish(),
  company: blank,
  production_item: blank,
  bom_no: blank,
  wip_warehouse: blank,
  for_quantity: orZero,
  total_completed_qty: orZero,
  process_loss_qty: orZero,
  total_time_in_mins: orZero,
  remarks: z
    .string()
    .nullish()
    .transform((value) => value ?? ""),
  time_logs: z.array(TimeLog).default([]),
});
export type JobCard = z.infer<typeof JobCard>;

/** A card as lists have it. */
export const CardHead = z.object({ ...head, docstatus, work_order: text, operation_id: text, workstation: blank, amended_from: blank });
export type CardHead = z.infer<typeof CardHead>;
export const CARD_FIELDS = ["name", "modified", "docstatus", "work_order", "operation_id", "workstation", "amended_from"];

const UomConversion = z.object({ uom: text, conversion_factor: quantity });

/** `uom` empty: that of stock. */
const ItemBarcode = z.object({ barcode: blank, uom: blank });

export const Item = z.object({
  ...head,
  item_name: blank,
  stock_uom: text,
  disabled: check,
  has_batch_no: check,
  has_serial_no: check,
  is_sales_item: check,
  default_bom: blank,
  shelf_life_in_days: z.number().nullish(),
  uoms: z.array(UomConversion).default([]),
  barcodes: z.array(ItemBarcode).default([]),
});
export type Item = z.infer<typeof Item>;

/** An item as lists have it. */
export const ItemHead = z.object({ name: text, stock_uom: text, has_batch_no: check, default_bom: blank });
export type ItemHead = z.infer<typeof ItemHead>;
export const ITEM_FIELDS = ["name", "stock_uom", "has_batch_no", "default_bom"];

export const Uom = z.object({ name: text, must_be_whole_number: check });

const BomItem = z.object({ idx: z.number().int().positive(), item_code: text, qty: quantity, uom: text, operation: blank });
const BomOperation = z.object({
  idx: z.number().int().positive(),
  operation: text,
  workstation: blank,
  time_in_mins: orZero,
  fixed_time: check,
  batch_size: orZero,
});
export type BomOperation = z.infer<typeof BomOperation>;

export const Bom = z.object({
  ...head,
  docstatus,
  item: text,
  quantity,
  is_active: check,
  is_default: check,
  items: z.array(BomItem).default([]),
  operations: z.array(BomOperation).default([]),
});
export type Bom = z.infer<typeof Bom>;

export const Workstation = z.object({
  ...head,
  workstation_name: blank,
  plant_floor: blank,
  hour_rate: orZero,
  hour_rate_labour: orZero,
  hour_rate_electricity: orZero,
  hour_rate_consumable: orZero,
  hour_rate_rent: orZero,
});
export type Workstation = z.infer<typeof Workstation>;

const WorkingHour = z.object({ start_time: text, end_time: text, enabled: check });

/** A workstation with when it works. */
export const WorkedStation = z.object({ ...head, holiday_list: blank, working_hours: z.array(WorkingHour).default([]) });
export type WorkedStation = z.infer<typeof WorkedStation>;

const Holiday = z.object({ holiday_date: text, description: blank });
export const HolidayList = z.object({ ...head, holidays: z.array(Holiday).default([]) });
export type HolidayList = z.infer<typeof HolidayList>;

export const Employee = z.object({ ...head, employee_name: blank, status: text });
export type Employee = z.infer<typeof Employee>;

export const Batch = z.object({
  ...head,
  item: text,
  disabled: check,
  /** All that there is of it, in the stock unit; a batch that is disabled keeps the figure of its last movement. */
  batch_qty: orZero,
  manufacturing_date: blank,
  expiry_date: blank,
  supplier: blank,
});
export type Batch = z.infer<typeof Batch>;

const PurchaseRow = z.object({
  idx: z.number().int().positive(),
  item_code: text,
  qty: quantity,
  received_qty: orZero,
  stock_uom: text,
  conversion_factor: orZero,
  schedule_date: blank,
  expected_delivery_date: blank,
  delivered_by_supplier: check,
});
export type PurchaseRow = z.infer<typeof PurchaseRow>;

export const PurchaseOrder = z.object({
  ...head,
  docstatus,
  status: text,
  supplier: blank,
  supplier_name: blank,
  is_subcontracted: check,
  items: z.array(PurchaseRow).default([]),
});
export type PurchaseOrder = z.infer<typeof PurchaseOrder>;

/** What a batch has in a warehouse, as the method `get_batch_qty` answers. */
export const BatchStock = z.object({ batch_no: blank, warehouse: blank, qty: quantity });

export const Bin = z.object({ modified: text, item_code: text, warehouse: text, actual_qty: quantity, valuation_rate: orZero });
export type Bin = z.infer<typeof Bin>;
export const BIN_FIELDS = ["modified", "item_code", "warehouse", "actual_qty", "valuation_rate"];

export const Company = z.object({ name: text, default_currency: text });
export type Company = z.infer<typeof Company>;

/** A document that carries our key. */
export const Keyed = z.object({ name: z.union([z.string(), z.number()]).transform(String), docstatus, mes_ref: text });

const StockRow = z.object({
  item_code: text,
  s_warehouse: blank,
  t_warehouse: blank,
  qty: quantity,
  transfer_qty: z.number().nullish(),
  conversion_factor: orZero,
  stock_uom: blank,
  is_finished_item: check,
  batch_no: blank,
});
export const StockEntry = z.object({ name: text, docstatus, work_order: blank, items: z.array(StockRow).default([]) });
export type StockEntry = z.infer<typeof StockEntry>;

export const Issue = z.object({ name: text, status: text, description: z.string().nullish() });
