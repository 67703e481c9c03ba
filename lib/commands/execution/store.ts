import "server-only";
import { and, asc, desc, eq, gt, inArray, isNotNull, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { lackingCapabilities } from "@/db/qualified";
import { operationActivity, orderOperation, productionOrder } from "@/db/schema/execution";
import { labourBooking } from "@/db/schema/labour";
import { equipment, item, itemVersion, person, site } from "@/db/schema/reference";
import type { ClosedInterval } from "@/lib/domain/shared/interval";
import type { Uom } from "@/lib/domain/shared/quantity";

export type OrderRow = typeof productionOrder.$inferSelect;
export type OperationRow = typeof orderOperation.$inferSelect;
export type BookingRow = typeof labourBooking.$inferSelect;
export type ActivityRow = typeof operationActivity.$inferSelect;
export type UnitRow = typeof equipment.$inferSelect;

/** An operation with its order and its neighbours, all locked: commands on one order are serial. */
export type LockedOperation = {
  readonly order: OrderRow;
  readonly operation: OperationRow;
  readonly previous: OperationRow | null;
  readonly next: OperationRow | null;
  readonly operations: readonly OperationRow[];
  readonly uom: Uom;
  readonly siteCode: string;
  readonly timeZone: string;
  readonly currency: string;
  readonly itemCode: string;
  /** Since when its machine time runs as it does; a command from before it comes too late to fit. */
  readonly since: Date | null;
};

/** Site of an operation, or null when there is no such operation. */
export async function siteOfOperation(tx: Tx, operationId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: orderOperation.siteId }).from(orderOperation).where(eq(orderOperation.id, operationId));
  return row?.siteId ?? null;
}

/** Site of a work unit, or null when there is no such one. */
export async function siteOfWorkUnit(tx: Tx, workUnitId: string): Promise<string | null> {
  const [row] = await tx
    .select({ siteId: equipment.siteId })
    .from(equipment)
    .where(and(eq(equipment.id, workUnitId), eq(equipment.level, "WORK_UNIT")));
  return row?.siteId ?? null;
}

/**
 * Locks the order first and its operations after it, always in this order, so that two commands never wait for each other; people come next,
 * then what is mounted, components, stock and the series of handling units. The locks let others refer to the rows (the line's own counts do), which
 * `for update` would not.
 */
export async function lockOperation(tx: Tx, operationId: string): Promise<LockedOperation> {
  const [head] = await tx.select({ orderId: orderOperation.orderId }).from(orderOperation).where(eq(orderOperation.id, operationId));
  if (head === undefined) throw new Error(`operation ${operationId} vanished after its site was found`);
  const [order] = await tx.select().from(productionOrder).where(eq(productionOrder.id, head.orderId)).for("no key update");
  const operations = await tx.select().from(orderOperation).where(eq(orderOperation.orderId, head.orderId)).orderBy(asc(orderOperation.opNo)).for("no key update");
  const index = operations.findIndex((row) => row.id === operationId);
  const operation = operations[index];
  if (order === undefined || operation === undefined) throw new Error(`order of operation ${operationId} is incomplete`);
  const [names] = await tx
    .select({ siteCode: site.code, timeZone: site.timeZone, currency: site.currency, itemCode: item.code })
    .from(site)
    .innerJoin(item, eq(item.id, order.itemId))
    .where(eq(site.id, order.siteId));
  if (names === undefined) throw new Error(`site or item of order ${order.number} is missing`);
  return {
    order,
    operation,
    operations,
    since: await runningSince(tx, operationId),
    // What is skipped passes nothing on: its neighbours are neighbours of each other.
    previous: operations.slice(0, index).findLast((row) => row.state !== "SKIPPED") ?? null,
    next: operations.slice(index + 1).find((row) => row.state !== "SKIPPED") ?? null,
    uom: { code: order.uom, decimals: order.decimals },
    ...names,
  };
}

/** The same locks for a command about a whole order; seen from its first operation. */
export async function lockOrder(tx: Tx, orderId: string): Promise<LockedOperation> {
  const [first] = await tx.select({ id: orderOperation.id }).from(orderOperation).where(eq(orderOperation.orderId, orderId)).orderBy(asc(orderOperation.opNo)).limit(1);
  if (first === undefined) throw new Error(`order ${orderId} has no operations`);
  return lockOperation(tx, first.id);
}

/** Site of an order, or null when there is no such order. */
export async function siteOfOrder(tx: Tx, orderId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: productionOrder.siteId }).from(productionOrder).where(eq(productionOrder.id, orderId));
  return row?.siteId ?? null;
}

