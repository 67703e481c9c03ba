import { ZERO } from "@/lib/domain/shared/decimal";
import type { PollPage } from "@/lib/erp/port";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { SapCalls } from "./client";
import { literal } from "./edm";
import { fromScheduleLine, lineKey, openLines } from "./from-purchase";
import { PurchaseHead, PurchaseItem, PurchaseMovement } from "./master-types";
import { chunks, oneOf, type PlantData } from "./plant-data";
import type { PollCursor } from "./poll-cursor";
import { readRows } from "./read-rows";

/** What is read of purchases. */
export const PURCHASES = "purchases";

type Purchases = Pick<PollPage, "messages" | "unreadable"> & { /** Keys of lines that are over: they need not be remembered. */ readonly forget: readonly string[] };

/**
 * Schedule lines of the plant's purchase orders that are still to come. A receipt leaves no stamp on an order, so all open items are read with what was received of
 * them; lines that were told as open and are among them no more are told once as what became of them.
 */
export async function pollPurchases(calls: SapCalls, cursor: PollCursor, data: PlantData): Promise<Purchases> {
  const { plant } = data.settings;
  const open = `Plant eq ${literal(plant)} and IsCompletelyDelivered eq false and GoodsReceiptIsExpected eq true and IsReturnsItem eq false and PurchasingDocumentDeletionCode eq ''`;
  const items = (await calls.all("purchases", "/A_PurchaseOrderItem", { $filter: open, $expand: EXPAND }, PurchaseItem)).filter((item) => item.Material !== "");
  const known = Object.keys(cursor.unstamped).filter((key) => key.startsWith("delivery/"));
  const there = new Set(items.flatMap((item) => item.to_ScheduleLine.map(({ ScheduleLine }) => lineKey(item, ScheduleLine))));
  const gone = known.filter((key) => !there.has(key));
  const heads = await headsOf(calls, [...items.map((item) => item.PurchaseOrder), ...gone.map(orderOf)]);
  // An order that somebody has yet to release is not placed with the supplier.
  const placed = items.filter((item) => heads.get(item.PurchaseOrder)?.ReleaseIsNotCompleted === false);
  const fresh = cursor.reads[PURCHASES] !== undefined;
  const page: { messages: InboundMessage[]; unreadable: PollPage["unreadable"][number][] } = { messages: [], unreadable: [] };
  const add = (read: Pick<PollPage, "messages" | "unreadable">) => {
    page.messages.push(...read.messages);
    page.unreadable.push(...read.unreadable);
  };
  for (const part of chunks(placed)) {
    const movements = await movementsOf(calls, part);
    const map = (item: PurchaseItem) =>
      openLines(
        item,
        movements.filter((row) => row.PurchaseOrder === item.PurchaseOrder && row.PurchaseOrderItem === item.PurchaseOrderItem),
      ).flatMap(({ line, rest }) =>
        fromScheduleLine(
          item,
          { line: line.ScheduleLine, date: line.ScheduleLineDeliveryDate, rest, status: rest.isZero() ? "RECEIVED" : "OPEN" },
          heads.get(item.PurchaseOrder),
          fresh,
          data,
        ),
      );
    add(readRows(part, "erp.delivery.v1", idOf, map));
  }
  for (const part of chunks(gone)) {
    const rows = await calls.all("purchases", "/A_PurchaseOrderItem", { $filter: oneOf("PurchaseOrder", [...new Set(part.map(orderOf))]), $expand: EXPAND }, PurchaseItem);
    const ends = part.flatMap((key) => rows.filter((item) => key.startsWith(lineKey(item, ""))).map((item) => ({ item, line: key.slice(lineKey(item, "").length) })));
    const map = ({ item, line }: (typeof ends)[number]) => {
      const own = item.to_ScheduleLine.find((one) => one.ScheduleLine === line);
      const received = own !== undefined && item.IsCompletelyDelivered && item.PurchasingDocumentDeletionCode === "";
      const date = (own ?? item.to_ScheduleLine[0])?.ScheduleLineDeliveryDate ?? null;
      return fromScheduleLine(item, { line, date, rest: ZERO, status: received ? "RECEIVED" : "CANCELLED" }, heads.get(item.PurchaseOrder), fresh, data);
    };
    add(readRows(ends, "erp.delivery.v1", ({ item, line }) => `${idOf(item)}/${line}`, map));
  }
  return { ...page, forget: gone };
}

const EXPAND = "to_ScheduleLine";

function orderOf(key: string): string {
  return key.split("/")[1] ?? "";
}

function idOf(item: PurchaseItem): string {
  return `${item.PurchaseOrder}/${item.PurchaseOrderItem}`;
}

async function headsOf(calls: SapCalls, orders: readonly string[]): Promise<ReadonlyMap<string, PurchaseHead>> {
  const heads = new Map<string, PurchaseHead>();
  for (const part of chunks([...new Set(orders)])) {
    const rows = await calls.all("purchases", "/A_PurchaseOrder", { $filter: oneOf("PurchaseOrder", part) }, PurchaseHead);
    for (const row of rows) heads.set(row.PurchaseOrder, row);
  }
  return heads;
}

async function movementsOf(calls: SapCalls, items: readonly PurchaseItem[]): Promise<readonly PurchaseMovement[]> {
  const orders = [...new Set(items.map((item) => item.PurchaseOrder))];
  return calls.all("movements", "/A_MaterialDocumentItem", { $filter: oneOf("PurchaseOrder", orders) }, PurchaseMovement);
}
