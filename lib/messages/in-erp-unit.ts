import { type Decimal, decimal, max, ZERO } from "@/lib/domain/shared/decimal";
import { addedInErpUnit, type ErpUnit, inErpUnit } from "@/lib/domain/shared/erp-unit";
import type { ReversedEntry } from "./entry-reversed.v1";
import type { OutboundMessage } from "./outbound";
import type { ConfirmationData } from "./production-confirmed.v1";
import type { ReceiptData } from "./production-received.v1";
import type { z } from "zod";

type Confirmation = z.infer<typeof ConfirmationData>;
type Receipt = z.infer<typeof ReceiptData>;

/**
 * A message about an order as its ERP is told it: quantities of the order in the unit in which the ERP keeps it, each as what it adds to its total, so that all
 * that is told adds up to it. Components, lots and genealogy stay in the unit of their item.
 */
export function toldInErpUnit(message: OutboundMessage, unit: ErpUnit): OutboundMessage {
  const total = (qty: string): string => inErpUnit(unit, decimal(qty)).toFixed();
  switch (message.type) {
    case "mes.production.confirmed.v1":
      return { ...message, data: confirmation(message.data, unit) };
    case "mes.production.received.v1":
      return { ...message, data: receipt(message.data, unit) };
    case "mes.entry.reversed.v1":
      return { ...message, data: { ...message.data, reversed: reversedEntry(message.data.reversed, unit) } };
    case "mes.order.status.v1": {
      const { good, scrap, received } = message.data.quantity;
      return { ...message, data: { ...message.data, quantity: { uom: unit.uom, good: total(good), scrap: total(scrap), received: total(received) } } };
    }
    case "mes.shift-production.proposed.v1": {
      const { before, after } = message.data.quantity;
      const [was, rest] = [inErpUnit(unit, decimal(before)), inErpUnit(unit, decimal(after))];
      return { ...message, data: { ...message.data, quantity: { uom: unit.uom, before: was.toFixed(), moved: was.minus(rest).toFixed(), after: rest.toFixed() } } };
    }
    default:
      return message;
  }
}

function reversedEntry(entry: ReversedEntry, unit: ErpUnit): ReversedEntry {
  switch (entry.type) {
    case "mes.production.confirmed.v1":
      return { ...entry, data: confirmation(entry.data, unit) };
    case "mes.production.received.v1":
      return { ...entry, data: receipt(entry.data, unit) };
    case "mes.material.issued.v1":
    case "mes.material.scrapped.v1":
      return entry;
  }
}

function confirmation(data: Confirmation, unit: ErpUnit): Confirmation {
  const { quantity, totals } = data;
  const before = (kind: "good" | "scrap" | "rework"): Decimal => (totals === undefined ? ZERO : max(ZERO, decimal(totals[kind]).minus(quantity[kind])));
  const added = (kind: "good" | "scrap" | "rework"): string => addedInErpUnit(unit, before(kind), decimal(quantity[kind])).toFixed();
  const total = (qty: string): string => inErpUnit(unit, decimal(qty)).toFixed();
  return {
    ...data,
    quantity: { uom: unit.uom, good: added("good"), scrap: added("scrap"), rework: added("rework") },
    scrapReasons: oneByOne(data.scrapReasons, before("scrap"), unit),
    output: oneByOne(data.output, before("good"), unit),
    ...(data.toleranceOverride === undefined ? {} : { toleranceOverride: { ...data.toleranceOverride, max: total(data.toleranceOverride.max) } }),
    ...(totals === undefined ? {} : { totals: { good: total(totals.good), scrap: total(totals.scrap), rework: total(totals.rework) } }),
  };
}

function receipt(data: Receipt, unit: ErpUnit): Receipt {
  const qty = decimal(data.qty);
  const before = data.total === undefined ? ZERO : max(ZERO, decimal(data.total).minus(qty));
  return {
    ...data,
    uom: unit.uom,
    qty: addedInErpUnit(unit, before, qty).toFixed(),
    ...(data.total === undefined ? {} : { total: inErpUnit(unit, decimal(data.total)).toFixed() }),
  };
}

/** Parts of what is added to a total, told one after the other. */
function oneByOne<Part extends { readonly qty: string }>(parts: readonly Part[], before: Decimal, unit: ErpUnit): Part[] {
  let sofar = before;
  return parts.map((part) => {
    const added = addedInErpUnit(unit, sofar, decimal(part.qty));
    sofar = sofar.plus(part.qty);
    return { ...part, qty: added.toFixed() };
  });
}
