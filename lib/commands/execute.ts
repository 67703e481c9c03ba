import "server-only";
import { eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { command as commandTable } from "@/db/schema/eventlog";
import { auditEntry } from "@/db/schema/identity";
import type { Actor } from "@/lib/auth/actor";
import { audit } from "@/lib/auth/audit";
import { authorise } from "@/lib/auth/authorise";
import { type Decision, refuse } from "@/lib/domain/shared/decision";
import { appendEvents } from "@/lib/eventlog/append";
import type { NewEvent } from "@/lib/eventlog/event";
import { appendOutbound, type OutboundDraft } from "@/lib/integration/outbox/append";
import { digestOf } from "@/lib/platform/digest";
import { newId } from "@/lib/platform/ids";
import { metrics } from "@/lib/platform/metrics";
import { storableText } from "@/lib/platform/storable-text";
import { type CommandHead, CommandHeadShape } from "./command-head.schema";
import type { Command, CommandEffect, CommandFrame } from "./define-command";
import type { CommandResult, Refusal } from "./refusal";
import { again } from "./again";
import { followFacts } from "./follow-facts";
import { followUps } from "./follow-ups";
import { attentionFor, listedAs } from "./needs-attention";
import { noteApproval } from "./note-approval";
import { type Services, tell, type ToTell } from "./services";
import { storableInput, UNSTORABLE } from "./storable-input";
import { happenedAt, suspectTime } from "./suspect-time";

/** The head alone, of input that fits in nothing else; its key must. */
const Head = z.looseObject({
  ...CommandHeadShape,
  eventTime: CommandHeadShape.eventTime.catch(undefined),
  deviceSequence: CommandHeadShape.deviceSequence.catch(undefined),
  clockOffsetMs: CommandHeadShape.clockOffsetMs.catch(undefined),
});

/** Unwinds what a command wrote before it refused; the refusal itself is kept. */
class Unwind extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.code);
  }
}

/**
 * Carries out one command in one transaction: permission and site scope, idempotency, decision, facts, current state, messages to the ERP,
 * the command's own record; after commit it tells the live channel. A repeat of the same command gets the first answer (EX-23).
 * Refusals: INVALID_INPUT (which names in `unstorable` the fields that hold what the database cannot), NOT_FOUND, FORBIDDEN, KEY_REUSED, and those of the command. Faults are thrown and leave nothing behind.
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
  const { replaced } = storableInput(raw);
  if (replaced.length > 0) return settle(services, (tx) => refuseUnread(services, tx, actor, command.name, raw, unstorable(replaced)));
  const parsed = command.input.safeParse(raw);
  return settle(services, (tx) =>
    parsed.success
      ? attempt(services, tx, actor, command, raw, parsed.data)
      : refuseUnread(services, tx, actor, command.name, raw, { ok: false, code: "INVALID_INPUT", params: {}, fields: fieldsOf(parsed.error) }),
  );
}

/** So many fields are named that hold what cannot be stored: nobody reads more. */
const MOST_NAMED = 20;

/** What is said where a field holds what no text of the database can. */
function unstorable(replaced: readonly string[]): Refusal {
  const named = replaced.slice(0, MOST_NAMED);
  const fields = Object.fromEntries(named.map((path) => [path, UNSTORABLE]));
  return { ok: false, code: "INVALID_INPUT", params: { unstorable: named }, fields };
}

/**
 * EX-22: refuses, as UNKNOWN_COMMAND, what this version has no command for, such as an entry of a tablet whose page is of another one. It is an attempt as any other: kept under
 * its key, and put before a lead.
 */
export function refuseUnknown(services: Services, actor: Actor, name: string, raw: unknown): Promise<CommandResult<never>> {
  return settle(services, (tx) => refuseUnread(services, tx, actor, storableText(name), raw, { ok: false, code: "UNKNOWN_COMMAND", params: {} }));
}

