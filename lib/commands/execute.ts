import "server-only";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { command as commandTable } from "@/db/schema/eventlog";
import { auditEntry } from "@/db/schema/identity";
import type { Actor } from "@/lib/auth/actor";
import { authorise } from "@/lib/auth/authorise";
import { type Decision, refuse } from "@/lib/domain/shared/decision";
import { appendEvents } from "@/lib/eventlog/append";
import type { NewEvent } from "@/lib/eventlog/event";
import { appendOutbound, type OutboundDraft } from "@/lib/integration/outbox/append";
import { digestOf } from "@/lib/platform/digest";
import { newId } from "@/lib/platform/ids";
import { metrics } from "@/lib/platform/metrics";
import { type CommandHead, CommandHeadShape } from "./command-head.schema";
import type { Command, CommandEffect, CommandFrame } from "./define-command";
import type { CommandResult, Refusal } from "./refusal";
import { again } from "./again";
import { followFacts } from "./follow-facts";
import { followUps } from "./follow-ups";
import { attentionFor } from "./needs-attention";
import { type Services, tell, type ToTell } from "./services";
import { happenedAt, suspectTime } from "./suspect-time";

/** The key alone, of input that fits in nothing else. */
const Key = z.looseObject({ commandId: CommandHeadShape.commandId });

/** Unwinds what a command wrote before it refused; the refusal itself is kept. */
class Unwind extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}

/**
 * Carries out one command in one transaction: permission and site scope, idempotency, decision, facts, current state, messages to the ERP,
 * the command's own record; after commit it tells the live channel. A repeat of the same command gets the first answer (EX-23).
 * Refusals: INVALID_INPUT, NOT_FOUND, FORBIDDEN, KEY_REUSED, and those of the command. Faults are thrown and leave nothing behind.
 */
export async function execute<Input extends CommandHead, Output>(services: Services, actor: Actor, command: Command<Input, Output>, raw: unknown): Promise<CommandResult<Output>> {
  const stop = metrics.commandSeconds.startTimer({ command: command.name });
  let outcome = "FAULT";
  try {
    const result = await carryOut(services, actor, command, raw);
    outcome = result.ok ? "ACCEPTED" : "REFUSED";
    return result;
  } finally {
    stop({ outcome });
  }
}

async function carryOut<Input extends CommandHead, Output>(services: Services, actor: Actor, command: Command<Input, Output>, raw: unknown): Promise<CommandResult<Output>> {
  const parsed = command.input.safeParse(raw);
  if (!parsed.success) return refuseInput(services, actor, command.name, raw, parsed.error);
  const input = parsed.data;
  const { result, events, messages, stored } = await again(() => services.db.transaction((tx) => attempt(services, tx, actor, command, input)));
  const changed = events.map(({ siteId, event }) => ({ siteId, kind: event.aggregate, id: event.aggregateId, orderId: event.orderId }));
  tell(services, { changed: [...changed, ...(stored?.changed ?? [])], outbox: messages > 0 || stored?.outbox === true });
  return result;
}

type Attempt<Output> = {
  readonly result: CommandResult<Output>;
  readonly messages: number;
  readonly events: readonly { siteId: string; event: NewEvent }[];
  readonly stored?: ToTell | undefined;
};

async function attempt<Input extends CommandHead, Output>(services: Services, tx: Tx, actor: Actor, command: Command<Input, Output>, input: Input): Promise<Attempt<Output>> {
  const digest = digestOf({ name: command.name, input });
  const earlier = await firstAnswer<Output>(tx, actor, input.commandId, digest);
  if (earlier !== null) return { result: earlier, events: [], messages: 0 };

  const recordedAt = services.clock.now();
  const claimed = input.eventTime === undefined ? recordedAt : new Date(input.eventTime);
  const at = happenedAt(claimed, recordedAt);
  const siteId = await command.site(tx, input, actor);
  const keep = async (outcome: Attempt<Output>): Promise<Attempt<Output>> => {
    const device = { deviceSequence: input.deviceSequence ?? null, clockOffsetMs: input.clockOffsetMs ?? null };
    await keepAnswer(tx, actor, { id: input.commandId, siteId, name: command.name, digest, answer: outcome.result, eventTime: claimed, recordTime: recordedAt, ...device });
    return outcome;
  };
  if (siteId === null || !actor.sites.some((site) => site.siteId === siteId)) {
    if (siteId !== null) await deny(tx, actor, siteId, command.name, input.commandId, recordedAt);
    return keep({ result: { ok: false, code: "NOT_FOUND", params: {} }, events: [], messages: 0 });
  }
  const frame = { actor, siteId, commandId: input.commandId, at, recordedAt };
  const outcome = await permittedAttempt(tx, frame, claimed, command, input);
  if (outcome.result.ok) return keep(outcome);
  const attention = attentionFor(frame, claimed, command.name, input, outcome.result);
  if (attention === null) return keep(outcome);
  await appendEvents(tx, contextOf(frame), [attention]);
  return keep({ ...outcome, events: [{ siteId, event: attention }] });
}

async function permittedAttempt<Input extends CommandHead, Output>(
  tx: Tx,
  frame: Omit<CommandFrame, "tx">,
  claimed: Date,
  command: Command<Input, Output>,
  input: Input,
): Promise<Attempt<Output>> {
  const { actor, siteId, commandId, recordedAt } = frame;
  const forbidden: Attempt<Output> = { result: { ok: false, code: "FORBIDDEN", params: { permission: command.permission } }, events: [], messages: 0 };
  const outcome = authorise(actor, command.permission, siteId) ? await runAndApply(tx, frame, claimed, command, input) : forbidden;
  // A command that reads the right anew under a lock refuses with it as well, and is an attempt that was denied as much (SEC-09).
  if (!outcome.result.ok && outcome.result.code === "FORBIDDEN") await deny(tx, actor, siteId, command.name, commandId, recordedAt);
  return outcome;
}

