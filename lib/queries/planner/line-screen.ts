import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import type { Projection } from "@/lib/domain/planning/projection";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { secondsBetween } from "@/lib/domain/shared/interval";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import { performance, type Performance } from "@/lib/queries/totals/performance";
import { recentShifts } from "@/lib/queries/totals/recent-shifts";
import { type CommitmentRow, commitmentRows, willNotMakeIt } from "./commitment-rows";
import { openExceptions, type OwnedException, resolvedExceptions, withRights } from "./exceptions";
import { type LineNow, lineStrip, RIBBON_HOURS } from "./line-strip";
import { type LineUnit, lineUnits } from "./line-units";
import { ganttRows, type ProjectedRow, stopOfLine } from "./line-gantt";
import { type DowntimeChoices, downtimeChoices, type PlannedDowntimePage, plannedDowntimeOf } from "./planned-downtime";
import { type PlantOutlook, plantOutlook } from "./projection";
import { operationsWithoutTimes } from "./queue";
import { type ShiftProposalRow, shiftProposals } from "./shift-proposals";
import { type SiteName, siteNames } from "./sites";
import { type StopView, stopView } from "./stop-view";
import { type UnitCrew, unitCrew, type UnitWork, unitWork } from "./unit-work";

/** An order that runs on the line, waits for it, or moves because of it. */
export type MovedOrder = {
  readonly orderId: string;
  readonly number: string;
  readonly item: string;
  readonly itemText: string;
  /** Still to make on this line; null where the order only moves along. */
  readonly left: string | null;
  readonly uom: string;
  readonly decimals: number;
  readonly dueAt: string;
  /** Finish without the stop, and as things stand; null is beyond the calendar. */
  readonly planAt: string | null;
  readonly nowAt: string | null;
  /** Positive: later because of the stop; null: without an end. */
  readonly movedSeconds: number | null;
  readonly lateSeconds: number | null;
  /** Operations to which the routing gives no time: when the order is finished nobody can say. */
  readonly withoutTimes: readonly number[];
};

/** One line as of one instant: what it does, what stopped it, and what follows. */
export type LineScreen = {
  readonly asOf: string;
  readonly ribbonFrom: string;
  readonly site: SiteName;
  readonly line: LineNow;
  readonly units: readonly LineUnit[];
  /** The line's own stop, or where it runs that of another of its units (ST-06: `stopsLine` is false). */
  readonly stop: StopView | null;
  /** Further units of the line that are down. */
  readonly otherStops: readonly StopView[];
  /** Whether and when the ERP took the message of this stop. */
  readonly erp: { readonly state: string; readonly at: string | null } | null;
  readonly gantt: { readonly from: string; readonly to: string; readonly rows: readonly ProjectedRow[] } | null;
  readonly orders: readonly MovedOrder[];
  /** Promises that the stop moves, and those of the line's items that will not make it anyway. */
  readonly commitments: readonly CommitmentRow[];
  /** Open commitments of the site, how many of them a projection reads, and how many of those make it. */
  readonly commitmentsTotal: number;
  readonly commitmentsProjected: number;
  readonly commitmentsInTime: number;
  /** Penalty that the stop adds; null for who may not see it. `endless`: one that the stop moves has no end in sight. */
  readonly penalty: { readonly amount: string; readonly currency: string; readonly endless: boolean } | null;
  readonly exceptions: readonly OwnedException[];
  /** What was resolved here within a day and is not closed: it comes back when it recurs within 15 min. */
  readonly resolved: readonly OwnedException[];
  /** Open exceptions of the line, listed or not. */
  readonly exceptionsTotal: number;
  /** Open orders of the site, and how many of them the projection reads, the first by due date. */
  readonly openOrders: number;
  readonly projectedOrders: number;
  /** Whether any rate comes from what shifts really made; else all are the ERP's. */
  readonly shiftRates: boolean;
  /** The reader may propose to make a part of an order elsewhere (§6.4); what is proposed from or to this line. */
  readonly mayMove: boolean;
  readonly proposals: readonly ShiftProposalRow[];
  /** Planned downtime of the line that is not over, the first page; `choices`: what may be planned anew, null for who may not. */
  readonly downtime: PlannedDowntimePage & { readonly choices: DowntimeChoices | null };
  readonly withoutCalendar: readonly string[];
  readonly unprojected: boolean;
  /** What the line made of its time in the shift that runs or ran last; null where its calendar has none. `told` is null where no busy time was planned, and for who may not see it. */
  readonly shift: {
    readonly name: string;
    readonly day: string;
    readonly from: string;
    readonly to: string;
    readonly running: boolean;
    readonly told: Pick<Performance, "figures" | "losses" | "idealRateSuspect"> | null;
  } | null;
  /** What is loaded on its units, and who is booked there; names for leads alone. */
  readonly loaded: readonly (UnitWork & { readonly unit: string })[];
  readonly crew: readonly UnitCrew[];
  /** The reader may see what the line made of its time. */
  readonly mayReadPerformance: boolean;
};

