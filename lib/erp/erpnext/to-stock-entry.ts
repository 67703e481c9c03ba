import { type Decimal, decimal, ONE, ZERO } from "@/lib/domain/shared/decimal";
import type { Json } from "@/lib/erp/port";
import type { Item, WorkOrder } from "./api-types";
import type { Values } from "./client";
import { factorOf } from "./items";
import type { ErpnextSettings } from "./settings";
import { number } from "./values";
import { localClock, localDay } from "./zone";

/** One line of a stock entry: what, of which lot, how much in which unit of ERPNext, and the warehouse it leaves or enters. */
export type Line = { readonly item: Item; readonly lot: string | null; readonly qty: string; readonly uom: string; readonly warehouse: string };

/** How the remarks of an entry begin that belongs to an order: what a plain issue is found by again. */
export function remarksOfOrder(order: string): string {
  return `Order ${order}, `;
}

type Zone = Pick<ErpnextSettings, "timeZone" | "company">;

/** A stock entry that is submitted with its insertion, at the time of the event. `order` null: it belongs to none. */
function entry(purpose: string, order: WorkOrder | null, time: string, remarks: string, items: readonly Json[], settings: Zone): Values {
  const at = new Date(time);
  const ofOrder: Values = order === null ? {} : { work_order: order.name, bom_no: order.bom_no, from_bom: 1 };
  return {
    doctype: "Stock Entry",
    stock_entry_type: purpose,
    purpose,
    company: settings.company,
    ...ofOrder,
    // Without the flag ERPNext books at its own now.
    set_posting_time: 1,
    posting_date: localDay(settings.timeZone, at),
    posting_time: localClock(settings.timeZone, at),
    remarks,
    items,
    docstatus: 1,
  };
}

type Consumption = { readonly order: WorkOrder | null; readonly lines: readonly Line[]; readonly time: string; readonly remarks: string; readonly made: Decimal };

/** Takes components. With an order and the settings' consent it is consumption of that order, for `made` finished units where known; else a plain issue. */
export function toConsumption({ order, lines, time, remarks, made }: Consumption, settings: Zone & Pick<ErpnextSettings, "consumption">): Values {
  const items = lines.map((line) => row(line, "s_warehouse"));
  if (order === null || settings.consumption === "Material Issue") return entry("Material Issue", null, time, remarks, items, settings);
  const finished = made.gt(0) ? made : finishedWith(order, lines[0]);
  return { ...entry("Material Consumption for Manufacture", order, time, remarks, items, settings), fg_completed_qty: number(finished) };
}

/** Takes what an order made into stock: one entry per lot. */
export function toReceipt(order: WorkOrder, line: Line, time: string, remarks: string, settings: Zone): Values {
  const received = decimal(line.qty).times(factorOf(line.item, line.uom));
  return {
    ...entry("Manufacture", order, time, remarks, [{ ...row(line, "t_warehouse"), is_finished_item: 1 }], settings),
    fg_completed_qty: number(received),
    process_loss_qty: 0,
  };
}

function row({ item, lot, qty, uom, warehouse }: Line, side: "s_warehouse" | "t_warehouse"): { readonly [field: string]: Json } {
  return {
    item_code: item.name,
    [side]: warehouse,
    qty: number(decimal(qty)),
    uom,
    stock_uom: item.stock_uom,
    conversion_factor: number(factorOf(item, uom)),
    ...(item.has_batch_no && lot !== null ? { use_serial_batch_fields: 1, batch_no: lot } : {}),
  };
}

/** The finished units that a component is enough for, which ERPNext asks for; the order's whole quantity where its plan does not name it. */
function finishedWith(order: WorkOrder, line: Line | undefined): Decimal {
  const plan = line === undefined ? undefined : order.required_items.find((one) => one.item_code === line.item.name);
  if (line === undefined || plan === undefined || plan.required_qty.isZero()) return order.qty.gt(0) ? order.qty : ONE;
  const finished = decimal(line.qty).times(factorOf(line.item, line.uom)).times(order.qty).div(plan.required_qty);
  return finished.gt(ZERO) ? finished : ONE;
}
