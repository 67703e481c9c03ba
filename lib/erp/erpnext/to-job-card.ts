import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import type { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import type { TimeLog, WorkOrder } from "./api-types";
import type { Values } from "./client";
import { chainOf, nextKey, partKey } from "./keys";
import type { ErpnextSettings } from "./settings";
import { number } from "./values";
import { earlier, localText } from "./zone";

/** A row that is to be made. */
export type NewRow = { readonly from_time: string; readonly to_time: string; readonly completed_qty: number; readonly employee?: string; readonly mes_ref: string };

/**
 * The rows of a confirmation: one per person, or one without a name. The good quantity (in the order's unit) stands in the first alone,
 * since ERPNext adds the rows up; its key is the message's own.
 */
export function toRows(message: ProductionConfirmedV1, good: Decimal, settings: Pick<ErpnextSettings, "timeZone" | "bookedTime" | "employees">): NewRow[] {
  return spansOf(message, settings).map(({ person, seconds }, index) => ({
    ...rowTimes(settings.timeZone, new Date(message.time), seconds),
    completed_qty: index === 0 ? number(good) : 0,
    ...(person === null ? {} : { employee: settings.employees[person] ?? person }),
    mes_ref: index === 0 ? message.id : partKey(message.id, `row-${index + 1}`),
  }));
}

type Span = { readonly person: string | null; readonly seconds: number };

function spansOf({ data }: ProductionConfirmedV1, { bookedTime }: Pick<ErpnextSettings, "bookedTime">): Span[] {
  const people = new Map<string, number>();
  for (const { person, seconds } of data.time.flatMap((activity) => activity.labour)) people.set(person, (people.get(person) ?? 0) + seconds);
  if (bookedTime === "LABOUR" && people.size > 0) return [...people].map(([person, seconds]) => ({ person, seconds }));
  return [{ person: null, seconds: data.time.reduce((total, activity) => total + activity.machineSeconds, 0) }];
}

/**
 * A span that ends at an instant, as the clock of the wall shows it. Its start is rounded up to the second, so that it does not reach into the
 * span before it, whose end was rounded down.
 */
export function rowTimes(zone: string, end: Date, seconds: number): Pick<NewRow, "from_time" | "to_time"> {
  const to_time = localText(zone, end);
  const rounded = Math.max(0, seconds - (end.getTime() % 1000 === 0 ? 0 : 1));
  return { from_time: earlier(to_time, rounded).slice(0, 19), to_time };
}

/** What ERPNext has no field for, as one line of the card's remarks that can be found again; null when there is nothing to say. */
export function remarkOf(message: ProductionConfirmedV1): string | null {
  const { quantity, scrapReasons } = message.data;
  const named = scrapReasons.map(({ code, qty }) => `Scrap ${qty}: ${code}`);
  const scrap = named.length > 0 ? named : decimal(quantity.scrap).gt(0) ? [`Scrap ${quantity.scrap}`] : [];
  const rework = decimal(quantity.rework).gt(0) ? [`Rework ${quantity.rework}`] : [];
  return scrap.length + rework.length === 0 ? null : [...scrap, ...rework].join("; ");
}

const tagOf = (messageId: string) => ` [${messageId}]`;

/** The card's remarks with the line of a message. */
export function withRemark(remarks: string, message: ProductionConfirmedV1): string {
  const line = remarkOf(message);
  if (line === null || remarks.includes(tagOf(message.id))) return remarks;
  return [...(remarks.trim() === "" ? [] : [remarks]), line + tagOf(message.id)].join("\n");
}

/** The card's remarks without the line of a message. */
export function withoutRemark(remarks: string, messageId: string): string {
  return remarks
    .split("\n")
    .filter((line) => !line.endsWith(tagOf(messageId)))
    .join("\n");
}

/** True for a row that carries one of the keys. */
export function isRowOf(row: TimeLog, keys: ReadonlySet<string>): boolean {
  const ref = row["mes_ref"];
  return typeof ref === "string" && keys.has(ref);
}

/** Every key that a row of a message may carry, of at most so many rows. */
export function rowKeys(messageId: string, rows: number): ReadonlySet<string> {
  const keys = [messageId, ...Array.from({ length: Math.max(0, rows - 1) }, (_, index) => partKey(messageId, `row-${index + 2}`))];
  return new Set(keys.flatMap((key) => chainOf(key)));
}

/** The head of a further card of an operation. */
export function newCard(order: WorkOrder, operation: WorkOrder["operations"][number], workstation: string | null): Values {
  return {
    doctype: "Job Card",
    work_order: order.name,
    operation: operation.operation,
    operation_id: operation.name,
    workstation: workstation ?? operation.workstation,
    production_item: order.production_item,
    bom_no: order.bom_no,
    company: order.company,
    wip_warehouse: order.wip_warehouse,
    sequence_id: operation.sequence_id ?? operation.idx,
  };
}

/** What Frappe itself writes into a row. */
const OF_THE_ROW = new Set(["name", "idx", "docstatus", "owner", "creation", "modified", "modified_by", "parent", "parentfield", "parenttype", "doctype"]);

/** A row of a cancelled card for its successor: the cancelled one keeps its key, so the copy takes the next. */
export function successorRow(row: TimeLog): TimeLog {
  const ref = row["mes_ref"];
  const values = Object.fromEntries(Object.entries(row).filter(([field]) => !OF_THE_ROW.has(field)));
  return typeof ref === "string" ? { ...values, mes_ref: nextKey(ref) } : values;
}
