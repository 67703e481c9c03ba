import type { ClosedInterval, Interval } from "@/lib/domain/shared/interval";
import { type ProcessLag, exposedWindow, inputWindow, touching } from "./process-lag";

/** A lot, or one segment of it when the record knows which, that entered a work unit; `to` null while it is mounted. */
export type ConsumeEdge = Interval & {
  readonly edgeId: string;
  readonly lotId: string;
  readonly segmentId: string | null;
  readonly workUnitId: string;
};

/** An output segment: a piece of a lot that left a work unit. */
export type ProduceEdge = ClosedInterval & { readonly segmentId: string; readonly lotId: string; readonly workUnitId: string };

/** One lot goes on in another without a process: split, merge, pack, or a serial's own edge (TR-06), so without a window. */
export type LotLink = { readonly fromLotId: string; readonly toLotId: string };

/** The records that a process-level trace walks. A work unit without a lag to itself passes material on at once. */
export type Genealogy = {
  readonly consumed: readonly ConsumeEdge[];
  readonly produced: readonly ProduceEdge[];
  readonly links: readonly LotLink[];
  readonly lags: readonly ProcessLag[];
};

/** What a trace reached: whole lots and single segments; a lot is in it as soon as one of its segments is. */
export type Trace = { readonly lotIds: ReadonlySet<string>; readonly segmentIds: ReadonlySet<string>; readonly edgeIds: ReadonlySet<string> };

/** Where a trace begins: everything of these lots, and these segments alone. */
export type TraceStart = { readonly lotIds?: readonly string[]; readonly segmentIds?: readonly string[] };

/** Something still to follow: a whole lot (`segmentId` null) or one segment of it. */
type Reached = { readonly lotId: string; readonly segmentId: string | null };

function grouped<Each>(all: readonly Each[], key: (each: Each) => string): Map<string, Each[]> {
  const groups = new Map<string, Each[]>();
  for (const each of all) {
    const group = groups.get(key(each));
    if (group === undefined) groups.set(key(each), [each]);
    else group.push(each);
  }
  return groups;
}

function lagsOf(lags: ReadonlyMap<string, readonly ProcessLag[]>, unitId: string): readonly ProcessLag[] {
  return lags.get(unitId) ?? [{ fromUnitId: unitId, toUnitId: unitId, minSeconds: 0, maxSeconds: 0 }];
}

/** Breadth-first over lots and segments, each visited once, so that a rework loop ends. */
function walk(genealogy: Genealogy, start: TraceStart, next: (at: Reached, edgeIds: Set<string>) => readonly Reached[]): Trace {
  const lotIds = new Set<string>();
  const segmentIds = new Set<string>();
  const edgeIds = new Set<string>();
  const whole = new Set<string>();
  const queue: Reached[] = [];
  const reach = (at: Reached) => {
    if (at.segmentId === null ? whole.has(at.lotId) : segmentIds.has(at.segmentId)) return;
    lotIds.add(at.lotId);
    if (at.segmentId === null) whole.add(at.lotId);
    else segmentIds.add(at.segmentId);
    queue.push(at);
  };
  for (const lotId of start.lotIds ?? []) reach({ lotId, segmentId: null });
  const wanted = new Set(start.segmentIds ?? []);
  for (const segment of genealogy.produced) if (wanted.has(segment.segmentId)) reach(segment);
  for (let index = 0; index < queue.length; index += 1) {
    const at = queue[index];
    if (at !== undefined) for (const each of next(at, edgeIds)) reach(each);
  }
  return { lotIds, segmentIds, edgeIds };
}

/** An edge that names a segment concerns that segment only; one that names none, or a whole lot that was reached, concerns all of it. */
function concerns(edge: ConsumeEdge, at: Reached): boolean {
  return at.segmentId === null || edge.segmentId === null || edge.segmentId === at.segmentId;
}

/** TR-05: where the given lots and segments went. Windows are recomputed at each level from that level's own consumption. */
export function traceForward(genealogy: Genealogy, start: TraceStart): Trace {
  const consumed = grouped(genealogy.consumed, (edge) => edge.lotId);
  const produced = grouped(genealogy.produced, (edge) => edge.workUnitId);
  const links = grouped(genealogy.links, (link) => link.fromLotId);
  const lags = grouped(genealogy.lags, (lag) => lag.fromUnitId);
  return walk(genealogy, start, (at, edgeIds) => {
    const reached: Reached[] = (links.get(at.lotId) ?? []).map((link) => ({ lotId: link.toLotId, segmentId: null }));
    for (const edge of consumed.get(at.lotId) ?? []) {
      if (edgeIds.has(edge.edgeId) || !concerns(edge, at)) continue;
      edgeIds.add(edge.edgeId);
      for (const lag of lagsOf(lags, edge.workUnitId)) reached.push(...touching(produced.get(lag.toUnitId) ?? [], exposedWindow(edge, lag)));
    }
    return reached;
  });
}

/** TR-05: what the given lots and segments were made of: inputs that were on the work unit in `[s − max, e − min)` of each segment. */
export function traceBackward(genealogy: Genealogy, start: TraceStart): Trace {
  const consumed = grouped(genealogy.consumed, (edge) => edge.workUnitId);
  const segmentsOfLot = grouped(genealogy.produced, (edge) => edge.lotId);
  const links = grouped(genealogy.links, (link) => link.toLotId);
  const lags = grouped(genealogy.lags, (lag) => lag.toUnitId);
  const departures = new Set(genealogy.lags.map((lag) => lag.fromUnitId));
  return walk(genealogy, start, (at, edgeIds) => {
    const reached: Reached[] = (links.get(at.lotId) ?? []).map((link) => ({ lotId: link.fromLotId, segmentId: null }));
    const segments = (segmentsOfLot.get(at.lotId) ?? []).filter((segment) => at.segmentId === null || segment.segmentId === at.segmentId);
    for (const segment of segments) {
      // A unit passes on to itself unless its lags say where its material goes; that default stands beside the lags that lead here.
      const own: readonly ProcessLag[] = departures.has(segment.workUnitId) ? [] : lagsOf(new Map(), segment.workUnitId);
      for (const lag of [...(lags.get(segment.workUnitId) ?? []), ...own]) {
        for (const edge of touching(consumed.get(lag.fromUnitId) ?? [], inputWindow(segment, lag))) {
          edgeIds.add(edge.edgeId);
          reached.push({ lotId: edge.lotId, segmentId: edge.segmentId });
        }
      }
    }
    return reached;
  });
}

/** TR-03: segments of a work unit that material entering in one of the windows may have left in, across its lags. */
export function segmentsExposedTo(genealogy: Genealogy, workUnitId: string, windows: readonly Interval[]): ReadonlySet<string> {
  const produced = grouped(genealogy.produced, (edge) => edge.workUnitId);
  const lags = lagsOf(
    grouped(genealogy.lags, (lag) => lag.fromUnitId),
    workUnitId,
  );
  const hits = windows.flatMap((window) => lags.flatMap((lag) => touching(produced.get(lag.toUnitId) ?? [], exposedWindow(window, lag))));
  return new Set(hits.map((segment) => segment.segmentId));
}
