import "server-only";
import type { Tx } from "@/db/client";
import type { NewEvent } from "@/lib/eventlog/event";
import { later, signOff } from "./facts";
import { bookedUntil, lockPeople, type OperationRow, openBookings } from "./store";

/** Everybody who is on an operation leaves it at this instant, or where their time is in the ledger already, then. */
export async function peopleLeave(tx: Tx, operation: OperationRow, at: Date): Promise<NewEvent[]> {
  const people = await openBookings(tx, operation.id);
  const ids = people.map((booking) => booking.personId);
  await lockPeople(tx, ids);
  const booked = await bookedUntil(tx, ids, at);
  return people.map((booking) => signOff(booking, operation.orderId, later(at, booked.get(booking.personId))));
}