/** Since when the machine time of an operation runs as it does; null when none does. */
export async function runningSince(tx: Tx, operationId: string): Promise<Date | null> {
  const [open] = await tx
    .select({ fromAt: operationActivity.fromAt })
    .from(operationActivity)
    .where(and(eq(operationActivity.operationId, operationId), isNull(operationActivity.toAt)));
  return open?.fromAt ?? null;
}

/** True when the command happened before the operation got into the state in which it is now. */
export function isTooOld(locked: LockedOperation, at: Date): boolean {
  return locked.since !== null && at.getTime() < locked.since.getTime();
}

export async function findUnit(tx: Tx, siteId: string, workUnitId: string): Promise<UnitRow | null> {
  const [row] = await tx
    .select()
    .from(equipment)
    .where(and(eq(equipment.id, workUnitId), eq(equipment.siteId, siteId), eq(equipment.level, "WORK_UNIT")));
  return row ?? null;
}

/** The other operation that occupies the unit, as `order / op`, or null. Locks the unit, so that two starts can't both find it free. */
export async function loadedOn(tx: Tx, workUnitId: string, exceptOperationId: string): Promise<string | null> {
  await tx.select({ id: equipment.id }).from(equipment).where(eq(equipment.id, workUnitId)).for("no key update");
  const [row] = await tx
    .select({ id: orderOperation.id, number: productionOrder.number, opNo: orderOperation.opNo })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .where(and(eq(orderOperation.workUnitId, workUnitId), inArray(orderOperation.state, ["SETUP", "RUNNING", "PAUSED"])))
    .limit(1);
  return row === undefined || row.id === exceptOperationId ? null : `${row.number} / ${row.opNo}`;
}

/** When the machine time that was booked last on an operation, or on this unit by whatever, ended; null where none has. What is open still is `loadedOn`. */
export async function lastLoadEnded(tx: Tx, operationId: string, workUnitId: string | null): Promise<Date | null> {
  const { toAt, fromAt } = operationActivity;
  const newest = (of: SQL) =>
    tx
      .select({ toAt })
      .from(operationActivity)
      .where(and(of, isNotNull(toAt)))
      .orderBy(desc(fromAt))
      .limit(1);
  const [own] = await newest(eq(operationActivity.operationId, operationId));
  const [unit] = workUnitId === null ? [] : await newest(eq(operationActivity.workUnitId, workUnitId));
  const ends = [own, unit].flatMap((row) => row?.toAt ?? []);
  return ends.length === 0 ? null : new Date(Math.max(...ends.map((end) => end.getTime())));
}

export async function findPerson(tx: Tx, personId: string | null): Promise<typeof person.$inferSelect | null> {
  if (personId === null) return null;
  const [row] = await tx.select().from(person).where(eq(person.id, personId));
  return row ?? null;
}

/** What a work unit asks of whoever works at it and this person does not have at that instant. */
export async function missingCapabilities(tx: Tx, personId: string, workUnitId: string, at: Date): Promise<string[]> {
  const [unit] = await tx.select({ capabilities: equipment.capabilities }).from(equipment).where(eq(equipment.id, workUnitId));
  return lackingCapabilities(tx, personId, unit?.capabilities ?? [], at);
}

/** Open bookings of an operation, with the person's number. */
export async function openBookings(tx: Tx, operationId: string): Promise<readonly (BookingRow & { personNumber: string })[]> {
  const rows = await tx
    .select({ booking: labourBooking, personNumber: person.number })
    .from(labourBooking)
    .innerJoin(person, eq(person.id, labourBooking.personId))
    .where(and(eq(labourBooking.operationId, operationId), isNull(labourBooking.toAt)));
  return rows.map((row) => ({ ...row.booking, personNumber: row.personNumber }));
}

/** When a person last left an operation; null when never. */
export async function lastSignOff(tx: Tx, operationId: string, personId: string): Promise<Date | null> {
  const [row] = await tx
    .select({ toAt: labourBooking.toAt })
    .from(labourBooking)
    .where(and(eq(labourBooking.operationId, operationId), eq(labourBooking.personId, personId), isNotNull(labourBooking.toAt)))
    .orderBy(desc(labourBooking.toAt))
    .limit(1);
  return row?.toAt ?? null;
}

/** Locks people, in one order: their time is shared among operations (EX-18), so whoever books it or changes where they are does so alone. */
export async function lockPeople(tx: Tx, personIds: readonly string[]): Promise<void> {
  if (personIds.length === 0) return;
  await tx
    .select({ id: person.id })
    .from(person)
    .where(inArray(person.id, [...personIds]))
    .orderBy(asc(person.id))
    .for("no key update");
}

/**
 * Until when each person's time is in the ledger already, as far as that is later than `at`. A late sign-off changes the time
 * after that only: before it another operation has got the seconds, and nobody gives them twice (EX-18).
 */
