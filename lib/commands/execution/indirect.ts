import "server-only";
import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { activeReason } from "./active-reason";
import { IndirectEndedAnswer, IndirectStartedAnswer } from "./answers.schema";
import { signOff, signOnIndirect } from "./facts";
import { openIndirect } from "./leave-indirect";
import { leaveWork } from "./leave-work";
import { findPerson, lockPeople, siteOfWorkUnit } from "./store";

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
    const left = await leaveWork(tx, person.id, at);
    if (!left.ok) return left;
    const { from, events, operations } = left.value;
    return accept({
      events: [...events, signOnIndirect(person.id, person.rateClass, { code: reason.code, workUnitId: input.workUnitId }, from)],
      output: { left: operations },
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
