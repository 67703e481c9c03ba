import "server-only";
import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { countProposal, operationActivity, orderOperation, productionOrder } from "@/db/schema/execution";
import { labourBooking } from "@/db/schema/labour";
import { lot, lotMount, lotStock } from "@/db/schema/materials";
import { item, itemVersion, person } from "@/db/schema/reference";
import { goodOf } from "@/lib/domain/execution/totals";
import { decimal } from "@/lib/domain/shared/decimal";
import { plannedPerHour, planStart } from "@/lib/queries/operator/operation-figures";
import { stepsByOrder, targetOf } from "@/lib/queries/operator/target-of";
import type { Reader } from "@/lib/queries/reader";
import { groupBy } from "@/lib/domain/shared/group-by";

/** More than this is loaded nowhere at once, on all machines of a site. */
const MOST_LOADED = 500;
const MOST_MOUNTS = 50;
const MOST_PEOPLE = 50;

/** An operation that occupies a work unit, with what its pace is told from. */
export type UnitWork = {
  readonly unitId: string;
  readonly operationId: string;
  readonly orderId: string;
  readonly order: string;
  readonly opNo: number;
  readonly name: string;
  readonly item: string;
  readonly description: string;
  readonly uom: string;
  readonly decimals: number;
  readonly state: "SETUP" | "RUNNING" | "PAUSED";
  readonly startedAt: string | null;
  /** Good that is confirmed, and what the line has counted beyond it and nobody has confirmed. */
  readonly good: string;
  readonly counted: string;
  /** Good that it is to give (as on its own screen). */
  readonly target: string;
  /** Good an hour that the routing plans, counted from `planFrom`; null where it plans no run time. */
  readonly planPerHour: string | null;
  readonly planFrom: string;
};

/** What is loaded on these units, by unit, the first started first. Three statements, however many units there are. */
export async function unitWork({ db, now }: Reader, unitIds: readonly string[]): Promise<ReadonlyMap<string, readonly UnitWork[]>> {
  if (unitIds.length === 0) return new Map();
  const rows = await db
    .select({ operation: orderOperation, order: productionOrder, item: item.code, description: itemVersion.description, counted: countProposal.good })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(item, eq(item.id, productionOrder.itemId))
    .leftJoin(itemVersion, and(eq(itemVersion.itemId, item.id), isNull(itemVersion.validTo)))
    .leftJoin(countProposal, eq(countProposal.operationId, orderOperation.id))
    .where(and(inArray(orderOperation.workUnitId, [...unitIds]), inArray(orderOperation.state, ["SETUP", "RUNNING", "PAUSED"])))
    .orderBy(asc(orderOperation.actualStartAt))
    .limit(MOST_LOADED);
  if (rows.length === 0) return new Map();
  const [steps, runs] = await Promise.all([
    stepsByOrder(
      db,
      rows.map(({ order }) => order.id),
    ),
    db
      .select({ operationId: operationActivity.operationId, from: sql`min(${operationActivity.fromAt})`.mapWith(operationActivity.fromAt) })
      .from(operationActivity)
      .where(
        and(
          inArray(
            operationActivity.operationId,
            rows.map(({ operation }) => operation.id),
          ),
          eq(operationActivity.activity, "RUN"),
        ),
      )
      .groupBy(operationActivity.operationId),
  ]);
  const runFrom = new Map(runs.map(({ operationId, from }) => [operationId, from]));
  const loaded = rows.flatMap(({ operation, order, counted, ...of }): UnitWork[] => {
    if (operation.workUnitId === null) return [];
    const target = targetOf(operation, order, steps.get(order.id) ?? []);
    const perHour = plannedPerHour(operation);
    return [
      {
        unitId: operation.workUnitId,
        operationId: operation.id,
        orderId: order.id,
        order: order.number,
        opNo: operation.opNo,
        name: operation.name,
        item: of.item,
        description: of.description ?? "",
        uom: order.uom,
        decimals: order.decimals,
        // The condition above admits these three alone.
        state: operation.state === "SETUP" || operation.state === "PAUSED" ? operation.state : "RUNNING",
        startedAt: operation.actualStartAt?.toISOString() ?? null,
        good: goodOf(operation).toFixed(),
        counted: (counted ?? decimal(0)).toFixed(),
        target: target.toFixed(),
        planPerHour: perHour?.toFixed(2) ?? null,
        planFrom: planStart(operation.plannedEndAt, runFrom.get(operation.id) ?? operation.actualStartAt ?? now, target, perHour).toISOString(),
      },
    ];
  });
  return groupBy(loaded, ({ unitId }) => unitId);
}

/** A lot that is on a work unit (TR-01), and what of it is left there and everywhere else in store. */
export type MountedLot = {
  readonly lotId: string;
  readonly lot: string;
  readonly item: string;
  readonly description: string;
  readonly onHand: string;
  readonly uom: string;
  readonly since: string;
};

/** The lots on a unit, the last mounted first. */
export async function mountedLots({ db }: Reader, unitId: string): Promise<readonly MountedLot[]> {
  const onHand = sql<string>`coalesce((select sum(${lotStock.onHand}) from ${lotStock} where ${lotStock.lotId} = ${lot.id}), 0)::text`;
  const rows = await db
    .select({ lotId: lot.id, lot: lot.number, item: item.code, description: itemVersion.description, onHand, uom: lot.uom, since: lotMount.mountedAt })
    .from(lotMount)
    .innerJoin(lot, eq(lot.id, lotMount.lotId))
    .innerJoin(item, eq(item.id, lotMount.itemId))
    .leftJoin(itemVersion, and(eq(itemVersion.itemId, item.id), isNull(itemVersion.validTo)))
    .where(and(eq(lotMount.workUnitId, unitId), isNull(lotMount.unmountedAt)))
    .orderBy(sql`${lotMount.mountedAt} desc`)
    .limit(MOST_MOUNTS);
  return rows.map(({ since, description, onHand: left, ...row }) => ({ ...row, description: description ?? "", onHand: decimal(left).toFixed(), since: since.toISOString() }));
}

/** Somebody booked on a unit. `name` is null for readers who may see how many there are, and not who (§10.1). */
export type UnitCrew = { readonly name: string | null; readonly activity: string; readonly since: string };

/** Who is booked on these operations or on the units themselves now; names only where `named`. */
export async function unitCrew(
  { db }: Reader,
  { siteId, unitIds, operationIds, named }: { readonly siteId: string; readonly unitIds: readonly string[]; readonly operationIds: readonly string[]; readonly named: boolean },
): Promise<readonly UnitCrew[]> {
  const rows = await db
    .select({ name: person.name, activity: labourBooking.activity, since: labourBooking.fromAt })
    .from(labourBooking)
    .innerJoin(person, eq(person.id, labourBooking.personId))
    .where(
      and(eq(labourBooking.siteId, siteId), isNull(labourBooking.toAt), or(inArray(labourBooking.operationId, [...operationIds]), inArray(labourBooking.workUnitId, [...unitIds]))),
    )
    .orderBy(asc(labourBooking.fromAt))
    .limit(MOST_PEOPLE);
  return rows.map(({ name, since, ...row }) => ({ ...row, name: named ? name : null, since: since.toISOString() }));
}
