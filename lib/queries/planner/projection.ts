import "server-only";
import { capacityOf, type Capacity, type WorkUnitCapacity } from "@/lib/domain/planning/capacity";
import type { Commitment, CommitmentOutlook } from "@/lib/domain/planning/commitments";
import { type Projection, project } from "@/lib/domain/planning/projection";
import { restoreEstimate, type RestoreEstimate } from "@/lib/domain/planning/restore-estimate";
import type { QueuedOperation } from "@/lib/domain/planning/schedule";
import type { SupplyingOrder } from "@/lib/domain/planning/supply";
import { decimal, type Decimal, max, ZERO } from "@/lib/domain/shared/decimal";
import type { Reader } from "@/lib/queries/reader";
import { actualRates, calendarSince, calendarWindows, type KeyedSpan, meanTimesToRepair, openStops, type OpenStop, plannedDowntime } from "./capacity-facts";
import { openCommitments, type OpenCommitment, promisableStock } from "./demand-facts";
import { groupBy } from "@/lib/domain/shared/group-by";
import { openWork, type OpenOrder } from "./open-work";
import { capacityKey, operationsWithoutTimes, queueOf } from "./queue";
import { type ShiftedPart, withShifted } from "./shifted-work";

/** A stop with what follows for its unit's capacity. */
export type ProjectedStop = OpenStop & {
  readonly restore: RestoreEstimate;
  /** Where an assumed restore comes from. */ readonly basis: "ESTIMATE" | "MTTR" | "DEFAULT";
  readonly over: { readonly from: Date; readonly to: Date };
  readonly capacity: Capacity;
};

/** The plant's present state and the two futures that the pages compare. */
export type PlantOutlook = {
  readonly orders: readonly OpenOrder[];
  /** Open orders, projected or not: a projection reads the first `OPEN_ORDERS` by due date. */
  readonly openOrders: number;
  readonly commitments: readonly OpenCommitment[];
  /** Open commitments, projected or not. */
  readonly openCommitments: number;
  /** Whether any rate comes from what shifts really made; else all are the ERP's. */
  readonly shiftRates: boolean;
  readonly stops: readonly ProjectedStop[];
  /** With the stops as they are. Null when the sequences contradict each other. */
  readonly now: Projection | null;
  /** As if these units had not stopped; all of them without an argument. */
  without(unitIds?: ReadonlySet<string>): Projection | null;
  /** With the stops as they are, and as if a part of an order were made elsewhere. */
  shifted(part: ShiftedPart): Projection | null;
  readonly windows: ReadonlyMap<string, readonly KeyedSpan[]>;
  readonly capacities: ReadonlyMap<string, WorkUnitCapacity>;
  /** Lines that have no calendar from the ERP: planned round the clock. */
  readonly withoutCalendar: readonly string[];
  /** How far the calendar is laid out. */
  readonly horizon: Date;
};

/** Where no calendar says how far, the projection looks this far. */
const HORIZON_DAYS = 21;

/** §6.1.1–4 and 7 for these sites: a handful of statements, then pure calculation. */
export async function plantOutlook(reader: Reader, sites: readonly string[]): Promise<PlantOutlook> {
  const stopRows = await openStops(reader, sites);
  const since = calendarSince(reader.now, stopRows);
  const [work, windowRows, downtimeRows, promised] = await Promise.all([
    openWork(reader, sites),
    calendarWindows(reader, sites, since),
    plannedDowntime(reader, sites, since),
    openCommitments(reader, sites),
  ]);
  const commitments = promised.rows;
  const unitIds = [...new Set(work.orders.flatMap((order) => order.operations.map(capacityKey)))];
  const [mttr, rates, stock] = await Promise.all([
    meanTimesToRepair(
      reader,
      stopRows.filter((stop) => stop.estimate === null).map((stop) => stop.unitId),
    ),
    actualRates(reader, unitIds),
    promisableStock(reader, [...new Set(commitments.map((commitment) => commitment.itemId))]),
  ]);
  const { now } = reader;
  const windows = groupBy(windowRows, (row) => row.key);
  const downtime = groupBy(downtimeRows, (row) => row.key);
  const horizon = new Date(Math.max(now.getTime() + 86_400_000, ...windowRows.map((row) => row.to.getTime())));
  const farthest = windowRows.length === 0 ? new Date(now.getTime() + HORIZON_DAYS * 86_400_000) : horizon;

  const withoutCalendar = new Set<string>();
  const capacities = new Map<string, WorkUnitCapacity>();
  const calendarOf = (workCentreId: string, line: string) => {
    const known = windows.get(workCentreId);
    if (known !== undefined) return known;
    withoutCalendar.add(line);
    return [{ key: workCentreId, from: new Date(Math.min(since.getTime(), now.getTime() - HORIZON_DAYS * 86_400_000)), to: farthest }];
  };
  for (const operation of work.orders.flatMap((order) => order.operations)) {
    const workUnitId = capacityKey(operation);
    if (capacities.has(workUnitId)) continue;
    capacities.set(workUnitId, { workUnitId, windows: calendarOf(operation.lineId, operation.line), plannedDowntime: downtime.get(workUnitId) ?? [], down: null });
  }
  const stops = stopRows.map((stop): ProjectedStop => {
    const repair = mttr.find((row) => row.unitId === stop.unitId && row.reasonClass === stop.reasonClass)?.seconds ?? null;
    const restore = restoreEstimate({ failedAt: new Date(stop.since), estimate: stop.estimate === null ? null : new Date(stop.estimate), mttrSeconds: repair, now });
    const unit: WorkUnitCapacity = {
      workUnitId: stop.unitId,
      windows: calendarOf(stop.lineId, stop.line),
      plannedDowntime: downtime.get(stop.unitId) ?? [],
      down: { from: new Date(stop.since), to: restore.restore },
    };
    const over = { from: new Date(stop.since), to: endOfWork(unit, restore.restore) };
    return { ...stop, restore, basis: stop.estimate !== null ? "ESTIMATE" : repair === null ? "DEFAULT" : "MTTR", over, capacity: capacityOf(unit, over) };
  });

  const rateOf = new Map(rates.map((rate) => [`${rate.unitId} ${rate.itemId}`, decimal(rate.perHour)]));
  const actualRate = (unitId: string, itemId: string) => rateOf.get(`${unitId} ${itemId}`) ?? null;
  const operations = queueOf(work.orders, actualRate);
  const facts: Facts = {
    now,
    stops,
    capacities,
    operations,
    orders: supplying(work.orders),
    commitments: commitments.map(toCommitment),
    onHand: new Map(stock.map((row) => [row.itemId, max(ZERO, decimal(row.onHand))])),
  };
  const shifted = (part: ShiftedPart): Projection | null => {
    const key = part.unitId ?? part.lineId;
    const own = { workUnitId: key, windows: calendarOf(part.lineId, part.line), plannedDowntime: downtime.get(key) ?? [], down: null };
    const orders = withShifted(work.orders, part);
    return run({ ...facts, capacities: new Map([[key, own], ...capacities]), operations: queueOf(orders, actualRate), orders: supplying(orders) }, new Set());
  };
  return {
    orders: work.orders,
    openOrders: work.total,
    commitments,
    openCommitments: promised.total,
    shiftRates: rates.length > 0,
    stops,
    windows,
    capacities,
    horizon: farthest,
    withoutCalendar: [...withoutCalendar].toSorted(),
    now: run(facts, new Set()),
    shifted,
    without: (unitIds = new Set(stops.map((stop) => stop.unitId))) => run(facts, unitIds),
  };
}

