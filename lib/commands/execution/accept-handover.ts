import "server-only";
import { and, asc, eq, gt, inArray, isNull, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { handover } from "@/db/schema/handover";
import { labourBooking } from "@/db/schema/labour";
import { defineCommand } from "@/lib/commands/define-command";
import { decideAcceptance, staysSince, switchPerson } from "@/lib/domain/execution/handover";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { HandoverAcceptedAnswer } from "./answers.schema";
import { later, signOff, signOn } from "./facts";
import { HandoverInput } from "./handover.schema";
import { leaveIndirect } from "./leave-indirect";
import { lockRunningBookings, type RunningBooking } from "./running-bookings";
import { bookedUntil, findPerson, isTooOld, lastSignOff, lockPeople, missingCapabilities } from "./store";

/** Site of a handover, or null when there is none. */
export async function siteOfHandover(tx: Tx, handoverId: string): Promise<string | null> {
  const [row] = await tx.select({ siteId: handover.siteId }).from(handover).where(eq(handover.id, handoverId));
  return row?.siteId ?? null;
}

/**
 * EX-16: the caller takes the work unit over. What whoever left the handover is still booked on there, since then and without a break, goes over to the
 * caller at that instant: what they came onto later is their next shift. For who is qualified for the unit (§1.2 People). Refuses with HANDOVER_OWN, HANDOVER_ACCEPTED, START_BLOCKED, OUT_OF_ORDER.
 */
export const acceptHandover = defineCommand({
  name: "accept-handover",
  permission: "operation.execute",
  input: HandoverInput,
  answer: HandoverAcceptedAnswer,
  site: (tx, input) => siteOfHandover(tx, input.handoverId),
  async run({ tx, actor, at }, input) {
    const [offered] = await tx.select().from(handover).where(eq(handover.id, input.handoverId)).for("update");
    if (offered === undefined) throw new Error(`handover ${input.handoverId} vanished after its site was found`);
    const person = await findPerson(tx, actor.personId);
    if (person === null || !person.active) return refuse("PERSON_REQUIRED");
    const decision = decideAcceptance(offered, person.id);
    if (!decision.ok) return decision;
    if (at < offered.offeredAt) return refuse("OUT_OF_ORDER", { since: offered.offeredAt.toISOString() });

    const booked = await lockRunningBookings(tx, offered.offeredBy, offered.workUnitId);
    const still = await stillOn(tx, offered, booked);
    const running = booked.filter(({ booking }) => still.has(booking.operationId));
    const changed = running.find(({ locked }) => isTooOld(locked, at));
    if (changed !== undefined) return refuse("OUT_OF_ORDER", { since: changed.locked.since?.toISOString() ?? null });
    const lacking = running.length === 0 ? [] : await missingCapabilities(tx, person.id, offered.workUnitId, at);
    if (lacking.length > 0) return refuse("START_BLOCKED", { guards: ["PERSON_NOT_QUALIFIED"], capabilities: lacking });

    const both = [offered.offeredBy, person.id];
    await lockPeople(tx, both);
    // One instant for both, behind what is in the ledger of either: else a second would be booked twice, or not at all.
    const from = [...(await bookedUntil(tx, both, at)).values()].reduce((latest, until) => later(latest, until), at);
    const comingIsOn = new Set(running.filter(({ people }) => people.has(person.id)).map(({ booking }) => booking.operationId));
    const bookings = running.map(({ booking, locked }) => ({ row: booking, operation: locked.operation, operationId: booking.operationId, from: booking.fromAt }));
    const moves: NewEvent[] = [];
    for (const { booking, at: instant, goesOn } of switchPerson(bookings, comingIsOn, from)) {
      const left = await lastSignOff(tx, booking.operationId, person.id);
      if (goesOn && left !== null && instant < left) return refuse("OUT_OF_ORDER", { since: left.toISOString() });
      moves.push(signOff(booking.row, booking.operation.orderId, instant));
      if (goesOn) moves.push(signOn(booking.operation, person.id, person.rateClass, booking.row.activity, instant));
    }
    const accepted: NewEvent = {
      id: newId(),
      type: "handover.accepted",
      aggregate: "equipment",
      aggregateId: offered.workUnitId,
      orderId: null,
      payload: { handoverId: offered.id, workUnitId: offered.workUnitId, personId: decision.value.acceptedBy },
    };
    return accept({ events: [accepted, ...(running.length === 0 ? [] : await leaveIndirect(tx, person.id, from)), ...moves], output: { switched: running.length } });
  },
});

/** The operations on which whoever left the handover has stayed since. */
async function stillOn(tx: Tx, { offeredBy, offeredAt }: typeof handover.$inferSelect, booked: readonly RunningBooking[]): Promise<ReadonlySet<string>> {
  const operations = booked.map(({ booking }) => booking.operationId);
  if (operations.length === 0) return new Set();
  const stays = await tx
    .select({ operationId: labourBooking.operationId, from: labourBooking.fromAt, to: labourBooking.toAt })
    .from(labourBooking)
    .where(and(eq(labourBooking.personId, offeredBy), inArray(labourBooking.operationId, operations), or(isNull(labourBooking.toAt), gt(labourBooking.toAt, offeredAt))))
    .orderBy(asc(labourBooking.fromAt));
  return new Set(
    operations.filter((id) =>
      staysSince(
        offeredAt,
        stays.filter(({ operationId }) => operationId === id),
      ),
    ),
  );
}
