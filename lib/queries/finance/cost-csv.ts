import "server-only";
import type { Actor } from "@/lib/auth/actor";
import type { Reader } from "@/lib/queries/reader";
import { costLines, type SourceEvent } from "./cost-lines";
import { toCsv } from "./csv";
import { type OrderHead, orderHead } from "./order-ledger";
import { isAboutScrap, type Show } from "./show";

const HEADER = [
  "order",
  "site",
  "operation",
  "element",
  "activity",
  "item",
  "lot",
  "person",
  "rate_class",
  "work_unit",
  "quantity",
  "uom",
  "seconds",
  "unit_cost",
  "standard_unit_cost",
  "amount",
  "over_standard",
  "currency",
  "valuation",
  "reason",
  "reversal",
  "event_time",
  "record_time",
  "event_type",
  "event_id",
  "line_id",
] as const;

/** Of the entries that scrapped something, since no line of cost says how many died. */
const SCRAP_HEADER = [
  "order",
  "site",
  "operation",
  "activity",
  "work_unit",
  "good",
  "scrap",
  "rework",
  "uom",
  "scrap_reason",
  "rework_reason",
  "reversal",
  "event_time",
  "record_time",
  "event_type",
  "event_id",
] as const;

/** Most lines of one export. */
const MOST = 100_000;

/** Lines behind a figure of an order as CSV, or the entries behind what was scrapped, all of them up to 100,000; null when the actor sees no such order. */
export async function costCsv(reader: Reader, actor: Actor, number: string, site: string | null, show: Show): Promise<string | null> {
  const head = await orderHead(reader, actor, number, site);
  if (head === null) return null;
  const { lines, events } = await costLines(reader, head.id, show, 1, MOST);
  if (isAboutScrap(show)) return scrapCsv(head, events);
  const types = new Map(events.map((event) => [event.id, event.type]));
  return toCsv(
    HEADER,
    lines.map((line) => [
      head.number,
      head.site,
      line.opNo,
      line.element,
      line.activity,
      line.item,
      line.lot,
      line.person,
      line.rateClass,
      line.workUnit,
      line.quantity,
      line.uom,
      line.seconds,
      line.unitCost,
      line.standardUnitCost,
      line.amount,
      line.difference,
      head.currency,
      line.valuation,
      line.reasonCode,
      line.reverses ? "yes" : "no",
      line.eventTime,
      line.recordTime,
      types.get(line.sourceEventId) ?? null,
      line.sourceEventId,
      line.id,
    ]),
  );
}

function scrapCsv(head: OrderHead, events: readonly SourceEvent[]): string {
  return toCsv(
    SCRAP_HEADER,
    events.map(({ id, type, payload, workUnit, eventTime, recordTime }) => {
      const told = (name: string) => {
        const value = payload[name];
        return typeof value === "string" || typeof value === "number" ? value : null;
      };
      return [
        head.number,
        head.site,
        told("opNo"),
        told("activity"),
        workUnit,
        told("good"),
        told("scrap"),
        told("rework"),
        head.uom,
        told("scrapReason"),
        told("reworkReason"),
        type === "production.reversed" ? "yes" : "no",
        eventTime,
        recordTime,
        type,
        id,
      ];
    }),
  );
}
