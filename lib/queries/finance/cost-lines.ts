import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { z } from "zod";
import { decimal } from "@/lib/domain/shared/decimal";
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
  total: z.number(),
});

/** A line of the ledger as finance reads it. Amounts and quantities as text; `difference` is what was paid beyond the standard price or rate. */
export type CostLineView = Omit<z.infer<typeof Line>, "total"> & { readonly difference: string };

const Event = z.object({
  id: z.string(),
  type: z.string(),
  eventTime: InstantColumn,
  recordTime: InstantColumn,
  who: z.string(),
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
 * already found for the actor. At most `LINES_PER_PAGE` lines; the export has all.
 */
export async function costLines(reader: Reader, orderId: string, show: Show, page = 1, perPage = LINES_PER_PAGE): Promise<CostLines> {
  if (isAboutScrap(show)) {
    const events = await scrapEvents(reader, orderId);
    return { show, lines: [], events, total: events.length, page: 1, pages: 1 };
  }
  const filter = linesBehind(show);
  if (filter === null) return { show, lines: [], events: [], total: 0, page: 1, pages: 1 };
  const text = (values: readonly string[] | null): SQL => sql`${values === null ? null : `{${values.join(",")}}`}::text[]`;
  const rows = await readRows(
    reader.db,
    Line,
    sql`
    with page as (
      select *, count(*) over ()::int as total from costing.cost_line
      where order_id = ${orderId} and (${text(filter.elements)} is null or element = any (${text(filter.elements)})) and (${text(filter.activities)} is null or activity = any (${text(filter.activities)}))
      order by event_time, record_time, source_event_id, id
      limit ${perPage} offset ${(page - 1) * perPage})
    select l.id, l.op_no as "opNo", l.element, l.activity, i.code as item, lot.number as lot, p.number as person, l.rate_class as "rateClass", u.code as "workUnit",
      l.quantity::text, l.uom, l.seconds, l.unit_cost::text as "unitCost", l.standard_unit_cost::text as "standardUnitCost", l.amount::text, l.valuation, l.reason_code as "reasonCode",
      l.reverses_id is not null as reverses, l.source_event_id as "sourceEventId", l.event_time::text as "eventTime", l.record_time::text as "recordTime", l.total
    from page l
    left join reference.item i on i.id = l.item_id
    left join materials.lot lot on lot.id = l.lot_id
    left join reference.person p on p.id = l.person_id
    left join reference.equipment u on u.id = l.work_unit_id
    order by l.event_time, l.record_time, l.source_event_id, l.id`,
  );
  const total = rows[0]?.total ?? 0;
  const lines = rows.map((row): CostLineView => ({ ...row, amount: decimal(row.amount).toFixed(2), difference: beyondStandard(row) }));
  const events = await sourceEvents(reader, [...new Set(lines.map((line) => line.sourceEventId))]);
  return { show, lines, events, total, page, pages: Math.max(1, Math.ceil(total / perPage)) };
}

function beyondStandard(line: z.infer<typeof Line>): string {
  const quantity = line.quantity === null ? decimal(line.seconds ?? 0) : decimal(line.quantity);
  const standard = line.quantity === null ? amountOfTime(quantity, decimal(line.standardUnitCost)) : amountOf(quantity, decimal(line.standardUnitCost));
  return decimal(line.amount).minus(standard).toFixed(2);
}

const EVENT = sql`
  select e.id, e.type, e.event_time::text as "eventTime", e.record_time::text as "recordTime", coalesce(p.number, e.actor) as who, u.code as "workUnit", e.payload
  from eventlog.event e
  left join reference.person p on p.id = e.person_id
  left join reference.equipment u on u.id::text = e.payload->>'workUnitId'`;

async function sourceEvents({ db }: Reader, eventIds: readonly string[]): Promise<SourceEvent[]> {
  if (eventIds.length === 0) return [];
  return readRows(db, Event, sql`${EVENT} where e.id = any (${`{${eventIds.join(",")}}`}::uuid[]) order by e.event_time, e.position`);
}

async function scrapEvents({ db }: Reader, orderId: string): Promise<SourceEvent[]> {
  return readRows(
    db,
    Event,
    sql`${EVENT} where e.order_id = ${orderId} and e.type in ('production.confirmed', 'production.reversed') and (e.payload->>'scrap')::numeric <> 0 order by e.event_time, e.position limit ${LINES_PER_PAGE}`,
  );
}
