import type { OrderData } from "@/lib/messages/erp-order.v1";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { Order } from "./api-types";
import { clockOf, dayOf, instantOfStamp } from "./edm";
import { mainOperations, timesOf } from "./from-routing";
import { routingName } from "./load-masters";
import type { Product, Routing } from "./master-types";
import { componentsOf, operationNumber, operationsOf } from "./orders";
import { inbound, type PlantData, text } from "./plant-data";
import { Unmappable } from "./unmappable";
import { knownUnit } from "./units";
import { endOfDay, instantIn } from "./zone";

/** Statuses as rows, for fields that stay blank: released, technically complete. */
const RELEASED = "I0002";
const TECHNICALLY_COMPLETE = "I0045";

type Status = OrderData["status"];

/** Of one second, the later state counts more. */
const RANK: Readonly<Record<Status, number>> = { CREATED: 0, RELEASED: 1, CLOSED: 2, CANCELLED: 3 };

/** The status of an order as we know it. An order that is locked may not be worked on, which is as good as not released. */
export function statusOf(
  order: Pick<
    Order,
    "OrderIsMarkedForDeletion" | "OrderIsDeleted" | "OrderIsClosed" | "OrderIsTechnicallyCompleted" | "OrderIsLocked" | "OrderIsReleased" | "to_ProductionOrderStatus"
  >,
): Status {
  const has = (code: string) => order.to_ProductionOrderStatus.some((row) => row.StatusCode === code);
  if (order.OrderIsMarkedForDeletion || order.OrderIsDeleted) return "CANCELLED";
  if (order.OrderIsClosed || order.OrderIsTechnicallyCompleted || has(TECHNICALLY_COMPLETE)) return "CLOSED";
  return !order.OrderIsLocked && (order.OrderIsReleased || has(RELEASED)) ? "RELEASED" : "CREATED";
}

/**
 * A production order as it now is. Its own lines count; SAP's service tells no planned times, so they are those of `routing`, the routing of its
 * item, by operation number. @throws Unmappable.
 */
export function fromOrder(order: Order, products: ReadonlyMap<string, Product>, routing: Routing | undefined, data: PlantData): InboundMessage[] {
  const { settings, words, versions } = data;
  // Process orders and others have services of their own.
  if (order.ManufacturingOrderCategory !== "10") return [];
  const number = order.ManufacturingOrder;
  if (!order.TotalQuantity.gt(0)) throw new Unmappable(`Order ${number} is for no quantity.`);
  if (order.to_ProductionOrderOperation.some((row) => row.ManufacturingOrderSequence !== "0" && !row.OperationIsDeleted)) {
    throw new Unmappable(`Order ${number} has parallel or alternative sequences, which Millrace does not know.`);
  }
  const changes = [order.LastChangeDateTime, ...order.to_ProductionOrderOperation.map((row) => row.LastChangeDateTime ?? "")].flatMap((stamp) => instantOfStamp(stamp) ?? []);
  if (changes.length === 0) throw new Unmappable(`Order ${number} has no time of its last change.`);
  const status = statusOf(order);
  const operations = operationsOf(order);
  const steps = new Map((routing === undefined ? [] : mainOperations(routing)).map((step) => [Number(step.Operation), step]));
  const [startDay, endDay] = [dayOf(order.MfgOrderScheduledStartDate), dayOf(order.MfgOrderScheduledEndDate) ?? dayOf(order.MfgOrderPlannedEndDate)];
  if (endDay === null) throw new Unmappable(`Order ${number} has no end date.`);
  const due = order.MfgOrderScheduledEndDate === null ? endOfDay(settings.timeZone, endDay) : instantIn(settings.timeZone, endDay, clockOf(order.MfgOrderScheduledEndTime));
  const item = order.to_ProductionOrderItem[0];
  const content = {
    order: number,
    type: "STANDARD",
    status,
    item: order.Material,
    qty: text(order.TotalQuantity),
    uom: knownUnit(words, order.ProductionUnit),
    plannedStart: startDay === null ? null : instantIn(settings.timeZone, startDay, clockOf(order.MfgOrderScheduledStartTime)).toISOString(),
    due: due.toISOString(),
    priority: settings.priority,
    overPct: settings.overPct,
    underPct: settings.underPct,
    bomVersion: null,
    routingVersion: operations.length === 0 && routing !== undefined ? routingName(routing) : null,
    components: componentsOf(order)
      .filter((line) => line.RequiredQuantity.gt(0))
      .map((line) => ({
        pos: Number(line.ReservationItem),
        item: line.Material,
        qty: text(line.RequiredQuantity.div(order.TotalQuantity)),
        uom: knownUnit(words, line.BaseUnit),
        scrapFactor: "0",
        operation: operationNumber(line.ManufacturingOrderOperation),
        issueMode: line.MatlCompIsMarkedForBackflush ? "BACKFLUSH" : products.get(line.Material)?.IsBatchManagementRequired === true ? "MANUAL_SCAN" : settings.issueMode,
        required: text(line.RequiredQuantity),
      })),
    operations:
      operations.length === 0
        ? null
        : operations.map((operation) => {
            const step = operationNumber(operation.ManufacturingOrderOperation);
            return { operation: step, text: operation.MfgOrderOperationText, workCentre: operation.WorkCenter, ...timesOf(steps.get(step), operation.WorkCenter, data) };
          }),
    outputLot: item === undefined || item.Batch === "" ? null : item.Batch,
    customer: null,
  };
  return [inbound(data, "erp.order.v1", content, versions.stamped(new Date(Math.max(...changes.map((at) => at.getTime()))), RANK[status]))];
}