type Facts = {
  readonly now: Date;
  readonly stops: readonly ProjectedStop[];
  readonly capacities: ReadonlyMap<string, WorkUnitCapacity>;
  readonly operations: readonly QueuedOperation[];
  readonly orders: readonly SupplyingOrder[];
  readonly commitments: readonly Commitment[];
  readonly onHand: ReadonlyMap<string, Decimal>;
};

/** One future. Units that had not stopped would have worked since; the others begin now. */
function run(facts: Facts, running: ReadonlySet<string>): Projection | null {
  const { now, stops } = facts;
  const since = Math.min(now.getTime(), ...stops.filter((stop) => running.has(stop.unitId)).map((stop) => Date.parse(stop.since)));
  const units = [...facts.capacities.values()].map((unit): WorkUnitCapacity => {
    const stop = stops.find((each) => each.unitId === unit.workUnitId);
    if (stop === undefined) return { ...unit, windows: from(unit.windows, now) };
    if (running.has(stop.unitId)) return { ...unit, windows: from(unit.windows, new Date(stop.since)) };
    return { ...unit, windows: from(unit.windows, now), down: { from: new Date(stop.since), to: stop.restore.restore } };
  });
  const input = { ...facts, now: new Date(since), units };
  const projected = project(input);
  if (projected.ok) return projected.value;
  // A sequence given by hand may contradict the orders' own steps: then by due date alone, the order in which they were read.
  const again = project({ ...input, operations: byDueDate(facts.operations) });
  return again.ok ? again.value : null;
}

function byDueDate(operations: readonly QueuedOperation[]): QueuedOperation[] {
  return operations.map((operation, index) => ({ ...operation, sequence: index }));
}

function from(windows: WorkUnitCapacity["windows"], instant: Date): WorkUnitCapacity["windows"] {
  return windows.filter((window) => window.to > instant).map((window) => (window.from < instant ? { from: instant, to: window.to } : window));
}

/** End of the working window in which the unit is back, or of the first one after that: what a stop costs is counted up to here. */
function endOfWork(unit: WorkUnitCapacity, restore: Date): Date {
  return unit.windows.find((window) => window.to > restore)?.to ?? restore;
}

function supplying(orders: readonly OpenOrder[]): SupplyingOrder[] {
  // Nobody knows when an order on hold goes on, nor how long an operation takes that the routing gives no time, so they promise nothing.
  return orders
    .filter((order) => order.state !== "ON_HOLD" && operationsWithoutTimes(order).length === 0)
    .map((order) => ({
      orderId: order.id,
      itemId: order.itemId,
      expectedGood: max(ZERO, decimal(order.quantity).minus(order.received)),
      // No message of the ERP says how long inspection and transport take: pages say that they count as no time.
      inspectionSeconds: 0,
      transportSeconds: 0,
    }));
}

function toCommitment(row: OpenCommitment): Commitment {
  return {
    number: commitmentKey(row),
    itemId: row.itemId,
    quantity: decimal(row.quantity),
    due: new Date(row.dueAt),
    priority: row.priorityClass.charCodeAt(0),
    valuePerUnitDay: decimal(row.penaltyPerUnitDay),
  };
}

/** Number and line, so that numbers compare as the ERP orders them; the site keeps two ERPs apart. */
export function commitmentKey(row: Pick<OpenCommitment, "siteId" | "number" | "line">): string {
  return `${row.number}/${String(row.line).padStart(5, "0")} ${row.siteId}`;
}

/** What a projection says of each commitment, by its key. */
export function outlooksByKey(projection: Projection | null): ReadonlyMap<string, CommitmentOutlook> {
  return new Map((projection?.outlooks ?? []).map((outlook) => [outlook.commitment.number, outlook]));
}
