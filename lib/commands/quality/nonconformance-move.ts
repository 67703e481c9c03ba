import "server-only";
import type { z } from "zod";
import type { CommandHead } from "@/lib/commands/command-head.schema";
import { defineCommand } from "@/lib/commands/define-command";
import type { NonconformanceContext, NonconformanceState } from "@/lib/domain/quality/nonconformance";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { signerOf } from "./held-lots";
import { NonconformanceAnswer } from "./nonconformance.schema";
import { aboutNonconformance, answerOf, lockNonconformance, siteOfNonconformance } from "./nonconformance-store";

type Move<Input> = {
  readonly name: string;
  readonly input: z.ZodType<Input>;
  readonly to: NonconformanceState;
  readonly decide: (context: NonconformanceContext) => Decision<NonconformanceState>;
  /** The fact, from its head and from who moved what. */
  readonly fact: (
    head: { readonly id: string } & ReturnType<typeof aboutNonconformance>,
    decided: { readonly ncId: string; readonly by: string; readonly byName: string },
    input: Input,
  ) => NewEvent;
};

/** A command that moves a nonconformance on and needs no signature. Refuses what `decide` does and, for a process, PERSON_REQUIRED. */
export function defineNonconformanceMove<Input extends CommandHead & { readonly nonconformanceId: string }>({ name, input, to, decide, fact }: Move<Input>) {
  return defineCommand({
    name,
    permission: "hold.release",
    input,
    answer: NonconformanceAnswer,
    site: (tx, { nonconformanceId }) => siteOfNonconformance(tx, nonconformanceId),
    async run({ tx, actor }, given) {
      const by = signerOf(actor);
      if (by === null) return refuse("PERSON_REQUIRED");
      const row = await lockNonconformance(tx, given.nonconformanceId);
      const decision = decide({ ...row, by });
      if (!decision.ok) return decision;
      return accept({ events: [fact({ id: newId(), ...aboutNonconformance(row) }, { ncId: row.id, by, byName: actor.name }, given)], output: answerOf(row, to) });
    },
  });
}
