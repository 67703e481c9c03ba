import "server-only";
import { eq } from "drizzle-orm";
import { z } from "zod";
import { needsAttention } from "@/db/schema/execution";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { type Command, type CommandEffect, type CommandFrame, defineCommand } from "@/lib/commands/define-command";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { mountLot, unmountLot } from "@/lib/commands/materials/mount-lot";
import { mayBeTakenIn, type WorkCommand } from "@/lib/domain/execution/attention";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { abandonSetup } from "./abandon-setup";
import { completeOperation } from "./complete-operation";
import { confirmProduction } from "./confirm-production";
import { finishSetup } from "./finish-setup";
import { endIndirect, startIndirect } from "./indirect";
import { pauseOperation } from "./pause-operation";
import { resumeOperation } from "./resume-operation";
import { signOffOperation, signOnOperation } from "./sign-on";
import { startOperation } from "./start-operation";

/** `eventTime`: when what was entered really happened. */
const TakeInEntryInput = z.strictObject({
  ...CommandHeadShape,
  eventTime: z.iso.datetime({ offset: true }),
  attentionId: z.uuid(),
  note: z.string().trim().min(1).max(500),
});

type Again = {
  readonly site: (frame: CommandFrame, input: unknown) => Promise<string | null>;
  readonly run: (frame: CommandFrame, input: unknown) => Promise<Decision<CommandEffect<unknown>>>;
};

/** One of the commands below, for input that was stored as it was sent. */
function again<Input extends { readonly commandId: string }, Output>(command: Command<Input, Output>): Again {
  return {
    // Nobody's site where an earlier version kept it in words of its own: then it cannot be taken in.
    site: async ({ tx, actor }, input) => {
      const read = command.input.safeParse(input);
      return read.success ? command.site(tx, read.data, actor) : null;
    },
    run: (frame, input) => command.run(frame, command.input.parse(input)),
  };
}

const AGAIN: Readonly<Record<WorkCommand, Again>> = {
  "start-operation": again(startOperation),
  "finish-setup": again(finishSetup),
  "abandon-setup": again(abandonSetup),
  "pause-operation": again(pauseOperation),
  "resume-operation": again(resumeOperation),
  "sign-on-operation": again(signOnOperation),
  "sign-off-operation": again(signOffOperation),
  "confirm-production": again(confirmProduction),
  "complete-operation": again(completeOperation),
  "issue-material": again(issueMaterial),
  "mount-lot": again(mountLot),
  "unmount-lot": again(unmountLot),
  "start-indirect": again(startIndirect),
  "end-indirect": again(endIndirect),
};

/**
 * EX-21, EX-22: a lead takes in what a tablet entered and the plant refused, at the time at which it really happened, with a reason: the clock of the tablet was wrong, or what
 * was in its way is gone. It is judged anew as an entry of whoever tapped it, by the rights of the lead, who stands for it. Refuses ATTENTION_SETTLED, NOT_TAKEN_IN, and what
 * the entry itself is refused for.
 */
export const takeInEntry = defineCommand({
  name: "take-in-entry",
  permission: "override.approve",
  input: TakeInEntryInput,
  async site(tx, { attentionId }) {
    const [row] = await tx.select({ siteId: needsAttention.siteId }).from(needsAttention).where(eq(needsAttention.id, attentionId));
    return row?.siteId ?? null;
  },
  async run(frame, { attentionId, note }) {
    const { tx, actor, siteId, commandId, at, recordedAt } = frame;
    const [row] = await tx.select().from(needsAttention).where(eq(needsAttention.id, attentionId)).for("update");
    if (row === undefined) throw new Error(`${attentionId} vanished after its site was found`);
    if (row.settledAt !== null) return refuse("ATTENTION_SETTLED");
    const refused = { command: row.command, code: row.code };
    if (!mayBeTakenIn(refused)) return refuse("NOT_TAKEN_IN");
    const command = AGAIN[refused.command];
    const entered: CommandFrame = { ...frame, actor: { ...actor, personId: row.personId } };
    const input = { ...row.input, commandId, eventTime: at.toISOString() };
    // Whatever its ids name is of this site, or it was never an entry of it.
    if ((await command.site(entered, input)) !== siteId) return refuse("NOT_TAKEN_IN");
    const decision = await command.run(entered, input);
    if (!decision.ok) return decision;
    const settled: NewEvent = {
      id: newId(),
      type: "attention.settled",
      aggregate: "attention",
      aggregateId: attentionId,
      orderId: null,
      eventTime: recordedAt,
      payload: { attentionId, personId: actor.personId, note },
    };
    const { events, messages, stored, next } = decision.value;
    const output = { settled: attentionId };
    return accept({
      events: [...events, settled],
      output,
      ...(messages === undefined ? {} : { messages }),
      ...(stored === undefined ? {} : { stored }),
      ...(next === undefined ? {} : { next: () => sameAnswer(next, output) }),
    });
  },
});

/** What follows from the entry, with the answer of the command around it. */
async function sameAnswer<Output>(next: () => Promise<Decision<CommandEffect<unknown>>>, output: Output): Promise<Decision<CommandEffect<Output>>> {
  const decision = await next();
  if (!decision.ok) return decision;
  const { next: then, ...effect } = decision.value;
  return accept({ ...effect, output, ...(then === undefined ? {} : { next: () => sameAnswer(then, output) }) });
}
