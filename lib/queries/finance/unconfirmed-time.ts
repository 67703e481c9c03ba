import "server-only";
import { inArray, sql } from "drizzle-orm";
import { z } from "zod";
import { attendedShifts, type AttendedRow } from "@/db/attended";
import { equipment, person, workCentreRate } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import type { TimeElement } from "@/lib/domain/costing/cost-line";
import { rateAt } from "@/lib/domain/costing/rates";
import { notBookedSeconds, unassignedMachineCost, unconfirmedLabour, unconfirmedSeconds } from "@/lib/domain/costing/unconfirmed-time";
import { type Decimal, decimal, sum } from "@/lib/domain/shared/decimal";
import { groupBy } from "@/lib/domain/shared/group-by";
import { siteNames } from "@/lib/queries/planner/sites";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { wallClock } from "./instant-in-zone";

/** One shift of a line, all its people together (§10.1); amounts with two decimals in the site's currency. */
export type UnconfirmedShift = {
  readonly day: string;
  readonly shift: string;
  readonly line: string;
  readonly site: string;
  readonly currency: string;
  readonly people: number;
  readonly attendedSeconds: number;
  readonly breakSeconds: number;
  readonly bookedSeconds: number;
  readonly notBookedSeconds: number;
  /** At the rates of the line, or of the one on which somebody was booked where no line is known of their coming; null where nobody's time has a rate. */
  readonly amount: string | null;
  /** People of whom neither is known, and people whose time at a line has no rate: theirs is in no amount. */
  readonly withoutLine: number;
  readonly withoutRate: number;
  /** People of whom more is booked than they attended. */
  readonly overbooked: number;
};
/** Time in which a line produced without an order; `amount` null where the ERP has sent no machine rate. */
export type UnassignedLine = { readonly line: string; readonly site: string; readonly currency: string; readonly seconds: number; readonly amount: string | null };

export type UnconfirmedTime = {
  readonly days: number;
  /** What is not booked costs, as far as there are rates, by currency: amounts of different ones are never added up (C-16). */
  readonly totals: readonly { readonly currency: string; readonly amount: string }[];
  /** The latest first. */
  readonly shifts: readonly UnconfirmedShift[];
  readonly machines: readonly UnassignedLine[];
};

const DAY_MS = 24 * 3_600_000;
const Produced = z.object({ lineId: z.string(), siteId: z.string(), day: z.string(), from: z.number(), seconds: z.number() });

/** C-15: what was attended and produced without being booked, over so many production days up to the site's today, and what it costs; of the sites whose cost the reader may see. */
export async function unconfirmedTime(reader: Reader, actor: Actor, days: number): Promise<UnconfirmedTime> {
  const sites = await siteNames(reader, sitesWith(actor, "cost.read"));
  const siteIds = sites.map((one) => one.id);
  if (siteIds.length === 0) return { days, totals: [], shifts: [], machines: [] };
  const periods = new Map(sites.map((site) => [site.id, periodOf(reader.now, site.timeZone, days)]));
  const asked = (row: { readonly siteId: string; readonly day: string }) => {
    const period = periods.get(row.siteId);
    return period !== undefined && period.fromDay <= row.day && row.day <= period.toDay;
  };
  // No zone is a whole day away from UTC: a day more on either side has every site's days.
  const [fromDay, toDay] = [dayOf(reader.now.getTime() - days * DAY_MS), dayOf(reader.now.getTime() + DAY_MS)];
  const [allAttended, allProduced] = await Promise.all([attendedShifts(reader.db, reader.now, { siteIds, fromDay, toDay }), producedWithoutOrder(reader, siteIds, fromDay, toDay)]);
  const [attended, produced] = [allAttended.filter(asked), allProduced.filter(asked)];
  const lineIds = [...new Set([...attended.flatMap((row) => pricedAt(row) ?? []), ...produced.map((row) => row.lineId)])];
  const [lines, rate, classes] = await Promise.all([namesOf(reader, lineIds), ratesOf(reader, lineIds), classesOf(reader, attended)]);
  const placeOf = (siteId: string, lineId: string | null) => {
    const site = sites.find((one) => one.id === siteId);
    return { line: lineId === null ? "" : (lines.get(lineId) ?? ""), site: site?.code ?? "", currency: site?.currency ?? "" };
  };

  const groups = groupBy(attended, (row) => JSON.stringify([row.day, row.shift, row.siteId, row.workCentreId]));
  const shifts = [...groups.values()].flatMap((rows): UnconfirmedShift[] => {
    const [first] = rows;
    if (first === undefined) return [];
    const priced = rows.flatMap((row) => {
      const found = rate(pricedAt(row), "LABOUR", classes.get(row.personId) ?? null, new Date(row.from));
      return found === null ? [] : [{ ...row, shiftId: `${row.day}/${row.shift}`, rate: found }];
    });
    const withoutLine = rows.filter((row) => pricedAt(row) === null).length;
    const of = (pick: (row: AttendedRow) => number) => rows.reduce((total, row) => total + pick(row), 0);
    return [
      {
        day: first.day,
        shift: first.shift,
        ...placeOf(first.siteId, first.workCentreId),
        people: rows.length,
        attendedSeconds: of((row) => row.attendedSeconds),
        breakSeconds: of((row) => row.breakSeconds),
        bookedSeconds: of((row) => row.bookedSeconds),
        notBookedSeconds: of(notBookedSeconds),
        amount: priced.length === 0 ? null : unconfirmedLabour(priced).amount.toFixed(2),
        withoutLine,
        withoutRate: rows.length - priced.length - withoutLine,
        overbooked: rows.filter((row) => unconfirmedSeconds(row) < 0).length,
      },
    ];
  });
  const machines = [...groupBy(produced, (row) => row.lineId).values()].flatMap((rows): UnassignedLine[] => {
    const [first] = rows;
    if (first === undefined) return [];
    const amounts = rows.map((row) => {
      const found = rate(row.lineId, "MACHINE", null, new Date(row.from));
      return found === null ? null : unassignedMachineCost(row.seconds, found);
    });
    const known = amounts.filter((amount): amount is Decimal => amount !== null);
    return [
      {
        ...placeOf(first.siteId, first.lineId),
        seconds: rows.reduce((total, row) => total + row.seconds, 0),
        amount: known.length < amounts.length ? null : sum(known).toFixed(2),
      },
    ];
  });
  const costs = shifts.flatMap(({ currency, amount }) => (amount === null ? [] : [{ currency, amount: decimal(amount) }]));
  const totals = [...groupBy(costs, (row) => row.currency)].map(([currency, rows]) => ({ currency, amount: sum(rows.map((row) => row.amount)).toFixed(2) }));
  const latestFirst = shifts.toSorted((a, b) => b.day.localeCompare(a.day) || a.line.localeCompare(b.line) || a.shift.localeCompare(b.shift));
  return { days, totals, shifts: latestFirst, machines };
}

