import type { OrderData } from "@/lib/messages/erp-order.v1";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { siteDay } from "@/lib/sandbox/company/site-day";
import { type Amount, amountOf, textOf } from "./amount";
import { type Books, type Correction, objectOf, orderOf, type PostedCost, siteOf } from "./books";

type Posting = PostedCost["posting"];

/**
 * What a message of the floor costs its order in the ERP's own books: material at the cost of its lot, times at the rates of the ERP, receipts at its standard.
 * An ERP values once, as it books; a rate that changes afterwards changes nothing that is booked. A reversal takes back what its original was valued at.
 */
export function valueMessage(books: Books, message: OutboundMessage): PostedCost[] {
  const postedOn = postingDay(books, message);
  switch (message.type) {
    case "mes.production.confirmed.v1": {
      const order = orderOf(books, message.data.order);
      if (order === null) return [];
      return [
        ...message.data.time.flatMap((time) => valueTime(books, order, message, time, postedOn)),
        ...message.data.consumption.map((line) => valueMaterial(books, order.site, line, postedOn)),
      ];
    }
    case "mes.material.issued.v1":
      return [valueMaterial(books, siteOf(books, message), message.data, postedOn)];
    case "mes.material.scrapped.v1":
      return message.data.order === null ? [] : [valueMaterial(books, siteOf(books, message), message.data, postedOn)];
    case "mes.production.received.v1": {
      const { item, lot, qty, uom } = message.data;
      return [valueReceipt(books, siteOf(books, message), { item, lot, qty, uom }, postedOn)];
    }
    case "mes.entry.reversed.v1":
      return (books.postings.get(message.data.reversed.id)?.costs ?? []).map(({ element, posting }) => ({ element, posting: { ...negated(posting), postedOn } }));
    default:
      return [];
  }
}

/** What a clerk's own booking costs: the material that it names, and the receipt. */
export function valueCorrection(books: Books, site: string, correction: Correction, postedOn: string): PostedCost[] {
  const order = orderOf(books, correction.order);
  const received =
    order === null || amountOf(correction.received) === 0n ? [] : [valueReceipt(books, site, { item: order.item, lot: null, qty: correction.received, uom: order.uom }, postedOn)];
  return [...correction.consumed.map(({ item, lot, qty }) => valueMaterial(books, site, { item, lot, qty, uom: null }, postedOn)), ...received];
}

type Confirmation = Extract<OutboundMessage, { type: "mes.production.confirmed.v1" }>;
type Time = Confirmation["data"]["time"][number];

function valueTime(books: Books, order: OrderData, { data, time: at }: Confirmation, { activity, machineSeconds, labour }: Time, postedOn: string): PostedCost[] {
  const operations = order.operations ?? objectOf(books, "erp.routing.v1", `${order.site}/${order.item}/${order.routingVersion ?? "-"}`)?.operations ?? [];
  const workCentre = operations.find((each) => each.operation === data.operation)?.workCentre ?? "";
  const rateOf = (element: "LABOUR" | "MACHINE" | "OVERHEAD", rateClass: string | null) => {
    const valid = [...(books.rates.get(`${order.site}/${workCentre}/${element}`)?.values() ?? [])].filter(
      (rate) => Date.parse(rate.validFrom) <= Date.parse(at) && (rate.validTo === null || Date.parse(at) < Date.parse(rate.validTo)),
    );
    return valid.find((rate) => rate.rateClass === rateClass) ?? valid.find((rate) => rate.rateClass === null) ?? null;
  };
  const charge = (element: "LABOUR" | "MACHINE" | "OVERHEAD", seconds: number, rate: string): PostedCost[] =>
    seconds === 0
      ? []
      : [
          {
            element,
            posting: {
              ...NOTHING,
              amount: cents(BigInt(seconds) * amountOf(rate), 3600n * 10_000n),
              operation: data.operation,
              activity,
              seconds: String(seconds),
              rate,
              postedOn,
            },
          },
        ];
  const overhead = rateOf("OVERHEAD", null);
  const labourSeconds = labour.reduce((sum, person) => sum + person.seconds, 0);
  return [
    ...labour.flatMap((person) => charge("LABOUR", person.seconds, rateOf("LABOUR", person.rateClass)?.rate ?? "0")),
    ...charge("MACHINE", machineSeconds, rateOf("MACHINE", null)?.rate ?? "0"),
    ...charge("OVERHEAD", overhead?.basis === "LABOUR_H" ? labourSeconds : machineSeconds, overhead?.rate ?? "0"),
  ];
}

type Goods = { readonly item: string; readonly lot: string | null; readonly qty: string; readonly uom: string | null };

function valueMaterial(books: Books, site: string, { item, lot, qty, uom }: Goods, postedOn: string): PostedCost {
  const unitCost = objectOf(books, "erp.lot.v1", `${site}/${item}/${lot ?? "-"}`)?.unitCost ?? standardOf(books, site, item, postedOn);
  const unit = uom ?? objectOf(books, "erp.item.v1", `${site}/${item}`)?.baseUom ?? "EA";
  return { element: "MATERIAL", posting: { ...NOTHING, amount: cents(amountOf(qty) * amountOf(unitCost), 10_000_000_000n), item, lot, qty, uom: unit, rate: unitCost, postedOn } };
}

/** What a receipt takes off the order: quantity and amount are negative. */
function valueReceipt(books: Books, site: string, { item, lot, qty, uom }: Goods, postedOn: string): PostedCost {
  const standard = standardOf(books, site, item, postedOn);
  return {
    element: "CREDIT",
    posting: negated({ ...NOTHING, amount: cents(amountOf(qty) * amountOf(standard), 10_000_000_000n), item, lot, qty, uom, rate: standard, postedOn }),
  };
}

/** The standard cost that counts on a day; "0" where the ERP has none. */
function standardOf(books: Books, site: string, item: string, day: string): string {
  const at = Date.parse(day);
  const versions = [...(books.standards.get(`${site}/${item}`)?.values() ?? [])];
  return versions.findLast((one) => Date.parse(one.validFrom) <= at && (one.validTo === null || at < Date.parse(one.validTo)))?.total ?? "0";
}

const NOTHING: Posting = { amount: "0", item: null, lot: null, qty: null, uom: null, operation: null, activity: null, seconds: null, rate: null, postedOn: null };

/** The day of the site on which it happened, or the first one that is open. */
function postingDay(books: Books, message: OutboundMessage): string {
  const site = siteOf(books, message);
  const openFrom = books.openFrom.get(site);
  return siteDay(site, openFrom !== undefined && Date.parse(message.time) < Date.parse(openFrom) ? openFrom : message.time);
}

function negated(posting: Posting): Posting {
  const minus = (text: string | null): string | null => (text === null ? null : textOf(-amountOf(text)));
  return { ...posting, amount: textOf(-amountOf(posting.amount)), qty: minus(posting.qty), seconds: minus(posting.seconds) };
}

/** A quotient in whole cents, ties away from zero, as text. */
function cents(numerator: Amount, denominator: bigint): string {
  const magnitude = numerator < 0n ? -numerator : numerator;
  const rounded = (magnitude * 2n + denominator) / (denominator * 2n);
  return textOf((numerator < 0n ? -rounded : rounded) * 10_000n);
}
