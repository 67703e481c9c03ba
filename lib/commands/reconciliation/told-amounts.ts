import "server-only";
import type { Amount } from "@/lib/domain/reconciliation/figures";
import { ORDERS, SECONDS } from "@/lib/domain/reconciliation/measure";
import { decimal } from "@/lib/domain/shared/decimal";
import { EntryReversedV1, ReversedEntry } from "@/lib/messages/entry-reversed.v1";

/** A message as the outbox keeps it. */
export type ToldMessage = { readonly id: string; readonly type: string; readonly data: unknown };

/**
 * What a message adds to the figures of its order, once the ERP has booked it. Good counts at the last operation, as in the order's own total.
 * @throws ZodError when the payload is not what its type says.
 */
export function orderAmounts(message: ToldMessage, lastOperation: number | null): Amount[] {
  if (message.type === "mes.order.status.v1") return [{ measure: "STATUS", item: null, lot: null, uom: ORDERS, qty: decimal(1) }];
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
  const whole = (measure: Amount["measure"], uom: string, qty: string | number): Amount => ({ measure, item: null, lot: null, uom, qty: decimal(qty) });
  const component = ({ item, lot, qty, uom }: { item: string; lot: string | null; qty: string; uom: string }): Amount => ({
    measure: "COMPONENT",
    item,
    lot,
    uom,
    qty: decimal(qty),
  });
  switch (entry.type) {
    case "mes.production.confirmed.v1": {
      const { quantity, time, consumption, operation } = entry.data;
      const labour = time.flatMap((activity) => activity.labour);
      return [
        ...(operation === lastOperation ? [whole("GOOD", quantity.uom, quantity.good)] : []),
        whole("SCRAP", quantity.uom, quantity.scrap),
        whole(
          "MACHINE_TIME",
          SECONDS,
          time.reduce((total, activity) => total + activity.machineSeconds, 0),
        ),
        whole(
          "LABOUR_TIME",
          SECONDS,
          labour.reduce((total, person) => total + person.seconds, 0),
        ),
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
