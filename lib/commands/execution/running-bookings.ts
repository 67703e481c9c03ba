import "server-only";
import { and, asc, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { orderOperation } from "@/db/schema/execution";
import { labourBooking } from "@/db/schema/labour";
import { type BookingRow, type LockedOperation, lockOperation, openBookings } from "./store";

/** An open booking of a person with its operation, and who else is on that. */
export type RunningBooking = { readonly booking: BookingRow & { readonly operationId: string }; readonly locked: LockedOperation; readonly people: ReadonlySet<string> };

/** What a person is booked on now, at one work unit where that is given. Locks the operations, order by order in one sequence; the caller locks people next. */
export async function lockRunningBookings(tx: Tx, personId: string, workUnitId?: string): Promise<readonly RunningBooking[]> {
  const rows = await tx
    .select({ operationId: orderOperation.id })
    .from(labourBooking)
    .innerJoin(orderOperation, eq(orderOperation.id, labourBooking.operationId))
    .where(and(eq(labourBooking.personId, personId), isNull(labourBooking.toAt), ...(workUnitId === undefined ? [] : [eq(orderOperation.workUnitId, workUnitId)])))
    .orderBy(asc(orderOperation.orderId), asc(orderOperation.opNo));
  const running: RunningBooking[] = [];
  for (const { operationId } of rows) {
    const locked = await lockOperation(tx, operationId);
    const people = await openBookings(tx, operationId);
    const booking = people.find((one) => one.personId === personId);
    // Whoever left between the look and the lock is not on it any more.
    if (booking !== undefined) running.push({ booking: { ...booking, operationId }, locked, people: new Set(people.map((one) => one.personId)) });
  }
  return running;
}
