import { z } from "zod";
import type { OrderListOutcome } from "@/lib/erp/port";
import type { ListedOrder } from "@/lib/erp/read-back";
import { Order } from "./api-types";
import { firstRows, type SapCalls } from "./client";
import { dayLiteral, instantOfStamp, literal, stampOf } from "./edm";
import { chunks, oneOf } from "./plant-data";
import { stateOf } from "./read-back";
import type { SapSettings } from "./settings";
import { localOf } from "./zone";

/** Orders of one answer. */
const PAGE = 200;
/** Documents of one answer: each brings its items. */
const DOCUMENTS = 50;

const Head = Order.pick({
  ManufacturingOrder: true,
  LastChangeDateTime: true,
  OrderIsReleased: true,
  OrderIsPartiallyConfirmed: true,
  OrderIsConfirmed: true,
  OrderIsTechnicallyCompleted: true,
  OrderIsClosed: true,
  OrderIsLocked: true,
  OrderIsMarkedForDeletion: true,
  OrderIsDeleted: true,
  to_ProductionOrderStatus: true,
});
type Head = z.infer<typeof Head>;

/** Where the list stands: first the orders that are open or changed, then those that were confirmed, then those with goods movements; `told`: the last ones' so far. */
const Cursor = z.discriminatedUnion("phase", [
  z.object({ phase: z.enum(["orders", "confirmed"]), after: z.string() }),
  z.object({ phase: z.literal("moved"), year: z.string(), after: z.string(), told: z.array(z.string()) }),
]);
type Cursor = z.infer<typeof Cursor>;

type OrderPage = Extract<OrderListOutcome, { kind: "order-list" }>;

/**
 * A page of the orders that are open in SAP, or were changed or booked on since. A booking need not touch the head of its order, so confirmations and material
 * documents are asked as well: they bring the orders that are done and that nobody changed. @throws SapError.
 */
export async function listOrders(calls: SapCalls, settings: SapSettings, since: Date, text: string | null): Promise<OrderPage> {
  const cursor: Cursor = text === null ? { phase: "orders", after: "" } : Cursor.parse(JSON.parse(text));
  switch (cursor.phase) {
    case "orders":
      return openOrChanged(calls, settings, since, cursor.after);
    case "confirmed":
      return confirmed(calls, settings, since, cursor.after);
    case "moved":
      return moved(calls, settings, since, cursor);
  }
}

async function openOrChanged(calls: SapCalls, settings: SapSettings, since: Date, after: string): Promise<OrderPage> {
  const open = "(OrderIsTechnicallyCompleted eq '' and OrderIsClosed eq '')";
  const $filter = [...ours(settings), `(${open} or LastChangeDateTime ge ${literal(stampOf(since))})`, `ManufacturingOrder gt ${literal(after)}`].join(" and ");
  const query = { $filter, $orderby: "ManufacturingOrder", $expand: "to_ProductionOrderStatus" };
  const { rows, more } = await firstRows(calls, "orders", "/A_ProductionOrder_2", query, PAGE, Head);
  const last = more ? rows.at(-1) : undefined;
  return pageOf(settings, rows, last === undefined ? { phase: "confirmed", after: "" } : { phase: "orders", after: last.ManufacturingOrder });
}

const Confirmed = z.object({ OrderID: z.string() });

/** Confirmations carry the day on which they were entered, in the zone of the plant. By order: what a page names, the next one leaves behind with all its confirmations. */
async function confirmed(calls: SapCalls, settings: SapSettings, since: Date, after: string): Promise<OrderPage> {
  const $filter = `ConfirmationEntryDate ge ${dayOf(settings, since)} and OrderID gt ${literal(after)}`;
  const { rows, more } = await firstRows(calls, "confirmations", "/ProdnOrdConf2", { $filter, $orderby: "OrderID", $select: "OrderID" }, PAGE, Confirmed);
  const last = more ? rows.at(-1) : undefined;
  const numbers = rows.map((row) => row.OrderID);
  const heads = await doneAndUnchanged(calls, settings, since, numbers);
  return pageOf(settings, heads, last === undefined ? { phase: "moved", year: "", after: "", told: [] } : { phase: "confirmed", after: last.OrderID });
}

