import "server-only";
import type { Projection } from "@/lib/domain/planning/projection";
import type { CommitmentOutlook } from "@/lib/domain/planning/commitments";
import { type Decimal, decimal, r2, sum } from "@/lib/domain/shared/decimal";
import type { Reader } from "@/lib/queries/reader";
import { outlooksByKey, plantOutlook, type PlantOutlook } from "./projection";
import { shiftedOrderId, type ShiftedPart } from "./shifted-work";

/** What a move would do, as text, so that it can be kept with the proposal that it is judged by (PL-04). */
export type ShiftOutlook = {
  readonly at: string;
  readonly score: { readonly waiting: string; readonly moved: string } | null;
  readonly original: { readonly waitingAt: string | null; readonly movedAt: string | null };
  readonly targetAt: string | null;
  readonly commitments: readonly { readonly number: string; readonly dueAt: string; readonly waiting: string | null; readonly moved: string | null }[];
  /** Stops of the lines of the order and of the target with which it reckons. */
  readonly stops: readonly { readonly unitId: string; readonly line: string; readonly since: string; readonly restoreAt: string }[];
};

/** Late promises that are kept by name. */
const MOST = 20;

/**
 * Projects both sites as they stand and as if the part were made at its target, behind everything that waits there. The score is the sum of the hours by
 * which the promises of the order's item come late; one that no supply covers counts up to the end of the calendar. Transport takes no time.
 */
export async function shiftOutlook(reader: Reader, sites: readonly string[], itemId: string, part: ShiftedPart): Promise<ShiftOutlook> {
  const outlook = await plantOutlook(reader, sites);
  const [waiting, moved] = [outlook.now, outlook.shifted(part)];
  const finish = (projection: Projection | null, orderId: string): string | null => projection?.supply.find((supply) => supply.orderId === orderId)?.at?.toISOString() ?? null;
  const projectable = waiting !== null && moved !== null && outlook.orders.some((order) => order.id === part.orderId);
  return {
    at: reader.now.toISOString(),
    score: projectable ? { waiting: lateHours(waiting, itemId, outlook.horizon).toFixed(), moved: lateHours(moved, itemId, outlook.horizon).toFixed() } : null,
    original: { waitingAt: finish(waiting, part.orderId), movedAt: finish(moved, part.orderId) },
    targetAt: finish(moved, shiftedOrderId(part)),
    commitments: lateOnes(outlook, waiting, moved, itemId),
    stops: stopsOf(outlook, part),
  };
}

/** A unit that stops alone is no line that is down (ST-06): nothing says of it that it is restored. */
function stopsOf(outlook: PlantOutlook, part: ShiftedPart): ShiftOutlook["stops"] {
  const order = outlook.orders.find((each) => each.id === part.orderId);
  const lines = new Set([part.lineId, ...(order?.operations ?? []).map((operation) => operation.lineId)]);
  return outlook.stops
    .filter((stop) => stop.stopsLine && lines.has(stop.lineId))
    .map(({ unitId, line, since, restore }) => ({ unitId, line, since, restoreAt: restore.restore.toISOString() }));
}

function lateHours(projection: Projection, itemId: string, horizon: Date): Decimal {
  return r2(sum(projection.outlooks.filter((outlook) => outlook.commitment.itemId === itemId).map((outlook) => hoursLate(outlook, horizon))));
}

function hoursLate({ latenessSeconds, commitment }: CommitmentOutlook, horizon: Date): Decimal {
  const seconds = latenessSeconds ?? Math.max(0, Math.round((horizon.getTime() - commitment.due.getTime()) / 1000));
  return decimal(seconds).div(3600);
}

function lateOnes(outlook: PlantOutlook, waiting: Projection | null, moved: Projection | null, itemId: string): ShiftOutlook["commitments"] {
  const after = outlooksByKey(moved);
  const hours = (one: CommitmentOutlook | undefined): string | null => (one?.latenessSeconds == null ? null : r2(decimal(one.latenessSeconds).div(3600)).toFixed());
  return [...outlooksByKey(waiting)]
    .filter(([, each]) => each.commitment.itemId === itemId)
    .map(([key, each]) => ({ number: key.split(" ")[0] ?? key, dueAt: each.commitment.due.toISOString(), waiting: hours(each), moved: hours(after.get(key)) }))
    .filter((each) => each.waiting !== "0" || each.moved !== "0")
    .toSorted((a, b) => Number(b.waiting ?? Number.MAX_SAFE_INTEGER) - Number(a.waiting ?? Number.MAX_SAFE_INTEGER))
    .slice(0, MOST);
}
