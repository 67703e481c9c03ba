import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { amountOf, amountOfTime } from "@/lib/domain/shared/money";
import { type Reader, readRows } from "@/lib/queries/reader";
import { DecimalColumn, InstantColumn } from "@/lib/queries/row-types";
import { isAboutScrap, linesBehind, type Show } from "./show";

const Line = z.object({
  id: z.string(),
  opNo: z.number(),
  element: z.enum(["MATERIAL", "LABOUR", "MACHINE", "OVERHEAD", "SALVAGE", "CREDIT"]),
  activity: z.enum(["SETUP", "RUN", "REWORK", "DELAY"]),
  item: z.string().nullable(),
  lot: z.string().nullable(),
  person: z.string().nullable(),
  rateClass: z.string().nullable(),
  workUnit: z.string().nullable(),
  quantity: DecimalColumn.nullable(),
  uom: z.string().nullable(),
  seconds: z.number().nullable(),
  unitCost: DecimalColumn,
  standardUnitCost: DecimalColumn,
  amount: DecimalColumn,
  valuation: z.enum(["NORMAL", "ABNORMAL"]),
  reasonCode: z.string().nullable(),
  reverses: z.boolean(),
  sourceEventId: z.string(),
  eventTime: InstantColumn,
  recordTime: InstantColumn,
  /** Seconds of each booking that labour of one class is made from: each was rounded on its own. */
  parts: z.array(z.number().nullable()),
  total: z.number(),
});

/**
 * A line of the ledger as finance reads it; labour of one fact is one line per rate class, since how long each person worked is not finance's to
 * see (§10.1): `id` then names all its lines. Amounts and quantities as text; `difference` is what was paid beyond the standard price or rate.
 */
export type CostLineView = Omit<z.infer<typeof Line>, "total" | "parts"> & { readonly difference: string };

const Event = z.object({
  id: z.string(),
  type: z.string(),
  eventTime: InstantColumn,
  recordTime: InstantColumn,
  /** Who recorded it; null for what says how long a person worked (§10.1). */
  who: z.string().nullable(),
  workUnit: z.string().nullable(),
  payload: z.record(z.string(), z.unknown()),
});

/** The fact that a line came from, with all that it says. */
export type SourceEvent = z.infer<typeof Event>;

/** What stands behind a figure: its lines by source event, oldest first, and how many there are in all. */
export type CostLines = {
  readonly show: Show;
  readonly lines: readonly CostLineView[];
  readonly events: readonly SourceEvent[];
  readonly total: number;
  readonly page: number;
  readonly pages: number;
};

/** Lines that one page of the panel shows. */
export const LINES_PER_PAGE = 100;

/**
 * Drill-down of one order's figure to the lines of the ledger and the facts that they came from. The order must be one that the caller
 * already found for the actor. At most `perPage` lines, or entries that scrapped something; the export has all.
 */
