import { type Decimal, decimal, round, ZERO } from "@/lib/domain/shared/decimal";
import type { OrderBooks, StockBooks } from "@/lib/erp/read-back";
import type { Words } from "@/lib/erp/words";
import { BookedConfirmation, type MaterialDocumentItem, Order, ORDER_EXPAND, OrderMovement, Stock } from "./api-types";
import type { SapCalls } from "./client";
import { literal } from "./edm";
import { countedOf, lotKey } from "./from-batch";
import { statusOf } from "./from-order";
import { MOST_DIGITS, operationsOf } from "./orders";
import { chunks, oneOf, text } from "./plant-data";
import { type SapSettings, slotsOf } from "./settings";
import { hoursOf, type Quantities } from "./work-time";

/** What SAP holds of these orders. @throws SapError. */
export async function readOrders(calls: SapCalls, settings: SapSettings, words: Words, numbers: readonly string[]): Promise<readonly OrderBooks[]> {
  const books: OrderBooks[] = [];
  // Three questions for some orders at once: three for each of the thousands of a site would take hours.
  for (const part of chunks(numbers)) {
    const orders = await ordersOf(calls, part);
    if (orders.length === 0) continue;
    const found = orders.map((order) => order.ManufacturingOrder);
    const confirmations = await calls.all("confirmations", "/ProdnOrdConf2", { $filter: oneOf("OrderID", found) }, BookedConfirmation);
    const movements = await calls.all("movements", "/A_MaterialDocumentItem", { $filter: oneOf("ManufacturingOrder", found) }, OrderMovement);
    for (const order of orders) {
      const { ManufacturingOrder: number } = order;
      const confirmed = confirmations.filter((row) => row.OrderID === number);
      const moved = movements.filter((row) => row.ManufacturingOrder === number);
      books.push(booksOf(settings, words, order, confirmed, moved));
    }
  }
  return books;
}

async function ordersOf(calls: SapCalls, numbers: readonly string[]): Promise<readonly Order[]> {
  // One that is too long would make the whole question a bad one. Without any other SAP is asked for none, so that it is asked whether it lets us in.
  const likely = numbers.filter((number) => number.length <= MOST_DIGITS);
  return calls.all("orders", "/A_ProductionOrder_2", { $filter: oneOf("ManufacturingOrder", likely.length === 0 ? [""] : likely), $expand: ORDER_EXPAND }, Order);
}

function booksOf(settings: SapSettings, words: Words, order: Order, confirmed: readonly BookedConfirmation[], moved: readonly MaterialDocumentItem[]): OrderBooks {
  const last = operationsOf(order).at(-1);
  const standing = confirmed.filter((row) => !row.IsReversed && !row.IsReversal);
  return {
    order: order.ManufacturingOrder,
    state: stateOf(order),
    uom: words.ours("UOM", order.ProductionUnit),
    good: last === undefined ? null : text(last.OpTotalConfirmedYieldQty),
    scrap: text(standing.reduce((total, row) => total.plus(row.ConfirmationScrapQuantity), ZERO)),
    received: text(net(moved, "101", "102")),
    components: componentsOf(moved, words),
    time: timeOf(standing, settings, words),
  };
}

/** The state of an order as its head says it. */
export function stateOf(order: Parameters<typeof statusOf>[0] & Pick<Order, "OrderIsPartiallyConfirmed" | "OrderIsConfirmed">): OrderBooks["state"] {
  switch (statusOf(order)) {
    case "CANCELLED":
      return "CANCELLED";
    case "CLOSED":
      return order.OrderIsClosed ? "CLOSED" : "COMPLETED";
    case "RELEASED":
      return order.OrderIsPartiallyConfirmed || order.OrderIsConfirmed ? "IN_PROGRESS" : "RELEASED";
    case "CREATED":
      return "PLANNED";
  }
}

function net(rows: readonly MaterialDocumentItem[], movement: string, reversal: string): Decimal {
  return rows.reduce(
    (total, row) => (row.GoodsMovementType === movement ? total.plus(row.QuantityInEntryUnit) : row.GoodsMovementType === reversal ? total.minus(row.QuantityInEntryUnit) : total),
    ZERO,
  );
}

function componentsOf(rows: readonly MaterialDocumentItem[], words: Words): OrderBooks["components"] {
  const groups = new Map<string, MaterialDocumentItem[]>();
  for (const row of rows.filter((one) => one.GoodsMovementType === "261" || one.GoodsMovementType === "262")) {
    const key = [row.Material, row.Batch, row.EntryUnit].join("\n");
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    const qty = net(group, "261", "262");
    return first === undefined || qty.isZero()
      ? []
      : [{ item: first.Material, lot: first.Batch === "" ? null : first.Batch, qty: text(qty), uom: words.ours("UOM", first.EntryUnit) }];
  });
}

function timeOf(rows: readonly BookedConfirmation[], settings: SapSettings, words: Words): OrderBooks["time"] {
  let [machine, labour] = [ZERO, ZERO];
  for (const row of rows) {
    const slots = slotsOf(settings, row.WorkCenter);
    const quantities = quantitiesOf(row);
    machine = machine.plus(hoursOf(words, quantities, slots.setup)).plus(hoursOf(words, quantities, slots.machine));
    labour = labour.plus(hoursOf(words, quantities, slots.labour));
  }
  const seconds = (hours: Decimal) => round(hours.times(decimal(3600)), 0).toFixed();
  return { machineSeconds: seconds(machine), labourSeconds: seconds(labour) };
}

function quantitiesOf(row: BookedConfirmation): Quantities {
  return [
    { quantity: row.OpConfirmedWorkQuantity1, unit: row.OpWorkQuantityUnit1 },
    { quantity: row.OpConfirmedWorkQuantity2, unit: row.OpWorkQuantityUnit2 },
    { quantity: row.OpConfirmedWorkQuantity3, unit: row.OpWorkQuantityUnit3 },
    { quantity: row.OpConfirmedWorkQuantity4, unit: row.OpWorkQuantityUnit4 },
    { quantity: row.OpConfirmedWorkQuantity5, unit: row.OpWorkQuantityUnit5 },
    { quantity: row.OpConfirmedWorkQuantity6, unit: row.OpWorkQuantityUnit6 },
  ];
}

/** The plant's own stock by item, batch and storage location, counted as the lots are told; `batches`: nothing without one. @throws SapError. */
export async function readStock(calls: SapCalls, settings: SapSettings, words: Words, batches = false): Promise<readonly StockBooks[]> {
  const filter = `Plant eq ${literal(settings.plant)}${batches ? " and Batch ne ''" : ""}`;
  const rows = await calls.all("stock", "/A_MatlStkInAcctMod", { $filter: filter }, Stock);
  const kept = new Map<string, Stock[]>();
  for (const row of rows) kept.set(lotKey(row.Material, row.Batch), [...(kept.get(lotKey(row.Material, row.Batch)) ?? []), row]);
  const places = new Map<string, StockBooks>();
  for (const row of [...kept.values()].flatMap(countedOf)) {
    const key = [row.Material, row.Batch, row.StorageLocation].join("\n");
    const qty = decimal(places.get(key)?.qty ?? "0").plus(row.MatlWrhsStkQtyInMatlBaseUnit);
    places.set(key, {
      site: settings.site,
      item: row.Material,
      lot: row.Batch === "" ? null : row.Batch,
      location: words.ours("LOCATION", row.StorageLocation),
      qty: text(qty),
      uom: words.ours("UOM", row.MaterialBaseUnit),
    });
  }
  return [...places.values()];
}