/** The line whose rates a person's time costs: the one that they came to, else the one that they worked at. */
const pricedAt = ({ workCentreId, bookedCentreId }: AttendedRow): string | null => workCentreId ?? bookedCentreId;

const dayOf = (ms: number): string => new Date(ms).toISOString().slice(0, 10);

/** So many days up to today as a zone's calendar has them. */
function periodOf(now: Date, timeZone: string, days: number): { readonly fromDay: string; readonly toDay: string } {
  const toDay = wallClock(now, timeZone).slice(0, 10);
  return { fromDay: dayOf(Date.parse(toDay) - (days - 1) * DAY_MS), toDay };
}

/** Seconds in which machines of a line ran in PRODUCING without an order, by the day of the site on which the state began, which a rate is looked up for. */
async function producedWithoutOrder({ db, now }: Reader, siteIds: readonly string[], fromDay: string, toDay: string): Promise<z.infer<typeof Produced>[]> {
  const day = sql`(s.from_at at time zone site.time_zone)::date`;
  return readRows(
    db,
    Produced,
    sql`
    select u.parent_id as "lineId", u.site_id as "siteId", (${day})::text as day, (extract(epoch from min(s.from_at)) * 1000)::float8 as "from",
      sum(round(extract(epoch from coalesce(s.to_at, ${now.toISOString()}::timestamptz) - s.from_at)))::int as seconds
    from reference.equipment u
    join reference.site on site.id = u.site_id
    join telemetry.state_interval s on s.work_unit_id = u.id
    where u.site_id = any (${ids(siteIds)}) and u.level = 'WORK_UNIT' and s.superseded_at is null and s.state = 'PRODUCING' and s.operation_id is null
      and s.from_at > ${fromDay}::date - interval '1 day' and s.from_at < ${toDay}::date + interval '2 days' and ${day} between ${fromDay}::date and ${toDay}::date
    group by 1, 2, ${day}
    having sum(extract(epoch from coalesce(s.to_at, ${now.toISOString()}::timestamptz) - s.from_at)) >= 1
    order by 1, 3`,
  );
}

async function namesOf({ db }: Reader, lineIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  if (lineIds.length === 0) return new Map();
  const rows = await db
    .select({ id: equipment.id, name: equipment.name })
    .from(equipment)
    .where(inArray(equipment.id, [...lineIds]));
  return new Map(rows.map((row) => [row.id, row.name]));
}

async function classesOf({ db }: Reader, attended: readonly AttendedRow[]): Promise<ReadonlyMap<string, string>> {
  const people = [...new Set(attended.map((row) => row.personId))];
  if (people.length === 0) return new Map();
  const rows = await db.select({ id: person.id, rateClass: person.rateClass }).from(person).where(inArray(person.id, people));
  return new Map(rows.map((row) => [row.id, row.rateClass]));
}

/** C-04: how the rates of these lines answer; null where the ERP has sent none. */
async function ratesOf({ db }: Reader, lineIds: readonly string[]) {
  const rows =
    lineIds.length === 0
      ? []
      : await db
          .select()
          .from(workCentreRate)
          .where(inArray(workCentreRate.workCentreId, [...lineIds]));
  return (lineId: string | null, element: TimeElement, rateClass: string | null, at: Date): Decimal | null => {
    const versions = rows
      .filter((row) => row.workCentreId === lineId)
      .map((row) => ({ element: row.element, rateClass: row.rateClass === "" ? null : row.rateClass, basis: row.basis, rate: row.rate, from: row.validFrom, to: row.validTo }));
    const found = rateAt(versions, { element, rateClass, at });
    return found.ok ? found.value.rate : null;
  };
}
