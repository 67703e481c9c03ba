import "server-only";
import { eq } from "drizzle-orm";
import { nonconformance } from "@/db/schema/quality";
import { type CommandEffect, type CommandFrame, defineCommand } from "@/lib/commands/define-command";
import { lockOperation } from "@/lib/commands/execution/store";
import { decideMove } from "@/lib/domain/quality/nonconformance";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { newId } from "@/lib/platform/ids";
import { carryOut } from "./carry-out";
import { signerOf } from "./held-lots";
import { CloseNonconformanceInput, NonconformanceAnswer } from "./nonconformance.schema";
import { aboutNonconformance, answerOf, lockNonconformance, siteOfNonconformance } from "./nonconformance-store";
import { returnEnded } from "./vendor-return";

/**
 * §2.2 ACTION → CLOSED: what was decided is done, and posted with it unless it was by hand; its order may close. Refuses INVALID_TRANSITION, what `carryOut`
 * does and, for a process, PERSON_REQUIRED.
 */
export const closeNonconformance = defineCommand({
  name: "close-nonconformance",
  permission: "hold.release",
  input: CloseNonconformanceInput,
  answer: NonconformanceAnswer,
  site: (tx, input) => siteOfNonconformance(tx, input.nonconformanceId),
  async run(frame: CommandFrame, input): Promise<Decision<CommandEffect<ReturnType<typeof answerOf>>>> {
    const by = signerOf(frame.actor);
    if (by === null) return refuse("PERSON_REQUIRED");
    // Its operation first, as whoever confirms output does, which may join it.
    const [about] = await frame.tx.select({ operationId: nonconformance.operationId }).from(nonconformance).where(eq(nonconformance.id, input.nonconformanceId));
    if (about?.operationId != null) await lockOperation(frame.tx, about.operationId);
    const row = await lockNonconformance(frame.tx, input.nonconformanceId);
    const decision = decideMove(row.state, "CLOSED");
    if (!decision.ok) return decision;
    const output = answerOf(row, "CLOSED");
    const carried = await carryOut(frame, row, input);
    if (!carried.ok) return carried;
    const closed = { id: newId(), type: "nc.closed" as const, ...aboutNonconformance(row), payload: { ncId: row.id, by, byName: frame.actor.name, note: input.note } };
    const { events, messages, next } = carried.value;
    return accept({
      events: [closed, ...events],
      messages: [...messages, ...(await returnEnded(frame, row, closed.id))],
      output,
      // What its entries become is recorded once nothing holds them any more.
      ...(next === undefined ? {} : { next: () => next(output) }),
    });
  },
});
