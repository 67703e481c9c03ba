import { type Decimal, sum } from "@/lib/domain/shared/decimal";
import type { CommitmentData } from "@/lib/messages/erp-commitment.v1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import type { SaleLine } from "./api-types";
import { itemCode, type PlantData, text, timeOf, unitCode, Unmappable, versionOf } from "./plant-data";
import { endOfDay } from "./zone";

/** Tryton's states of a sale. One that is not confirmed, or no more, promises nothing. */
const STATUS: Readonly<Record<string, CommitmentData["status"]>> = {
  draft: "CANCELLED",
  quotation: "CANCELLED",
  confirmed: "OPEN",
  processing: "OPEN",
  done: "DELIVERED",
  cancelled: "CANCELLED",
};

/** A line of a sale as a promise, in the item's unit: what its movements have yet to deliver, until the end of its shipping day. */
export function fromSaleLine(line: SaleLine, data: Pick<PlantData, "settings" | "source">): InboundMessage {
  const { settings, source } = data;
  const { "sale.": sale, "product.": product } = line;
  const state = STATUS[sale.state];
  if (state === undefined) throw new Unmappable(`Sale ${sale.number} is in the unknown state "${sale.state}".`);
  const due = sale.shipping_date ?? line.shipping_date ?? sale.sale_date;
  if (due === null) throw new Unmappable(`Sale ${sale.number} has neither a shipping date nor a date of its own.`);
  const unit = product["default_uom."];
  const inUnit = (quantity: Decimal, uom: { readonly factor: Decimal }) => quantity.times(uom.factor).div(unit.factor);
  // Delivered, or given up by a person: nobody waits for it any more.
  const settled = line["moves."].filter((move) => move.state === "done" || line.moves_ignored.includes(move.id));
  const open = inUnit(line.quantity, line["unit."]).minus(sum(settled.map((move) => inUnit(move.quantity, move["uom."]))));
  const status = state === "OPEN" && !open.gt(0) ? "DELIVERED" : state;
  const erpVersion = versionOf([line._timestamp, sale._timestamp, ...line["moves."].map((move) => move._timestamp)]);
  return inboundMessage(
    "erp.commitment.v1",
    {
      site: settings.site,
      commitment: sale.number.trim(),
      // Lines have an order of their own, but no number that would stay theirs.
      line: line.id,
      erpVersion,
      customer: sale["party."].code?.trim() || String(sale["party."].id),
      customerName: sale["party."].name ?? "",
      item: itemCode(product),
      qty: text(status === "OPEN" ? open : inUnit(line.quantity, line["unit."])),
      uom: unitCode(data, unit.symbol),
      due: endOfDay(settings.timeZone, due).toISOString(),
      priorityClass: settings.commitments.priorityClass,
      penaltyPerUnitDay: settings.commitments.penaltyPerUnitDay,
      currency: sale["currency."].code,
      status,
    },
    source,
    timeOf(erpVersion),
  );
}
