import "server-only";
import { and, desc, eq, gt, isNotNull, isNull, notInArray, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { labourBooking } from "@/db/schema/labour";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { later, signOff } from "./facts";
import { openIndirect } from "./leave-indirect";
import { lockRunningBookings } from "./running-bookings";
import { bookedUntil, isTooOld, lockPeople } from "./store";

/** A person has left all that they were on: from when on, the facts, and how many operations that were. */
export type LeftWork = { readonly from: Date; readonly events: readonly NewEvent[]; readonly operations: number };

/**
 * EX-17, EX-18: all that a person is on ends at an instant, operations and an indirect activity alike; where their time is in the ledger already, then.
 * Operations go on with whoever stays. Locks the operations and the person. Refuses with OUT_OF_ORDER.
 */
export async function leaveWork(tx: Tx, personId: string, at: Date): Promise<Decision<LeftWork, "OUT_OF_ORDER">> {
  const running = await lockRunningBookings(tx, personId);
  const changed = running.find(({ locked }) => isTooOld(locked, at));
  if (changed !== undefined) return refuse("OUT_OF_ORDER", { since: changed.locked.since?.toISOString() ?? null });
  await lockPeople(tx, [personId]);
  const from = later(at, (await bookedUntil(tx, [personId], at)).get(personId));
  const ending = running.map(({ booking }) => booking.id);
  const since = await changedAfter(tx, personId, from, ending);
  if (since !== null) return refuse("OUT_OF_ORDER", { since: since.toISOString() });
  const other = await openIndirect(tx, personId);
  const events = [...running.map(({ booking, locked }) => signOff(booking, locked.operation.orderId, from)), ...(other === null ? [] : [signOff(other, null, from)])];
  return accept({ from, events, operations: running.length });
}

/**
 * When the person's bookings last changed after an instant, or when they came onto a run that is not among those that end, because another tablet told it
 * while this command waited for its locks; null when neither: what is told late must not lie over what is booked.
 */
async function changedAfter(tx: Tx, personId: string, at: Date, ending: readonly string[]): Promise<Date | null> {
  const last = sql<Date>`coalesce(${labourBooking.toAt}, ${labourBooking.fromAt})`.mapWith(labourBooking.fromAt);
  const cameOn = and(isNotNull(labourBooking.operationId), ending.length === 0 ? undefined : notInArray(labourBooking.id, [...ending]));
  const [row] = await tx
    .select({ last })
    .from(labourBooking)
    .where(and(eq(labourBooking.personId, personId), or(gt(labourBooking.toAt, at), and(isNull(labourBooking.toAt), or(gt(labourBooking.fromAt, at), cameOn)))))
    .orderBy(desc(last))
    .limit(1);
  return row?.last ?? null;
}