export async function costLines(reader: Reader, orderId: string, show: Show, page = 1, perPage = LINES_PER_PAGE): Promise<CostLines> {
  if (isAboutScrap(show)) {
    const rows = await scrapEvents(reader, orderId, page, perPage);
    const total = rows[0]?.total ?? 0;
    return { show, lines: [], events: rows.map(withoutPeople), total, page, pages: Math.max(1, Math.ceil(total / perPage)) };
  }
  const filter = linesBehind(show);
  if (filter === null) return { show, lines: [], events: [], total: 0, page: 1, pages: 1 };
  const text = (values: readonly string[] | null): SQL => sql`${values === null ? null : `{${values.join(",")}}`}::text[]`;
  const rows = await readRows(
    reader.db,
    Line,
    sql`
    with behind as (
      select *, case when element <> 'LABOUR' then id end as own, case when element = 'MATERIAL' then person_id end as issuer, reverses_id is not null as reverses from costing.cost_line
      where order_id = ${orderId} and (${text(filter.elements)} is null or element = any (${text(filter.elements)})) and (${text(filter.activities)} is null or activity = any (${text(filter.activities)}))),
    page as (
      select string_agg(id::text, ' ' order by id) as id, op_no, element, activity, item_id, lot_id, issuer as person_id, rate_class, work_unit_id, quantity, uom, sum(seconds)::int as seconds,
        unit_cost, standard_unit_cost, sum(amount) as amount, valuation, reason_code, reverses, source_event_id, event_time, record_time, json_agg(seconds) as parts, count(*) over ()::int as total
      from behind
      group by own, op_no, element, activity, item_id, lot_id, issuer, rate_class, work_unit_id, quantity, uom, unit_cost, standard_unit_cost, valuation, reason_code, reverses, source_event_id, event_time, record_time
      order by event_time, record_time, source_event_id, min(id::text)
      limit ${perPage} offset ${(page - 1) * perPage})
    select l.id, l.op_no as "opNo", l.element, l.activity, i.code as item, lot.number as lot, p.number as person, l.rate_class as "rateClass", u.code as "workUnit",
      l.quantity::text, l.uom, l.seconds, l.unit_cost::text as "unitCost", l.standard_unit_cost::text as "standardUnitCost", l.amount::text, l.valuation, l.reason_code as "reasonCode",
      l.reverses, l.parts, l.source_event_id as "sourceEventId", l.event_time::text as "eventTime", l.record_time::text as "recordTime", l.total
    from page l
    left join reference.item i on i.id = l.item_id
    left join materials.lot lot on lot.id = l.lot_id
    left join reference.person p on p.id = l.person_id
    left join reference.equipment u on u.id = l.work_unit_id
    order by l.event_time, l.record_time, l.source_event_id, l.id`,
  );
  const total = rows[0]?.total ?? 0;
  const lines = rows.map(({ total: _total, parts, ...row }): CostLineView => ({ ...row, amount: decimal(row.amount).toFixed(2), difference: beyondStandard({ ...row, parts }) }));
  const events = (await sourceEvents(reader, [...new Set(lines.map((line) => line.sourceEventId))])).map(withoutPeople);
  return { show, lines, events, total, page, pages: Math.max(1, Math.ceil(total / perPage)) };
}

function beyondStandard(line: Pick<z.infer<typeof Line>, "amount" | "parts" | "quantity" | "standardUnitCost">): string {
  const rate = decimal(line.standardUnitCost);
  const standard = line.quantity === null ? sum(line.parts.map((seconds) => amountOfTime(decimal(seconds ?? 0), rate))) : amountOf(decimal(line.quantity), rate);
  return decimal(line.amount).minus(standard).toFixed(2);
}

/** §10.1: a confirmation books the time of those who worked on it, so who it was stays with their lead; who took material may be seen. */
function withoutPeople(event: SourceEvent): SourceEvent {
  const { id, type, eventTime, recordTime, who, workUnit } = event;
  const payload = Object.fromEntries(
    Object.entries(event.payload)
      .filter(([name]) => name !== "reckoned" && (name !== "personId" || type.startsWith("material.")))
      .map(([name, value]) => [name, name === "edge" ? withoutCrew(value) : value]),
  );
  return { id, type, eventTime, recordTime, who, workUnit, payload };
}

function withoutCrew(edge: unknown): unknown {
  return typeof edge === "object" && edge !== null ? Object.fromEntries(Object.entries(edge).filter(([name]) => name !== "operators")) : edge;
}

const EVENT_COLUMNS = sql`
  e.id, e.type, e.event_time::text as "eventTime", e.record_time::text as "recordTime", case when e.person_id is null or e.type like 'material.%' then coalesce(p.number, e.actor) end as who, u.code as "workUnit", e.payload`;
const EVENT_TABLES = sql`
  from eventlog.event e
  left join reference.person p on p.id = e.person_id
  left join reference.equipment u on u.id::text = e.payload->>'workUnitId'`;

async function sourceEvents({ db }: Reader, eventIds: readonly string[]): Promise<SourceEvent[]> {
  if (eventIds.length === 0) return [];
  return readRows(db, Event, sql`select ${EVENT_COLUMNS} ${EVENT_TABLES} where e.id = any (${`{${eventIds.join(",")}}`}::uuid[]) order by e.event_time, e.position`);
}

const CountedEvent = Event.extend({ total: z.number() });

async function scrapEvents({ db }: Reader, orderId: string, page: number, perPage: number): Promise<z.infer<typeof CountedEvent>[]> {
  return readRows(
    db,
    CountedEvent,
    sql`select ${EVENT_COLUMNS}, count(*) over ()::int as total ${EVENT_TABLES} where e.order_id = ${orderId} and e.type in ('production.confirmed', 'production.reversed') and (e.payload->>'scrap')::numeric <> 0 order by e.event_time, e.position limit ${perPage} offset ${(page - 1) * perPage}`,
  );
}