const LineRow = z.object({ id: z.string(), siteId: z.string() });

/** A line by its code, at the site of that code where several have one. Null when the actor's sites have none (S26). */
export async function findLine({ db }: Reader, actor: Actor, code: string, siteCode: string | null): Promise<{ id: string; siteId: string } | null> {
  const [row] = await readRows(
    db,
    LineRow,
    sql`select c.id, c.site_id as "siteId" from reference.equipment c join reference.site s on s.id = c.site_id
      where c.site_id = any (${ids(sitesWith(actor, "plan.read"))}) and c.code = ${code} and c.level = 'WORK_CENTRE' and c.constraint_unit_id is not null
        and (${siteCode}::text is null or s.code = ${siteCode})
      order by s.code limit 1`,
  );
  return row ?? null;
}

/** Everything that /lines/[line] shows. The projection reads the whole site: moving one job moves others. Null as `findLine`. */
export async function lineScreen(reader: Reader, actor: Actor, code: string, siteCode: string | null): Promise<LineScreen | null> {
  const found = await findLine(reader, actor, code, siteCode);
  if (found === null) return null;
  const sites = [found.siteId];
  const [outlook, [line], units, [site], exceptions, resolved, proposals, downtime, choices] = await Promise.all([
    plantOutlook(reader, sites),
    lineStrip(reader, sites, found.id),
    lineUnits(reader, found.id),
    siteNames(reader, sites),
    openExceptions(reader, sites, { lineId: found.id }),
    resolvedExceptions(reader, sites, { lineId: found.id }),
    shiftProposals(reader, actor, { lineId: found.id }),
    plannedDowntimeOf(reader, found.id),
    authorise(actor, "plan.write", found.siteId) ? downtimeChoices(reader, found.siteId, found.id) : null,
  ]);
  if (line === undefined || site === undefined) return null;
  const [shift, present] = await Promise.all([shiftOf(reader, actor, found.id, { site: site.code, line: line.code }), presentOf(reader, actor, found.siteId, units)]);
  const stop = stopOfLine(outlook.stops, found.id);
  const now = outlook.now;
  const plan = stop === null ? now : outlook.without(new Set(outlook.stops.filter((each) => each.lineId === found.id).map((each) => each.unitId)));
  const orders = movedOrders(outlook, found.id, plan, now);
  const items = new Set(orders.map((order) => order.item));
  const commitments = commitmentRows(actor, outlook.commitments, plan, now);
  const concerned = commitments.filter((row) => moved(row) || (willNotMakeIt(row) && items.has(row.item)));
  return {
    asOf: reader.now.toISOString(),
    ribbonFrom: new Date(reader.now.getTime() - RIBBON_HOURS * 3_600_000).toISOString(),
    site,
    line,
    units,
    orders,
    stop: stop === null ? null : stopView(stop),
    otherStops: outlook.stops.filter((each) => each.lineId === found.id && each !== stop).map(stopView),
    erp: stop === null ? null : await toldErp(reader, found.siteId, stop.unitId, stop.since),
    gantt: ganttRows(outlook, { id: found.id, code: line.code, downtime: downtime.rows }, plan, now, reader.now),
    commitments: concerned,
    commitmentsTotal: outlook.openCommitments,
    commitmentsProjected: commitments.length,
    commitmentsInTime: commitments.filter((row) => !willNotMakeIt(row)).length,
    penalty: penaltyOf(commitments, plan, now),
    exceptions: exceptions.rows.map((each) => withRights(actor, each)),
    resolved: resolved.map((each) => withRights(actor, each)),
    exceptionsTotal: exceptions.total,
    openOrders: outlook.openOrders,
    projectedOrders: outlook.orders.length,
    shiftRates: outlook.shiftRates,
    mayMove: authorise(actor, "plan.write", found.siteId),
    proposals,
    downtime: { ...downtime, choices },
    withoutCalendar: outlook.withoutCalendar,
    unprojected: now === null,
    shift,
    ...present,
    mayReadPerformance: authorise(actor, "stop.read", found.siteId),
  };
}

