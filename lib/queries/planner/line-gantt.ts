import type { Projection } from "@/lib/domain/planning/projection";
import type { ScheduledOperation } from "@/lib/domain/planning/schedule";
import type { PlannedDowntimeRow } from "./planned-downtime";
import type { PlantOutlook, ProjectedStop } from "./projection";

/** A bar of the projection: an order on a line, by plan or as things stand, or the line, or a unit of it, being down or standing by plan. */
export type ProjectedBar = { readonly kind: "plan" | "now" | "down" | "planned"; readonly label: string; readonly from: string; readonly to: string };
export type ProjectedRow = { readonly key: string; readonly label: string; readonly bars: readonly ProjectedBar[] };

type Place = { readonly lineId: string; readonly line: string };

/** More orders than these are a wall, not a picture; the table has all of them. */
const ORDERS = 12;
const HOUR_MS = 3_600_000;

/** The stop that a line's page is about: of its constraint, whose state is the line's (ST-06), before that of another of its units. */
export function stopOfLine(stops: readonly ProjectedStop[], lineId: string): ProjectedStop | null {
  const here = stops.filter((stop) => stop.lineId === lineId);
  return here.find((stop) => stop.stopsLine) ?? here[0] ?? null;
}

/** The line and the lines after it, with the next orders on them: plan against now. Null when there is nothing to draw. */
export function ganttRows(
  outlook: PlantOutlook,
  line: { readonly id: string; readonly code: string; readonly downtime: readonly PlannedDowntimeRow[] },
  plan: Projection | null,
  now: Projection | null,
  at: Date,
) {
  if (plan === null || now === null) return null;
  const places = new Map<string, Place>(
    outlook.orders.flatMap((order) => order.operations.map((operation) => [operation.id, { lineId: operation.lineId, line: operation.line }] as const)),
  );
  const numbers = new Map(outlook.orders.map((order) => [order.id, order.number]));
  const orders = new Set(
    now.schedule
      .filter((operation) => places.get(operation.operationId)?.lineId === line.id && operation.start !== null)
      .toSorted((a, b) => (a.start?.getTime() ?? 0) - (b.start?.getTime() ?? 0))
      .slice(0, ORDERS)
      .map((operation) => operation.orderId),
  );
  const stop = stopOfLine(outlook.stops, line.id);
  if (orders.size === 0 && stop === null) return null;

  const firstOp = new Map<string, number>();
  for (const operation of now.schedule)
    if (places.get(operation.operationId)?.lineId === line.id) firstOp.set(operation.orderId, Math.min(operation.op, firstOp.get(operation.orderId) ?? operation.op));
  // Without a stop both are the same, and one is enough.
  const bars = [...(stop === null ? [] : barsOf("plan", plan)), ...barsOf("now", now)];
  const down =
    stop === null
      ? []
      : [
          {
            lineId: line.id,
            line: line.code,
            bar: { kind: "down" as const, label: stop.stopsLine ? "Down" : `${stop.unit} down`, from: stop.since, to: stop.restore.restore.toISOString() },
          },
        ];

  function barsOf(kind: "plan" | "now", projection: Projection) {
    return projection.schedule.flatMap((operation: ScheduledOperation) => {
      const place = places.get(operation.operationId);
      // What comes before the line does not move with it.
      if (place === undefined || !orders.has(operation.orderId) || operation.start === null || operation.finish === null || operation.op < (firstOp.get(operation.orderId) ?? 0))
        return [];
      return [{ ...place, bar: { kind, label: numbers.get(operation.orderId) ?? "", from: operation.start.toISOString(), to: operation.finish.toISOString() } }];
    });
  }

  const lines = [line.id, ...new Set(bars.map((each) => each.lineId).filter((id) => id !== line.id))];
  const drawn = [...down, ...bars];
  const end = Math.max(at.getTime() + HOUR_MS, ...drawn.map((each) => Date.parse(each.bar.to)));
  // The picture is as wide as the orders: what lies behind them has its place in the list of planned downtime.
  const standing = line.downtime
    .filter((each) => Date.parse(each.from) < end)
    .map((each) => ({
      lineId: line.id,
      line: line.code,
      bar: { kind: "planned" as const, label: each.stopsLine ? each.reason : `${each.units.join(", ")}: ${each.reason}`, from: each.from, to: each.to },
    }));
  const all = [...drawn, ...standing];
  const from = Math.min(at.getTime(), ...drawn.map((each) => Date.parse(each.bar.from)));
  return {
    from: new Date(Math.floor(from / HOUR_MS) * HOUR_MS).toISOString(),
    to: new Date(Math.ceil((end + HOUR_MS) / HOUR_MS) * HOUR_MS).toISOString(),
    rows: lines.map((id): ProjectedRow => ({
      key: id,
      label: all.find((each) => each.lineId === id)?.line ?? line.code,
      bars: all.filter((each) => each.lineId === id).map((each) => each.bar),
    })),
  };
}