export async function bookedUntil(tx: Tx, personIds: readonly string[], at: Date): Promise<ReadonlyMap<string, Date>> {
  if (personIds.length === 0) return new Map();
  const rows = await tx
    .select({ personId: labourBooking.personId, until: sql<Date>`max(${labourBooking.bookedTo})`.mapWith(labourBooking.bookedTo) })
    .from(labourBooking)
    .where(and(inArray(labourBooking.personId, [...personIds]), isHandedOver(at)))
    .groupBy(labourBooking.personId);
  return new Map(rows.map((row) => [row.personId, row.until]));
}

/** The spans of a person's time behind an instant that are in the ledger already. */
export async function handedOver(tx: Tx, personId: string, at: Date): Promise<readonly ClosedInterval[]> {
  const rows = await tx
    .select({ from: labourBooking.fromAt, to: labourBooking.bookedTo })
    .from(labourBooking)
    .where(and(eq(labourBooking.personId, personId), isHandedOver(at)));
  return rows.flatMap(({ from, to }) => (to === null ? [] : [{ from, to }]));
}

/** Bookings of which something behind an instant was handed to cost; a condition on bookings. */
function isHandedOver(at: Date) {
  return and(gt(labourBooking.bookedTo, at), gt(labourBooking.bookedTo, labourBooking.fromAt));
}

/** Since when time of people on an operation waits to be handed to cost, up to `to`; null where none does. Earlier than the operation's own where a sign-on came late. */
export async function labourWaitsSince(tx: Tx, operationId: string, to: Date): Promise<Date | null> {
  const since = sql`coalesce(${labourBooking.bookedTo}, ${labourBooking.fromAt})`;
  const [row] = await tx
    .select({ since: sql<Date | null>`min(${since})`.mapWith(labourBooking.fromAt) })
    .from(labourBooking)
    .where(and(eq(labourBooking.operationId, operationId), sql`${since} < least(${to.toISOString()}::timestamptz, ${labourBooking.toAt})`));
  return row?.since ?? null;
}

/**
 * Bookings of the operation that touch `[from, to)`, and whatever else its people were booked on then, back to when the first of these stays
 * began: a share of time is counted from the last change of the set of operations, which may lie before `from` (EX-18). A stay is longer than a
 * booking: a pause ends one and begins the next. Locks the people.
 */
export async function bookingsTouching(tx: Tx, operationId: string, from: Date, to: Date) {
  const touches = and(lt(labourBooking.fromAt, to), or(isNull(labourBooking.toAt), gt(labourBooking.toAt, from)));
  const here = await tx
    .selectDistinct({ id: labourBooking.personId })
    .from(labourBooking)
    .where(and(eq(labourBooking.operationId, operationId), touches));
  const people = here.map((row) => row.id);
  if (people.length === 0) return [];
  await lockPeople(tx, people);
  const touching = tx
    .select({ personId: labourBooking.personId, operationId: labourBooking.operationId, fromAt: labourBooking.fromAt })
    .from(labourBooking)
    .where(and(inArray(labourBooking.personId, people), touches));
  const earliest = sql`with recursive stay (person_id, operation_id, from_at) as (
    ${touching} union
    select b.person_id, b.operation_id, b.from_at from ${labourBooking} b
    join stay s on b.person_id = s.person_id and b.operation_id = s.operation_id and b.to_at = s.from_at
  ) select min(from_at) from stay`;
  return tx
    .select({ booking: labourBooking, personNumber: person.number, operationNumber: orderOperation.number })
    .from(labourBooking)
    .innerJoin(person, eq(person.id, labourBooking.personId))
    .leftJoin(orderOperation, eq(orderOperation.id, labourBooking.operationId))
    .where(and(inArray(labourBooking.personId, people), lt(labourBooking.fromAt, to), or(isNull(labourBooking.toAt), gt(labourBooking.toAt, sql`(${earliest})`))))
    .orderBy(asc(labourBooking.fromAt));
}

/** Machine time of an operation that touches `[from, to)`. */
export async function activitiesTouching(tx: Tx, operationId: string, from: Date, to: Date): Promise<readonly ActivityRow[]> {
  return tx
    .select()
    .from(operationActivity)
    .where(and(eq(operationActivity.operationId, operationId), lt(operationActivity.fromAt, to), or(isNull(operationActivity.toAt), gt(operationActivity.toAt, from))))
    .orderBy(asc(operationActivity.fromAt));
}

/** What the item is now: unit, tracking, shelf life. */
export async function currentItem(tx: Tx, itemId: string): Promise<typeof itemVersion.$inferSelect> {
  const [row] = await tx
    .select()
    .from(itemVersion)
    .where(and(eq(itemVersion.itemId, itemId), isNull(itemVersion.validTo)));
  if (row === undefined) throw new Error(`item ${itemId} has no open version`);
  return row;
}
