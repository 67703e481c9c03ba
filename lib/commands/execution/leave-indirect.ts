import "server-only";
import { and, eq, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { labourBooking } from "@/db/schema/labour";
import type { NewEvent } from "@/lib/eventlog/event";
import { signOff } from "./facts";
import type { BookingRow } from "./store";

/** The indirect activity that a person is on; null when on none. The caller has locked the person. */
export async function openIndirect(tx: Tx, personId: string): Promise<BookingRow | null> {
  const [row] = await tx
    .select()
    .from(labourBooking)
    .where(and(eq(labourBooking.personId, personId), isNull(labourBooking.operationId), isNull(labourBooking.toAt)));
  return row ?? null;
}

/** Who comes onto an operation leaves what indirect activity they were on at that instant: nobody cleans and runs a machine in the same second (EX-18). */
export async function leaveIndirect(tx: Tx, personId: string, at: Date): Promise<NewEvent[]> {
  const booking = await openIndirect(tx, personId);
  return booking === null ? [] : [signOff(booking, null, at)];
}
