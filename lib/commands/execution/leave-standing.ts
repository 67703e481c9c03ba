import "server-only";
import { and, eq, isNotNull, isNull, lte, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { equipment } from "@/db/schema/reference";
import { orderOperation } from "@/db/schema/execution";
import { labourBooking } from "@/db/schema/labour";
import type { NewEvent } from "@/lib/eventlog/event";
import { later, signOff } from "./facts";
import { unitAround } from "./loaded-unit";
import { bookedUntil, lockOperation, openBookings } from "./store";

/**
 * EX-02: who signs on elsewhere leaves what stands: an operation that is paused, and one whose work unit is in a delay that has lasted its threshold by
 * then. What runs they stay on: one person may tend several machines (EX-18). The caller has locked the person; locks what they leave.
 */
export async function leaveStanding(tx: Tx, personId: string, elsewhere: string, at: Date): Promise<NewEvent[]> {
  const others = await tx
    .select({ booking: labourBooking, workUnitId: orderOperation.workUnitId, threshold: equipment.microStopSeconds })
    .from(labourBooking)
    .innerJoin(orderOperation, eq(orderOperation.id, labourBooking.operationId))
    .leftJoin(equipment, eq(equipment.id, orderOperation.workUnitId))
    .where(
      and(
        eq(labourBooking.personId, personId),
        isNull(labourBooking.toAt),
        isNotNull(labourBooking.operationId),
        ne(labourBooking.operationId, elsewhere),
        // What was told later than this command happened may stand only since then.
        lte(labourBooking.fromAt, at),
      ),
    );
  const events: NewEvent[] = [];
  for (const { booking, workUnitId, threshold } of others) {
    if (booking.operationId === null) continue;
    const stands = booking.activity === "DELAY" || (booking.activity === "RUN" && (await isInDelay(tx, workUnitId, threshold ?? 0, at)));
    if (!stands) continue;
    const { operation } = await lockOperation(tx, booking.operationId);
    const still = (await openBookings(tx, operation.id)).find(({ id }) => id === booking.id);
    if (still === undefined) continue;
    events.push(signOff(still, operation.orderId, later(at, (await bookedUntil(tx, [personId], at)).get(personId))));
  }
  return events;
}

async function isInDelay(tx: Tx, workUnitId: string | null, threshold: number, at: Date): Promise<boolean> {
  const { delays } = await unitAround(tx, workUnitId, { from: new Date(at.getTime() - threshold * 1000), to: at });
  return delays.some(({ from, to }) => from < at && (to === null || to >= at));
}
