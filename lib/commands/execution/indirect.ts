import "server-only";
import { and, desc, eq, gt, isNotNull, isNull, notInArray, or, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { labourBooking } from "@/db/schema/execution";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { activeReason } from "./active-reason";
import { IndirectEndedAnswer, IndirectStartedAnswer } from "./answers.schema";
import { later, signOff, signOnIndirect } from "./facts";
import { openIndirect } from "./leave-indirect";
import { lockRunningBookings } from "./running-bookings";
import { bookedUntil, findPerson, isTooOld, lockPeople, siteOfWorkUnit } from "./store";

const StartIndirectInput = z.strictObject({ ...CommandHeadShape, /** Where it was said; the time counts with its line. */ workUnitId: z.uuid(), code: z.string().min(1).max(40) });
const EndIndirectInput = z.strictObject({ ...CommandHeadShape, workUnitId: z.uuid() });

/**
 * EX-17, EX-18: from now on the caller's time is on an indirect activity (cleaning, a meeting, …) and on no operation: all that ran ends at that
 * instant, so that no second is shared or booked twice. Operations go on with whoever stays. Refuses with REASON_UNKNOWN, OUT_OF_ORDER.
 */
export const startIndirect = defineCommand({
  name: "start-indirect",
  permission: "operation.execute",
  input: StartIndirectInput,
  answer: IndirectStartedAnswer,
  site: (tx, input) => siteOfWorkUnit(tx, input.workUnitId),
  async run({ tx, actor, siteId, at }, input) {
    const person = await findPerson(tx, actor.personId);
    if (person === null || !person.active) return refuse("PERSON_REQUIRED");
    const reason = await activeReason(tx, siteId, input.code, "INDIRECT");
    if (reason === null) return refuse("REASON_UNKNOWN", { reason: input.code });
    const running = await lockRunningBookings(tx, person.id);
    const changed = running.find(({ locked }) => isTooOld(locked, at));
    if (changed !== undefined) return refuse("OUT_OF_ORDER", { since: changed.locked.since?.toISOString() ?? null });
    await lockPeople(tx, [person.id]);
    const from = later(at, (await bookedUntil(tx, [person.id], at)).get(person.id));
    const ending = running.map(({ booking }) => booking.id);
    const since = await changedAfter(tx, person.id, from, ending);
    if (since !== null) return refuse("OUT_OF_ORDER", { since: since.toISOString() });
    const other = await openIndirect(tx, person.id);
    return accept({
      events: [
        ...running.map(({ booking, locked }) => signOff(booking, locked.operation.orderId, from)),
        ...(other === null ? [] : [signOff(other, null, from)]),
        signOnIndirect(person.id, person.rateClass, { code: reason.code, workUnitId: input.workUnitId }, from),
      ],
      output: { left: running.length },
    });
  },
});

/** EX-17: the indirect activity of the caller ends; whoever goes back to a run joins it. Refuses with NOT_SIGNED_ON, OUT_OF_ORDER. */
export const endIndirect = defineCommand({
  name: "end-indirect",
  permission: "operation.execute",
  input: EndIndirectInput,
  answer: IndirectEndedAnswer,
  site: (tx, input) => siteOfWorkUnit(tx, input.workUnitId),
  async run({ tx, actor, at }) {
    const person = await findPerson(tx, actor.personId);
    if (person === null) return refuse("PERSON_REQUIRED");
    await lockPeople(tx, [person.id]);
    const booking = await openIndirect(tx, person.id);
    if (booking === null) return refuse("NOT_SIGNED_ON");
    if (at < booking.fromAt) return refuse("OUT_OF_ORDER", { since: booking.fromAt.toISOString() });
    return accept({ events: [signOff(booking, null, at)], output: { ended: booking.indirectCode } });
  },
});

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
