import { type Decision, accept, refuse } from "@/lib/domain/shared/decision";
import { type WorkUnitCapacity, workingSpans } from "./capacity";
import { Timeline } from "./timeline";

/** Successor may begin once the first transfer quantity has left; both in working seconds. */
export type Overlap = {
  /** Predecessor's time from its start until the transfer quantity is done, open setup included. */
  readonly leadSeconds: number;
  /** This operation's time for the last transfer quantity: it can't end earlier than that after its predecessor. */
  readonly tailSeconds: number;
};

/** One operation that still has work. */
export type QueuedOperation = {
  readonly operationId: string;
  readonly orderId: string;
  /** Position in its order's chain. */
  readonly op: number;
  readonly workUnitId: string;
  /** Position in its work unit's queue; ties go by operation id. */
  readonly sequence: number;
  /** Open setup plus remaining run. */
  readonly workSeconds: number;
  /** How it follows its predecessor in the order: null waits for the whole batch. */
  readonly overlap: Overlap | null;
};

/** Null where the windows given end before the work does: beyond the horizon. */
export type ScheduledOperation = QueuedOperation & { readonly start: Date | null; readonly finish: Date | null };

/** An operation on its way into the schedule; `waiting` counts those it still waits for. Instants are milliseconds, BEYOND until placed. */
type Planned = {
  readonly operation: QueuedOperation;
  readonly predecessor: Planned | null;
  readonly followers: Planned[];
  ahead: Planned | null;
  waiting: number;
  start: number;
  finish: number;
};

/**
 * §6.1.3: forward finite schedule that keeps each work unit's sequence. An operation starts at the latest of now, the end of the one
 * before it on the unit and its predecessor's readiness, and runs through the unit's windows. Refuses with UNKNOWN_WORK_UNIT, and
 * with SEQUENCE_CYCLE when the sequences contradict the orders' chains so that operations wait for each other.
 */
export function scheduleForward(
  now: Date,
  units: readonly WorkUnitCapacity[],
  operations: readonly QueuedOperation[],
): Decision<ScheduledOperation[], "UNKNOWN_WORK_UNIT" | "SEQUENCE_CYCLE"> {
  const timelines = new Map(units.map((unit) => [unit.workUnitId, new Timeline(workingSpans(unit))]));
  const nodes = linked(operations);
  const open = nodes.filter((node) => node.waiting === 0);
  let done = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    const { workUnitId, operationId } = node.operation;
    const timeline = timelines.get(workUnitId);
    if (timeline === undefined) return refuse("UNKNOWN_WORK_UNIT", { workUnitId, operationId });
    place(node, now.getTime(), timeline, timelines);
    done += 1;
    for (const follower of node.followers) {
      follower.waiting -= 1;
      if (follower.waiting === 0) open.push(follower);
    }
  }
  if (done < nodes.length) {
    return refuse("SEQUENCE_CYCLE", { operations: nodes.filter((node) => node.waiting > 0).map((node) => node.operation.operationId) });
  }
  return accept(nodes.map(({ operation, start, finish }) => ({ ...operation, start: instant(start), finish: instant(finish) })));
}

const BEYOND = Number.POSITIVE_INFINITY;

function instant(ms: number): Date | null {
  return ms === BEYOND ? null : new Date(ms);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Nodes in the order given, each knowing its predecessor in the order and the one ahead of it on the work unit. */
function linked(operations: readonly QueuedOperation[]): Planned[] {
  const nodes: Planned[] = [];
  const last = new Map<string, Planned>();
  for (const operation of operations.toSorted((a, b) => compareText(a.orderId, b.orderId) || a.op - b.op)) {
    const predecessor = last.get(operation.orderId) ?? null;
    const node: Planned = { operation, predecessor, followers: [], waiting: predecessor === null ? 0 : 1, ahead: null, start: BEYOND, finish: BEYOND };
    predecessor?.followers.push(node);
    last.set(operation.orderId, node);
    nodes.push(node);
  }
  const queueEnd = new Map<string, Planned>();
  const bySequence = nodes.toSorted((a, b) => a.operation.sequence - b.operation.sequence || compareText(a.operation.operationId, b.operation.operationId));
  for (const node of bySequence) {
    const ahead = queueEnd.get(node.operation.workUnitId);
    if (ahead !== undefined) {
      node.ahead = ahead;
      node.waiting += 1;
      ahead.followers.push(node);
    }
    queueEnd.set(node.operation.workUnitId, node);
  }
  return nodes;
}

function place(node: Planned, now: number, own: Timeline, timelines: ReadonlyMap<string, Timeline>): void {
  const { operation, predecessor, ahead } = node;
  const { overlap } = operation;
  const ready = predecessor === null ? now : overlap === null ? predecessor.finish : firstTransfer(predecessor, overlap, timelines);
  const earliest = Math.max(now, ahead?.finish ?? now, ready);
  const placed = earliest === BEYOND ? null : own.place(earliest, operation.workSeconds);
  if (placed === null) return;
  node.start = placed.startMs;
  node.finish = placed.finishMs;
  if (predecessor === null || overlap === null) return;
  // EX-06: an overlapped operation can't process what its predecessor has not made: the last transfer comes after its end.
  const afterPredecessor = predecessor.finish === BEYOND ? null : own.place(predecessor.finish, Math.min(overlap.tailSeconds, operation.workSeconds));
  node.finish = Math.max(node.finish, afterPredecessor?.finishMs ?? BEYOND);
}

function firstTransfer(predecessor: Planned, overlap: Overlap, timelines: ReadonlyMap<string, Timeline>): number {
  if (predecessor.start === BEYOND) return BEYOND;
  const lead = Math.min(overlap.leadSeconds, predecessor.operation.workSeconds);
  const transferred = timelines.get(predecessor.operation.workUnitId)?.place(predecessor.start, lead);
  return Math.min(transferred?.finishMs ?? BEYOND, predecessor.finish);
}
