import "server-only";
import type { Amount, TimeMeasure } from "@/lib/domain/reconciliation/figures";
import { type Activity, ORDERS, SECONDS } from "@/lib/domain/reconciliation/measure";
import { decimal } from "@/lib/domain/shared/decimal";
import { EntryReversedV1, ReversedEntry } from "@/lib/messages/entry-reversed.v1";

/** A message as the outbox keeps it. */
export type ToldMessage = { readonly id: string; readonly type: string; readonly data: unknown };

/**
 * What a message adds to the figures of its order, once the ERP has booked it. Good counts at the last operation, as in the order's own total.
 * @throws ZodError when the payload is not what its type says.
 */
export function orderAmounts(message: ToldMessage, lastOperation: number | null): Amount[] {
  if (message.type === "mes.order.status.v1") return [{ measure: "STATUS", item: null, lot: null, uom: ORDERS, qty: decimal(1), activity: null }];
  const entry = entryOf(message);
  return entry === null ? [] : signed(entry, entryAmounts(entry.entry, lastOperation));
}

/** What a message adds to the stock of lots: receipts add, what was taken is negative. */
export function stockAmounts(message: ToldMessage): Amount[] {
  const told = entryOf(message);
  if (told === null) return [];
  const { entry } = told;
  const stock = (line: { item: string; lot: string | null; qty: string; uom: string }, sign: 1 | -1): Amount => ({
    measure: "LOT_STOCK",
    item: line.item,
    lot: line.lot,
    activity: null,
    uom: line.uom,
    qty: decimal(line.qty).times(sign),
  });
  switch (entry.type) {
    case "mes.production.confirmed.v1":
      return signed(
        told,
        entry.data.consumption.map((line) => stock(line, -1)),
      );
    case "mes.material.issued.v1":
    case "mes.material.scrapped.v1":
      return signed(told, [stock(entry.data, -1)]);
    case "mes.production.received.v1":
      return signed(told, [stock(entry.data, 1)]);
  }
}

type Told = { readonly entry: ReversedEntry; readonly reversed: boolean };

/** The entry that the message tells or takes back; null for messages that carry no quantity. */
function entryOf({ id, type, data }: ToldMessage): Told | null {
  switch (type) {
    case "mes.production.confirmed.v1":
    case "mes.material.issued.v1":
    case "mes.material.scrapped.v1":
    case "mes.production.received.v1":
      return { entry: ReversedEntry.parse({ id, type, data }), reversed: false };
    case "mes.entry.reversed.v1":
      return { entry: EntryReversedV1.shape.data.parse(data).reversed, reversed: true };
    default:
      return null;
  }
}

function signed({ reversed }: Told, amounts: readonly Amount[]): Amount[] {
  return amounts.map((amount) => (reversed ? { ...amount, qty: amount.qty.negated() } : amount));
}

function entryAmounts(entry: ReversedEntry, lastOperation: number | null): Amount[] {
  const whole = (measure: Amount["measure"], uom: string, qty: string): Amount => ({ measure, item: null, lot: null, activity: null, uom, qty: decimal(qty) });
  const spent = (measure: TimeMeasure, activity: Activity, seconds: number): Amount => ({ measure, item: null, lot: null, activity, uom: SECONDS, qty: decimal(seconds) });
  const component = ({ item, lot, qty, uom }: { item: string; lot: string | null; qty: string; uom: string }): Amount => ({
    measure: "COMPONENT",
    item,
    lot,
    activity: null,
    uom,
    qty: decimal(qty),
  });
  switch (entry.type) {
    case "mes.production.confirmed.v1": {
      const { quantity, time, consumption, operation } = entry.data;
      return [
        ...(operation === lastOperation ? [whole("GOOD", quantity.uom, quantity.good)] : []),
        whole("SCRAP", quantity.uom, quantity.scrap),
        ...time.map(({ activity, machineSeconds }) => spent("MACHINE_TIME", activity, machineSeconds)),
        ...time.flatMap(({ activity, labour }) => labour.map(({ seconds }) => spent("LABOUR_TIME", activity, seconds))),
        ...consumption.map(component),
      ];
    }
    case "mes.material.issued.v1":
      return [component(entry.data)];
    case "mes.material.scrapped.v1":
      return entry.data.order === null ? [] : [component(entry.data)];
    case "mes.production.received.v1":
      return [whole("RECEIVED", entry.data.uom, entry.data.qty)];
  }
}
