import type { ProjectedStop } from "./projection";

/** A unit that is down, and its line with it where it is the constraint, as pages say it. */
export type StopView = {
  readonly unitId: string;
  readonly unit: string;
  /** ST-06: the line is down with it. */
  readonly stopsLine: boolean;
  readonly lineId: string;
  readonly line: string;
  readonly siteId: string;
  readonly since: string;
  readonly reasonCode: string | null;
  readonly reason: string | null;
  readonly restoreAt: string;
  /** Where the expected restore comes from: said by maintenance, the mean time to repair, or 4 h for want of both. */
  readonly basis: ProjectedStop["basis"];
  /** How often the expected restore has passed without one. */
  readonly extensions: number;
  readonly capacity: { readonly from: string; readonly to: string; readonly plannedSeconds: number; readonly projectedSeconds: number; readonly lostSeconds: number };
  readonly exceptionId: string | null;
};

/** The stop without the objects of the kernel, so that it travels as JSON. */
export function stopView(stop: ProjectedStop): StopView {
  const { unitId, unit, stopsLine, lineId, line, siteId, since, reasonCode, reason, exceptionId, basis } = stop;
  return {
    unitId,
    unit,
    stopsLine,
    lineId,
    line,
    siteId,
    since,
    reasonCode,
    reason,
    exceptionId,
    basis,
    restoreAt: stop.restore.restore.toISOString(),
    extensions: stop.restore.extensions,
    capacity: { from: stop.over.from.toISOString(), to: stop.over.to.toISOString(), ...stop.capacity },
  };
}
