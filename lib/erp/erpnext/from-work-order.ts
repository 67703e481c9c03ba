import { ZERO } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { OrderData } from "@/lib/messages/erp-order.v1";
import type { Bom, CardHead, ItemHead, WorkOrder } from "./api-types";
import { component, isFixed, numberOf, operationLine } from "./from-bom";
import { operationNumber } from "./orders";
import { type PlantData, toMessage, unit, Unmappable, versionOf } from "./plant-data";
import { text } from "./values";
import { instantText } from "./zone";

/** ERPNext's states of a submitted work order as ours. A stopped one may not be worked on, but can be resumed. */
const STATUS: Readonly<Record<string, OrderData["status"]>> = {
  Submitted: "RELEASED",
  "Not Started": "RELEASED",
  "In Process": "RELEASED",
  "Stock Reserved": "RELEASED",
  "Stock Partially Reserved": "RELEASED",
  Stopped: "CREATED",
  Completed: "CLOSED",
  Closed: "CLOSED",
  Cancelled: "CANCELLED",
};

/** A work order as it now is, with its own lines; its job cards say which workstation an operation is at. `bom` is the one that it names. */
export function fromWorkOrder(order: WorkOrder, cards: readonly CardHead[], bom: Bom | null, items: ReadonlyMap<string, ItemHead>, data: PlantData): InboundMessage[] {
  const { settings } = data;
  const status = order.docstatus === 2 ? "CANCELLED" : order.docstatus === 0 ? "CREATED" : STATUS[order.status];
  if (status === undefined) throw new Unmappable(`Work order ${order.name} is in the unknown state "${order.status}".`);
  if (!order.qty.gt(0)) throw new Unmappable(`Work order ${order.name} is for no quantity.`);
  const dueText = order.planned_end_date ?? order.planned_start_date;
  const due = dueText === null ? null : instantText(settings.timeZone, dueText);
  if (due === null) throw new Unmappable(`Work order ${order.name} has no planned date.`);
  const operations = order.operations.map((row) => {
    const card = cards.find((one) => one.operation_id === row.name && one.docstatus < 2);
    const minutes = isFixed(bom?.operations ?? [], row) ? { setup: row.time_in_mins, run: ZERO } : { setup: ZERO, run: row.time_in_mins.div(order.qty) };
    return operationLine({ operation: operationNumber(row), text: row.operation, workstation: card?.workstation ?? row.workstation }, minutes, order.name);
  });
  const components = order.required_items
    .filter((line) => line.required_qty.gt(0))
    .map((line) => {
      const uom = items.get(line.item_code)?.stock_uom;
      if (uom === undefined) throw new Unmappable(`Work order ${order.name} needs the item ${line.item_code}, which is not there.`);
      const perUnit = line.required_qty.div(order.qty);
      return {
        ...component({ pos: line.idx, item: line.item_code, qty: perUnit, uom, operation: numberOf(order.operations, line.operation) }, items, data),
        required: text(line.required_qty),
      };
    });
  return [
    toMessage(
      "erp.order.v1",
      {
        order: order.name,
        erpVersion: versionOf([order.modified, ...cards.map((card) => card.modified)], settings),
        site: settings.site,
        type: "STANDARD",
        status,
        item: order.production_item,
        qty: text(order.qty),
        uom: unit(order.stock_uom, data),
        plannedStart: order.planned_start_date === null ? null : instantText(settings.timeZone, order.planned_start_date),
        due,
        priority: settings.priority,
        overPct: settings.overPct,
        underPct: settings.underPct,
        bomVersion: order.bom_no,
        routingVersion: (bom?.operations.length ?? 0) > 0 ? order.bom_no : null,
        components,
        operations: operations.length === 0 ? null : operations,
        outputLot: null,
        customer: null,
      },
      data,
    ),
  ];
}