const Moved = z.object({
  MaterialDocumentYear: z.string(),
  MaterialDocument: z.string(),
  to_MaterialDocumentItem: z.object({ results: z.array(z.object({ ManufacturingOrder: z.string().catch("") })) }),
});

async function moved(calls: SapCalls, settings: SapSettings, since: Date, { year, after, told }: Extract<Cursor, { phase: "moved" }>): Promise<OrderPage> {
  const [thatYear, later] = [literal(year), literal(after)];
  const beyond = `(MaterialDocumentYear gt ${thatYear} or (MaterialDocumentYear eq ${thatYear} and MaterialDocument gt ${later}))`;
  const query = {
    $filter: `CreationDate ge ${dayOf(settings, since)} and ${beyond}`,
    $orderby: "MaterialDocumentYear,MaterialDocument",
    $expand: "to_MaterialDocumentItem",
  };
  const { rows, more } = await firstRows(calls, "movements", "/A_MaterialDocumentHeader", query, DOCUMENTS, Moved);
  const numbers = rows.flatMap((row) => row.to_MaterialDocumentItem.results.map((item) => item.ManufacturingOrder)).filter((number) => number !== "");
  const unknown = await notConfirmed(
    calls,
    settings,
    since,
    numbers.filter((number) => !told.includes(number)),
  );
  const heads = await doneAndUnchanged(calls, settings, since, unknown);
  const last = more ? rows.at(-1) : undefined;
  if (last === undefined) return pageOf(settings, heads, null);
  return pageOf(settings, heads, {
    phase: "moved",
    year: last.MaterialDocumentYear,
    after: last.MaterialDocument,
    told: [...told, ...heads.map((head) => head.ManufacturingOrder)],
  });
}

/** Those that the confirmations have not named already. */
async function notConfirmed(calls: SapCalls, settings: SapSettings, since: Date, numbers: readonly string[]): Promise<readonly string[]> {
  const named = new Set<string>();
  for (const part of chunks([...new Set(numbers)])) {
    const $filter = `ConfirmationEntryDate ge ${dayOf(settings, since)} and ${oneOf("OrderID", part)}`;
    for (const { OrderID } of await calls.all("confirmations", "/ProdnOrdConf2", { $filter, $select: "OrderID" }, Confirmed)) named.add(OrderID);
  }
  return numbers.filter((number) => !named.has(number));
}

/** The heads of those of our orders among these that are done and were not changed since: all others the first part of the list has. */
async function doneAndUnchanged(calls: SapCalls, settings: SapSettings, since: Date, numbers: readonly string[]): Promise<readonly Head[]> {
  const heads: Head[] = [];
  for (const part of chunks([...new Set(numbers)])) {
    const done = "(OrderIsTechnicallyCompleted ne '' or OrderIsClosed ne '')";
    const $filter = [...ours(settings), oneOf("ManufacturingOrder", part), done, `LastChangeDateTime lt ${literal(stampOf(since))}`].join(" and ");
    heads.push(...(await calls.all("orders", "/A_ProductionOrder_2", { $filter, $expand: "to_ProductionOrderStatus" }, Head)));
  }
  return heads;
}

/** Production orders of the plant: process orders and others have services of their own, and are not polled either. */
function ours({ plant }: SapSettings): readonly string[] {
  return [`ProductionPlant eq ${literal(plant)}`, "ManufacturingOrderCategory eq '10'"];
}

function dayOf({ timeZone }: SapSettings, since: Date): string {
  return dayLiteral(localOf(timeZone, since).day);
}

function pageOf({ site }: SapSettings, heads: readonly Head[], next: Cursor | null): OrderPage {
  const orders = heads.map((head): ListedOrder => ({
    order: head.ManufacturingOrder,
    site,
    state: stateOf(head),
    changedAt: instantOfStamp(head.LastChangeDateTime)?.toISOString() ?? null,
  }));
  return { kind: "order-list", orders, cursor: next === null ? null : JSON.stringify(next) };
}