/** Who did what when, as every fact of a command carries it. */
function contextOf({ actor, siteId, commandId, at, recordedAt }: Omit<CommandFrame, "tx">) {
  return {
    siteId,
    commandId,
    accountId: actor.accountId,
    personId: actor.personId,
    deviceId: actor.deviceId,
    actor: actor.name,
    eventTime: at,
    recordTime: recordedAt,
  };
}

/** EX-23: what does not fit is an attempt as well: it is kept under its key and answered again. Without a usable key there is nothing to keep it under. */
async function refuseInput(services: Services, actor: Actor, name: string, raw: unknown, error: z.ZodError): Promise<CommandResult<never>> {
  const refusal: Refusal = { ok: false, code: "INVALID_INPUT", params: {}, fields: fieldsOf(error) };
  const key = Key.safeParse(raw);
  if (!key.success) return refusal;
  const id = key.data.commandId;
  const digest = digestOf({ name, input: raw });
  return again(() =>
    services.db.transaction(async (tx) => {
      const earlier = await firstAnswer<never>(tx, actor, id, digest);
      if (earlier !== null) return earlier;
      const now = services.clock.now();
      await keepAnswer(tx, actor, { id, siteId: null, name, digest, answer: refusal, eventTime: now, recordTime: now });
      return refusal;
    }),
  );
}

/** What the command of this id was answered before, if there was one. Two sends of it queue here, so that the second finds the answer of the first. */
async function firstAnswer<Output>(tx: Tx, actor: Actor, id: string, digest: string): Promise<CommandResult<Output> | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${id}, 0))`);
  const [earlier] = await tx.select().from(commandTable).where(eq(commandTable.id, id));
  return earlier === undefined ? null : repeat<Output>(earlier, digest, actor);
}

type Kept = Omit<typeof commandTable.$inferInsert, "outcome" | "accountId" | "deviceId" | "actor"> & { readonly answer: CommandResult<unknown> };

/** The command's own record, accepted or refused (§2.1): who tried what, and what it was answered. */
async function keepAnswer(tx: Tx, actor: Actor, kept: Kept): Promise<void> {
  await tx.insert(commandTable).values({ ...kept, outcome: kept.answer.ok ? "ACCEPTED" : "REFUSED", accountId: actor.accountId, deviceId: actor.deviceId, actor: actor.name });
}

async function runAndApply<Input extends CommandHead, Output>(
  tx: Tx,
  frame: Omit<CommandFrame, "tx">,
  claimed: Date,
  command: Command<Input, Output>,
  input: Input,
): Promise<Attempt<Output>> {
  const { siteId, commandId, at, recordedAt } = frame;
  try {
    return await tx.transaction(async (inner) => {
      const context = contextOf(frame);
      const suspect = suspectTime(siteId, commandId, claimed, recordedAt, command.follows);
      const own: NewEvent[] = [];
      const said: OutboundDraft[] = [];
      let effect = unlessRefused(await command.run({ ...frame, tx: inner }, input));
      for (;;) {
        await appendEvents(inner, context, effect.events);
        own.push(...effect.events);
        said.push(...(effect.messages ?? []));
        if (effect.next === undefined) break;
        effect = unlessRefused(await effect.next());
      }
      if (suspect !== null) {
        await appendEvents(inner, context, [suspect]);
        own.push(suspect);
      }
      const following = await followFacts({ ...frame, tx: inner }, own);
      await appendEvents(inner, context, following.events);
      const events = [...own, ...following.events];
      const messages = [...said, ...following.messages, ...(await followUps(inner, siteId, at, events))];
      for (const message of messages) await appendOutbound(inner, { siteId, commandId, recordTime: recordedAt, message });
      return {
        result: { ok: true as const, data: effect.output, repeated: false },
        messages: messages.length,
        events: events.map((event) => ({ siteId, event })),
        stored: effect.stored,
      };
    });
  } catch (fault) {
    if (fault instanceof Unwind) return { result: fault.refusal, events: [], messages: 0 };
    throw fault;
  }
}

function unlessRefused<Output>(decision: Decision<CommandEffect<Output>>): CommandEffect<Output> {
  if (!decision.ok) throw new Unwind({ ok: false, code: decision.code, params: decision.params });
  return decision.value;
}

function repeat<Output>(earlier: typeof commandTable.$inferSelect, digest: string, actor: Actor): CommandResult<Output> {
  // Somebody else's key is nobody's business: the same answer as for another payload. Machines have no account, so their names tell.
  const same = earlier.accountId === actor.accountId && (actor.kind !== "MACHINE" || earlier.actor === actor.name);
  if (earlier.digest !== digest || !same) return refuse("KEY_REUSED", { commandId: earlier.id });
  // Stored by `attempt` under the same digest, hence by the same command: the answer has its type.
  const answer = earlier.answer as CommandResult<Output>;
  return answer.ok ? { ...answer, repeated: true } : answer;
}

async function deny(tx: Tx, actor: Actor, siteId: string, name: string, commandId: string, at: Date): Promise<void> {
  await tx.insert(auditEntry).values({
    id: newId(),
    siteId,
    accountId: actor.accountId,
    deviceId: actor.deviceId,
    machineKeyId: actor.machineKeyId,
    action: name,
    subject: commandId,
    outcome: "DENIED",
    at,
  });
}

function fieldsOf(error: z.ZodError): Record<string, string> {
  return Object.fromEntries(error.issues.map((issue) => [issue.path.join("."), issue.message]));
}
