import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import type { Projection } from "@/lib/domain/planning/projection";
import { ids, type Reader, readRows } from "@/lib/queries/reader";
import { InstantColumn } from "@/lib/queries/row-types";
import { type CommitmentRow, commitmentRows, willNotMakeIt } from "./commitment-rows";
import { type OpenException, openExceptions } from "./exceptions";
import { findEquipment, type FoundEquipment } from "./find-equipment";
import { type LineNow, lineStrip, RIBBON_HOURS } from "./line-strip";
import { plantOutlook } from "./projection";
import { type SiteName, siteNames } from "./sites";
import { type StopView, stopView } from "./stop-view";
import { BOARD_ROWS, filterBoard, type WipFilter, willBeLate } from "./wip-filter";
import { boardRow, type BoardRow } from "./wip-board";

/** The planner's board as of one instant: answer, lines, orders, exceptions, promises at risk. */
export type WipScreen = {
  readonly asOf: string;
  readonly ribbonFrom: string;
  readonly scope: readonly SiteName[];
  readonly sites: readonly (SiteName & { readonly lines: readonly LineNow[] })[];
  readonly stops: readonly StopView[];
  readonly rows: readonly BoardRow[];
  /** Lines and machines that the search of the filter finds as well. */
  readonly equipment: readonly FoundEquipment[];
  /** Operations that the rows have, ascending; a name only where all agree on it. */
  readonly columns: readonly { readonly opNo: number; readonly name: string | null }[];
  /** Rows that fit the filter, shown or not. */
  readonly total: number;
  /** Open orders whatever the filter says, and those of them that wait for their release. */
  readonly open: number;
  readonly created: number;
  /** Of the rows that fit the filter, shown or not: how many will be late, and how many nobody can project, since the routing has no times. */
  readonly late: number;
  readonly withoutTimes: number;
  readonly exceptions: readonly OpenException[];
  /** Open exceptions, listed or not. */
  readonly exceptionsTotal: number;
  /** Of the `projected` first of `total` open ones. */
  readonly commitments: { readonly total: number; readonly projected: number; readonly atRisk: readonly CommitmentRow[] };
  /** Lines without a calendar: planned round the clock. */
  readonly withoutCalendar: readonly string[];
  /** Open orders that the projection reads, the first by due date; `open` has all. */
  readonly projected: number;
  /** Whether any rate comes from what shifts really made; else all are the ERP's. */
  readonly shiftRates: boolean;
  /** Sequences contradict each other: nothing is projected. */
  readonly unprojected: boolean;
  /** For the empty board: whether the ERP speaks at all. */
  readonly lastOrderMessageAt: string | null;
};

/** Everything that /wip shows, in a bounded number of statements. Sites without plan.read are not in it. */
export async function wipScreen(reader: Reader, actor: Actor, filter: WipFilter): Promise<WipScreen> {
  const allowed = sitesWith(actor, "plan.read");
  const scope = await siteNames(reader, allowed);
  const chosen = scope.filter((site) => filter.site === null || site.code === filter.site);
  const sites = chosen.map((site) => site.id);
  const [outlook, lines, exceptions, units, equipment] = await Promise.all([
    plantOutlook(reader, sites),
    lineStrip(reader, sites),
    openExceptions(reader, sites),
    unitStates(reader, sites),
    findEquipment(reader, actor, filter),
  ]);
  const plan = outlook.stops.length === 0 ? outlook.now : outlook.without();
  // A line whose signal was lost while it was down stays down until it says that it runs. ST-06: it is down with its constraint alone.
  const down = new Set(outlook.stops.filter((stop) => stop.stopsLine).map((stop) => stop.lineId));
  const unitState = new Map([...units, ...outlook.stops.map((stop) => [stop.unitId, "DOWN"] as const)]);
  const facts = { now: reader.now, unitState, windows: outlook.windows, projectedAt: finishes(outlook.now), plannedAt: finishes(plan) };
  const all = outlook.orders.map((order) => boardRow(order, facts));
  const fitting = filterBoard(all, filter, reader.now);
  const shown = fitting.slice(0, BOARD_ROWS);
  const names = new Map(outlook.orders.flatMap((order) => order.operations.map((operation) => [`${order.id} ${operation.opNo}`, operation.name] as const)));
  const commitments = commitmentRows(actor, outlook.commitments, plan, outlook.now);
  return {
    asOf: reader.now.toISOString(),
    ribbonFrom: new Date(reader.now.getTime() - RIBBON_HOURS * 3_600_000).toISOString(),
    scope,
    sites: chosen.map((site) => ({
      ...site,
      lines: lines.filter((line) => line.siteId === site.id).map((line) => (line.state === "UNKNOWN" && down.has(line.id) ? { ...line, state: "DOWN" } : line)),
    })),
    stops: outlook.stops.map(stopView),
    rows: shown,
    equipment,
    columns: columnsOf(shown, names),
    total: fitting.length,
    open: outlook.openOrders,
    created: all.filter((row) => row.state === "CREATED").length,
    late: fitting.filter(willBeLate).length,
    withoutTimes: fitting.filter((row) => row.withoutTimes.length > 0 && row.state !== "CREATED" && row.state !== "ON_HOLD").length,
    exceptions: exceptions.rows,
    exceptionsTotal: exceptions.total,
    commitments: { total: outlook.openCommitments, projected: commitments.length, atRisk: commitments.filter(willNotMakeIt) },
    withoutCalendar: outlook.withoutCalendar,
    projected: all.length,
    shiftRates: outlook.shiftRates,
    unprojected: outlook.now === null,
    lastOrderMessageAt: fitting.length > 0 ? null : await lastOrderMessage(reader, sites),
  };
}

function finishes(projection: Projection | null): ReadonlyMap<string, Date | null> {
  return new Map((projection?.supply ?? []).map((supply) => [supply.orderId, supply.at]));
}

function columnsOf(rows: readonly BoardRow[], names: ReadonlyMap<string, string>): WipScreen["columns"] {
  const byOp = new Map<number, Set<string>>();
  for (const row of rows) {
    for (const cell of row.cells) {
      const known = byOp.get(cell.opNo) ?? new Set<string>();
      known.add(names.get(`${row.orderId} ${cell.opNo}`) ?? "");
      byOp.set(cell.opNo, known);
    }
  }
  return [...byOp].toSorted(([a], [b]) => a - b).map(([opNo, known]) => ({ opNo, name: known.size === 1 ? ([...known][0] ?? null) : null }));
}

const UnitRow = z.object({ id: z.string(), state: z.string() });

/** State of every work unit that has ever said one: a cell is the state of its own unit, not of its line. */
async function unitStates({ db }: Reader, sites: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await readRows(
    db,
    UnitRow,
    sql`select u.id, s.state from reference.equipment u join telemetry.state_interval s on s.work_unit_id = u.id and s.to_at is null and s.superseded_at is null
      where u.site_id = any (${ids(sites)}) and u.level = 'WORK_UNIT'`,
  );
  return new Map(rows.map((row) => [row.id, row.state]));
}

const HeardRow = z.object({ at: InstantColumn.nullable() });

async function lastOrderMessage({ db }: Reader, sites: readonly string[]): Promise<string | null> {
  const [row] = await readRows(
    db,
    HeardRow,
    sql`select max(m.received_at) as at from (
      select m.received_at from integration.inbox_message m where m.type = 'erp.order.v1' and m.site_id = any (${ids(sites)}) order by m.received_at desc limit 1
    ) m`,
  );
  return row?.at ?? null;
}