/** One attempt in one transaction; what changed is told after commit. */
async function settle<Output>(services: Services, make: (tx: Tx) => Promise<Attempt<Output>>): Promise<CommandResult<Output>> {
  const { result, events, messages, stored } = await again(() => services.db.transaction(make));
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

async function attempt<Input extends CommandHead, Output>(
  services: Services,
  tx: Tx,
  actor: Actor,
  command: Command<Input, Output>,
  raw: unknown,
  input: Input,
): Promise<Attempt<Output>> {
  // Of what was sent, and not of how this version reads it: a tablet sends over an update what it sent before it.
  const digest = digestOf({ name: command.name, input: raw });
  const recordedAt = services.clock.now();
  const claimed = input.eventTime === undefined ? recordedAt : new Date(input.eventTime);
  const at = happenedAt(claimed, recordedAt);
  const earlier = await firstAnswer<Output>(tx, actor, input.commandId, [digest, digestOf({ name: command.name, input })]);
  if (earlier !== null) return answerAgain(tx, { actor, commandId: input.commandId, at, recordedAt }, claimed, command, input, earlier);

  const siteId = await command.site(tx, input, actor);
  const keep = async (outcome: Attempt<Output>): Promise<Attempt<Output>> => {
    const device = { deviceSequence: input.deviceSequence ?? null, clockOffsetMs: input.clockOffsetMs ?? null };
    await keepAnswer(tx, actor, { id: input.commandId, siteId, name: command.name, digest, answer: outcome.result, eventTime: claimed, recordTime: recordedAt, ...device });
    return outcome;
  };
  if (siteId === null || !actor.sites.some((site) => site.siteId === siteId)) {
    if (siteId !== null) await deny(tx, actor, siteId, command.name, input.commandId, recordedAt);
    return keep(await putBefore(tx, { actor, commandId: input.commandId, at, recordedAt }, claimed, command.name, input, { ok: false, code: "NOT_FOUND", params: {} }));
  }
  const frame = { actor, siteId, commandId: input.commandId, at, recordedAt };
  const outcome = await permittedAttempt(tx, frame, claimed, command, input);
  return keep(outcome.result.ok ? outcome : await putBefore(tx, frame, claimed, command.name, input, outcome.result));
}

/** The first answer, or that the key was used for something else: what was sent under it now stands nowhere, and goes to a lead (EX-22). `site`: absent for what cannot be read. */
async function answerAgain<Input extends CommandHead, Output>(
  tx: Tx,
  frame: Omit<CommandFrame, "tx" | "siteId">,
  claimed: Date,
  { name, site }: { readonly name: string; readonly site?: Command<Input, Output>["site"] },
  input: Input,
  answer: CommandResult<Output>,
): Promise<Attempt<Output>> {
  if (answer.ok || answer.code !== "KEY_REUSED") return { result: answer, events: [], messages: 0 };
  // Nothing of it is kept under the key, which is the other's.
  await noteApproval(tx, frame.actor, frame.recordedAt, { command: name, commandId: frame.commandId, code: answer.code });
  const { id: commandId, isNew } = await listedAs(tx, frame.commandId, input);
  // Whoever reads it says of this one that they have, and not of what the key belongs to.
  const told: Refusal = { ...answer, params: { ...answer.params, listedAs: commandId } };
  if (!isNew) return { result: told, events: [], messages: 0 };
  const siteId = await site?.(tx, input, frame.actor);
  const isOwn = frame.actor.sites.some((one) => one.siteId === siteId);
  const listed = await putBefore(tx, { ...frame, commandId, ...(isOwn && siteId != null ? { siteId } : {}) }, claimed, name, input, answer);
  return listed.events.length === 0 ? listed : { ...listed, result: told };
}

/** A refusal with what puts it before a lead (EX-22): at its site, and where that is unknown or out of reach at one of whoever tapped. */
async function putBefore(
  tx: Tx,
  frame: Omit<CommandFrame, "tx" | "siteId"> & { readonly siteId?: string },
  claimed: Date,
  name: string,
  input: CommandHead,
  refusal: Refusal,
): Promise<Attempt<never>> {
  const siteId = frame.siteId ?? frame.actor.sites[0]?.siteId;
  const attention = siteId === undefined ? null : attentionFor({ ...frame, siteId }, claimed, name, input, refusal);
  if (siteId === undefined || attention === null) return { result: refusal, events: [], messages: 0 };
  await appendEvents(tx, contextOf({ ...frame, siteId }), [attention]);
  return { result: refusal, events: [{ siteId, event: attention }], messages: 0 };
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

/**
 * EX-23: what cannot be read is an attempt as well: it is kept under its key and answered again. Without a usable key there is nothing to keep it under. What no text of the
 * database can hold is replaced in what a lead finds of it; it is known again by what was really sent.
 */
async function refuseUnread(services: Services, tx: Tx, actor: Actor, name: string, raw: unknown, refusal: Refusal): Promise<Attempt<never>> {
  const head = Head.safeParse(storableInput(raw).input);
  if (!head.success) {
    await noteApproval(tx, actor, services.clock.now(), { command: name, commandId: null, code: refusal.code });
    return { result: refusal, events: [], messages: 0 };
  }
  const { commandId: id, eventTime, deviceSequence, clockOffsetMs } = head.data;
  const digest = digestOf({ name, input: raw });
  const recordTime = services.clock.now();
  const claimed = eventTime === undefined ? recordTime : new Date(eventTime);
  const frame = { actor, commandId: id, at: happenedAt(claimed, recordTime), recordedAt: recordTime };
  const earlier = await firstAnswer<never>(tx, actor, id, [digest]);
  if (earlier !== null) return answerAgain(tx, frame, claimed, { name }, head.data, earlier);
  const device = { deviceSequence: deviceSequence ?? null, clockOffsetMs: clockOffsetMs ?? null };
  await keepAnswer(tx, actor, { id, siteId: null, name, digest, answer: refusal, eventTime: claimed, recordTime, ...device });
  return putBefore(tx, frame, claimed, name, head.data, refusal);
}

/**
 * What the command of this id was answered before, if there was one; it has one of `digests`, or the id was used for something else: earlier versions kept that of the
 * input as they read it. Two sends of it queue here, so that the second finds the answer of the first.
 */
async function firstAnswer<Output>(tx: Tx, actor: Actor, id: string, digests: readonly string[]): Promise<CommandResult<Output> | null> {
  await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${id}, 0))`);
  const [earlier] = await tx.select().from(commandTable).where(eq(commandTable.id, id));
  return earlier === undefined ? null : repeat<Output>(earlier, digests, actor);
}

type Kept = Omit<typeof commandTable.$inferInsert, "outcome" | "accountId" | "deviceId" | "actor"> & { readonly answer: CommandResult<unknown> };

/** The command's own record, accepted or refused (§2.1): who tried what, and what it was answered. */
async function keepAnswer(tx: Tx, actor: Actor, kept: Kept): Promise<void> {
  await tx.insert(commandTable).values({ ...kept, outcome: kept.answer.ok ? "ACCEPTED" : "REFUSED", accountId: actor.accountId, deviceId: actor.deviceId, actor: actor.name });
  await noteApproval(tx, actor, kept.recordTime, { command: kept.name, commandId: kept.id, siteId: kept.siteId ?? null, code: kept.answer.ok ? null : kept.answer.code });
  if (actor.deliveredBy === undefined) return;
  // Somebody else's session brought it from the tablet at which it was tapped (SEC-06).
  await audit(tx, kept.recordTime, {
    action: "command.delivered",
    subject: kept.id,
    siteId: kept.siteId ?? null,
    accountId: actor.deliveredBy,
    deviceId: actor.deviceId,
    outcome: "DONE",
    detail: { command: kept.name, tappedBy: actor.accountId },
  });
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

function repeat<Output>(earlier: typeof commandTable.$inferSelect, digests: readonly string[], actor: Actor): CommandResult<Output> {
  // Somebody else's key is nobody's business: the same answer as for another payload. Machines have no account, so their names tell.
  const same = earlier.accountId === actor.accountId && (actor.kind !== "MACHINE" || earlier.actor === actor.name);
  if (!digests.includes(earlier.digest) || !same) return refuse("KEY_REUSED", { commandId: earlier.id });
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
