import "server-only";
import { and, asc, eq, gt, isNull, lt, max, min, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { calendarWindow, plannedDowntime } from "@/db/schema/calendar";
import { equipment } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { LoadedUnit } from "@/lib/domain/costing/machine-activity";
import { type ReasonedDelay, reasonedDelays } from "@/lib/domain/equipment/run-delay";
import { isDelay } from "@/lib/domain/equipment/time-class";
import { type ClosedInterval, intersect, united, without } from "@/lib/domain/shared/interval";

/** What a work unit told and what was planned for it around a span; `delays` of its people (EX-02). */
export type UnitAround = Pick<LoadedUnit, "states" | "stops" | "microStopSeconds" | "unscheduled" | "plannedDowntime"> & { readonly delays: readonly ReasonedDelay[] };

/** What decides who pays for the time of a work unit in a span (C-05); an operation without a unit has told nothing. */
export async function unitAround(tx: Tx, workUnitId: string | null, span: ClosedInterval): Promise<UnitAround> {
  const [unit] =
    workUnitId === null ? [] : await tx.select({ threshold: equipment.microStopSeconds, lineId: equipment.parentId }).from(equipment).where(eq(equipment.id, workUnitId));
  if (workUnitId === null || unit === undefined) return { states: [], stops: [], delays: [], microStopSeconds: 0, unscheduled: [], plannedDowntime: [] };
  const { threshold } = unit;
  // A delay is measured whole, also where it was given several reasons: as far around the span as decides whether it lasts long enough.
  const [since, until] = [new Date(span.from.getTime() - threshold * 1000), new Date(span.to.getTime() + threshold * 1000)];
  const rows = await tx
    .select()
    .from(stateInterval)
    .where(
      and(
        eq(stateInterval.workUnitId, workUnitId),
        isNull(stateInterval.supersededAt),
        lt(stateInterval.fromAt, until),
        or(isNull(stateInterval.toAt), gt(stateInterval.toAt, since)),
      ),
    )
    .orderBy(asc(stateInterval.fromAt));
  const states = rows.map((row) => ({ from: row.fromAt, to: row.toAt, state: row.state, rawState: row.state, reason: row.reasonCode, source: row.source }));
  return {
    states,
    // §2.3: an order that a trial keeps waiting pays for it; whoever carries the trial out works.
    stops: reasonedDelays(states, threshold, span.to, (state) => isDelay(state) || state === "ENGINEERING"),
    delays: reasonedDelays(states, threshold, span.to),
    microStopSeconds: threshold,
    unscheduled: unit.lineId === null ? [] : await unscheduled(tx, unit.lineId, span),
    plannedDowntime: await tx
      .select({ from: plannedDowntime.fromAt, to: plannedDowntime.toAt })
      .from(plannedDowntime)
      .where(and(eq(plannedDowntime.workUnitId, workUnitId), lt(plannedDowntime.fromAt, span.to), gt(plannedDowntime.toAt, span.from))),
  };
}

/** Where the calendar of a line plans no shift within a span. Before it was first laid out, and after as far as it is, nothing is known of it, and nothing is left out. */
async function unscheduled(tx: Tx, lineId: string, span: ClosedInterval): Promise<ClosedInterval[]> {
  const { fromAt, toAt } = calendarWindow;
  const [laid] = await tx
    .select({ from: min(fromAt), to: max(toAt) })
    .from(calendarWindow)
    .where(eq(calendarWindow.workCentreId, lineId));
  const known = laid?.from == null || laid.to == null ? null : intersect(span, { from: laid.from, to: laid.to });
  if (known === null) return [];
  const windows = await tx
    .select({ from: fromAt, to: toAt })
    .from(calendarWindow)
    .where(and(eq(calendarWindow.workCentreId, lineId), lt(fromAt, known.to), gt(toAt, known.from)));
  return without(known, united(windows.flatMap((window) => intersect(window, known) ?? [])));
}