/** §5: the shift of the line that runs, else the one that ran last, up to now. */
async function shiftOf(reader: Reader, actor: Actor, lineId: string, { site, line }: { readonly site: string; readonly line: string }): Promise<LineScreen["shift"]> {
  const latest = (await recentShifts(reader, [lineId], 1)).get(lineId)?.[0];
  if (latest === undefined) return null;
  const { name, day, from } = latest;
  const running = latest.to > reader.now;
  const to = running ? reader.now : latest.to;
  const told = await performance(reader, actor, { site, workCentre: line, shift: name, day, from, to });
  return { name, day, running, from: from.toISOString(), to: to.toISOString(), told: told === null || told.workUnits.length === 0 ? null : told };
}

/** What is on the units of the line now, and who. */
async function presentOf(reader: Reader, actor: Actor, siteId: string, units: readonly LineUnit[]): Promise<Pick<LineScreen, "loaded" | "crew">> {
  const unitIds = units.map(({ id }) => id);
  const work = await unitWork(reader, unitIds);
  const loaded = units.flatMap(({ id, code }) => (work.get(id) ?? []).map((one) => ({ ...one, unit: code })));
  const operationIds = loaded.map(({ operationId }) => operationId);
  return { loaded, crew: await unitCrew(reader, { siteId, unitIds, operationIds, named: authorise(actor, "override.approve", siteId) }) };
}

function movedOrders(outlook: PlantOutlook, lineId: string, plan: Projection | null, now: Projection | null): MovedOrder[] {
  const [before, after] = [finishes(plan), finishes(now)];
  return outlook.orders.flatMap((order): MovedOrder[] => {
    const here = order.operations.filter((operation) => operation.lineId === lineId && !["COMPLETED", "SKIPPED", "ABORTED"].includes(operation.state));
    const [planAt, nowAt] = [before.get(order.id) ?? null, after.get(order.id) ?? null];
    const movedSeconds = planAt === null || nowAt === null ? null : secondsBetween(planAt, nowAt);
    const moves = movedSeconds === null ? planAt !== nowAt : movedSeconds !== 0;
    if ((here.length === 0 && !moves) || order.state === "ON_HOLD") return [];
    const { number, item, itemText, uom, decimals, dueAt } = order;
    const left = here.length === 0 ? null : sum(here.map((operation) => decimal(operation.required).minus(operation.processed))).toFixed();
    return [
      {
        orderId: order.id,
        number,
        item,
        itemText,
        uom,
        decimals,
        dueAt,
        left,
        movedSeconds,
        planAt: planAt?.toISOString() ?? null,
        nowAt: nowAt?.toISOString() ?? null,
        withoutTimes: operationsWithoutTimes(order).map((operation) => operation.opNo),
        lateSeconds: nowAt === null ? null : secondsBetween(new Date(dueAt), nowAt),
      },
    ];
  });
}

function finishes(projection: Projection | null): ReadonlyMap<string, Date | null> {
  return new Map((projection?.supply ?? []).map((supply) => [supply.orderId, supply.at]));
}

function moved(row: CommitmentRow): boolean {
  return row.plan.short !== row.now.short || row.plan.projectedAt !== row.now.projectedAt;
}

function penaltyOf(rows: readonly CommitmentRow[], plan: Projection | null, now: Projection | null): LineScreen["penalty"] {
  const [first] = rows;
  if (plan === null || now === null || first === undefined || !first.penaltyShown) return null;
  return {
    amount: now.penalty.minus(plan.penalty).toFixed(2),
    currency: first.currency,
    endless: rows.some((row) => moved(row) && willNotMakeIt(row) && row.now.lateSeconds === null),
  };
}

const ToldRow = z.object({ state: z.string(), at: InstantColumn.nullable() });

async function toldErp({ db }: Reader, siteId: string, unitId: string, since: string): Promise<{ state: string; at: string | null } | null> {
  const [row] = await readRows(
    db,
    ToldRow,
    sql`select m.state, m.accepted_at as at from integration.outbox_message m join reference.equipment u on u.id = ${unitId}::uuid
      where m.record_time >= ${since}::timestamptz and m.site_id = ${siteId}::uuid and m.type = 'mes.line.down.v1' and m.subject = 'unit/' || u.code
      order by m.record_time desc limit 1`,
  );
  return row ?? null;
}
