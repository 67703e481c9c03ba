import "server-only";
import { and, desc, eq, gte, isNull, lt, lte, ne, or } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { lotsToldLate } from "@/db/lots-told-late";
import { countProposal, productionEntry } from "@/db/schema/execution";
import { labourBooking } from "@/db/schema/labour";
import { outputSegment, productionRun } from "@/db/schema/genealogy";
import { handlingUnit } from "@/db/schema/materials";
import { person } from "@/db/schema/reference";
import { authorise } from "@/lib/auth/authorise";
import { askedAt } from "@/lib/commands/suspect-time";
import { type CommandEffect, type CommandFrame, defineCommand } from "@/lib/commands/define-command";
import { type Decimal, decimal } from "@/lib/domain/shared/decimal";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import type { NewEvent } from "@/lib/eventlog/event";
import { ConfirmationData } from "@/lib/messages/production-confirmed.v1";
import { acceptEntry } from "./accept-entry";
import { approval } from "./approval";
import { CorrectedAnswer } from "./answers.schema";
import { CorrectEntryInput } from "./confirm-production.schema";
import { type Corrected, recordConfirmation } from "./confirmation";
import { finalAgain } from "./final-issues";
import { lockOperation } from "./store";
import { type EntryRow, findReversible, isTimeAlone, refuseReason, takeBack, type TakenBack } from "./take-back";

/**
 * EX-19: takes a quantity back and enters the right one in its place, at its own time and with the time that it used, so that all costs what the right quantity
 * would have cost at first. Either both facts are there or neither; the new one names the old one. By who may take it back.
 */
export const correctEntry = defineCommand({
  name: "correct-entry",
  permission: "entry.reverse-own",
  input: CorrectEntryInput,
  answer: CorrectedAnswer,
  site: async (tx, input) => (await findReversible(tx, input.entryId))?.row.siteId ?? null,
  async run(frame, input) {
    const unknown = await refuseReason(frame.tx, frame.siteId, input.reason);
    if (unknown !== null) return unknown;
    const source = await findReversible(frame.tx, input.entryId);
    // An issue is taken back and scanned again; an entry of time alone holds no quantity that could be wrong.
    if (source === null || source.kind === "MOVE" || isTimeAlone(source.row)) return refuse("NOT_REVERSIBLE");
    return correction(frame, source.row, input, null, askedAt(frame, input));
  },
});

/** The entry is taken back and the right one entered in its place, by whoever corrects it, or by quality over the nonconformance that it decided (`takeBack`). */
export async function correction(
  frame: CommandFrame,
  entry: EntryRow,
  input: RightEntry,
  decided: { readonly id: string } | null,
  asked: Date = frame.recordedAt,
): Promise<Decision<CommandEffect<Output>>> {
  const taken = await takeBack(frame, { kind: "ENTRY", row: entry }, input.reason, { asked, goodInstead: decimal(input.good), reworkInstead: decimal(input.rework), decided });
  if (!taken.ok) return taken;
  if (isUnchanged(entry, input) && !(await tookOtherLots(frame, entry))) return refuse("NOTHING_CHANGED");
  const { events, messages } = taken.value;
  const corrected = await keptOf(frame.tx, entry, taken.value);
  // Its answer comes with what follows.
  const output = { reversed: entry.id, entryId: entry.id, lot: null, sscc: null };
  return accept({ events, messages, output, next: () => enterAgain(frame, entry, corrected, input, decided !== null) });
}

/** What should stand there, with why what stands there does not. */
type RightEntry = Pick<CorrectEntryInput, "reason" | "good" | "scrap" | "scrapReason" | "rework" | "reworkReason" | "overrideReason">;

type Output = { readonly reversed: string; readonly entryId: string; readonly lot: string | null; readonly sscc: string | null };

/** Whether the right quantity is the one that stands there: both facts would say the same, and the ERP would hear of two. */
function isUnchanged(entry: EntryRow, input: RightEntry): boolean {
  const same = entry.good.eq(input.good) && entry.scrap.eq(input.scrap) && entry.rework.eq(input.rework);
  const why = (quantity: Decimal, was: string | null, is: string | undefined): boolean => quantity.isZero() || was === (is ?? null);
  return same && why(entry.scrap, entry.scrapReason, input.scrapReason) && why(entry.rework, entry.reworkReason, input.reworkReason);
}

/** EX-21: whether what was on its machine was told after it: the same quantity takes from other lots by now. */
async function tookOtherLots({ tx, siteId }: CommandFrame, entry: EntryRow): Promise<boolean> {
  const [row] = await tx
    .select({ late: lotsToldLate(entry.id, siteId) })
    .from(productionEntry)
    .where(eq(productionEntry.id, entry.id));
  return row?.late === true;
}

async function enterAgain(now: CommandFrame, old: EntryRow, corrected: Corrected, input: RightEntry, byQuality: boolean): Promise<Decision<CommandEffect<Output>>> {
  const { tx } = now;
  const frame = { ...now, at: old.eventTime };
  const current = await lockOperation(tx, old.operationId);
  // It was made where it was made, whatever the operation has done since.
  const locked = { ...current, operation: { ...current.operation, workUnitId: old.workUnitId } };
  // SEC-12: what a lead had let through stays let through, for a lead; whatever is more than that is signed anew.
  const overrideKept = input.overrideReason === undefined && old.good.gte(input.good);
  const wanted = {
    ...input,
    activity: old.activity,
    overrideReason: input.overrideReason ?? (byQuality || authorise(now.actor, "override.approve", now.siteId) ? (old.overrideReason ?? undefined) : undefined),
    overrideKept,
    byQuality,
  };
  const accepted = await acceptEntry(frame, locked, wanted, "RUNNING");
  if (!accepted.ok) return accepted;
  const { entry } = accepted.value;
  const handlingUnit = entry.good.gt(0) && (await stoodOnUnit(tx, old.id));
  const { override } = entry;
  const about = { aggregate: "operation" as const, aggregateId: old.operationId, orderId: old.orderId };
  const approved =
    override === null || overrideKept
      ? null
      : await approval(now, about, { order: current.order.number, operation: current.operation.opNo, corrects: old.id, good: entry.good.toFixed(), ...override });
  const kept = override === null || approved === null ? override : { ...override, approvedBy: approved.by };
  const recorded = await recordConfirmation(frame, locked, { ...entry, origin: "TYPED", final: old.final, handlingUnit, override: kept }, corrected);
  if (!recorded.ok) return recorded;
  const output = { reversed: old.id, entryId: recorded.value.entryId, lot: recorded.value.lotNumber, sscc: recorded.value.sscc };
  const events = [...recorded.value.events.map((event) => atItsTime(event, old.eventTime)), ...(approved === null ? [] : [approved.signature])];
  return accept({ events, messages: recorded.value.messages, output, ...finalAgain(tx, current, output) });
}

/** What it says happened when the old entry did; what has to be looked at is raised now. */
const atItsTime = (event: NewEvent, eventTime: Date): NewEvent => (event.type === "exception.raised" ? event : { ...event, eventTime: event.eventTime ?? eventTime });

/** What the new entry keeps of the old one, read before that is taken back. */
async function keptOf(tx: Tx, old: EntryRow, { lines, moves, told, confirmed }: TakenBack): Promise<Corrected> {
  const original = told.find((message) => message.type === "mes.production.confirmed.v1");
  const [run] = await tx
    .select({ id: productionRun.id, from: productionRun.fromAt })
    .from(productionRun)
    .where(and(eq(productionRun.operationId, old.operationId), lte(productionRun.fromAt, old.eventTime), or(isNull(productionRun.toAt), gte(productionRun.toAt, old.eventTime))))
    .orderBy(desc(productionRun.fromAt))
    .limit(1);
  const [count] = await tx.select({ since: countProposal.countedSince }).from(countProposal).where(eq(countProposal.operationId, old.operationId));
  return {
    entryId: old.id,
    from: await madeFrom(tx, old, run?.from ?? old.eventTime),
    runId: run?.id ?? null,
    operators: await operatorsAt(tx, old),
    timeLines: lines.filter((line) => line.seconds !== null),
    reckoned: confirmed?.reckoned ?? null,
    moves,
    told: original === undefined ? null : ConfirmationData.parse(original.data),
    countedTo: count?.since ?? null,
  };
}

/** Since when it was made: as its piece of output says, else since the entry before it or the beginning of the run. */
async function madeFrom(tx: Tx, old: EntryRow, runFrom: Date): Promise<Date> {
  const [piece] = await tx.select({ from: outputSegment.fromAt }).from(outputSegment).where(eq(outputSegment.id, old.id));
  if (piece !== undefined) return piece.from;
  const [before] = await tx
    .select({ at: productionEntry.eventTime })
    .from(productionEntry)
    .where(and(eq(productionEntry.operationId, old.operationId), ne(productionEntry.id, old.id), lt(productionEntry.eventTime, old.eventTime)))
    .orderBy(desc(productionEntry.eventTime))
    .limit(1);
  return before !== undefined && before.at > runFrom ? before.at : runFrom;
}

/** Who was on the operation at that time. */
async function operatorsAt(tx: Tx, { operationId, eventTime }: EntryRow): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ number: person.number })
    .from(labourBooking)
    .innerJoin(person, eq(person.id, labourBooking.personId))
    .where(and(eq(labourBooking.operationId, operationId), lte(labourBooking.fromAt, eventTime), or(isNull(labourBooking.toAt), gte(labourBooking.toAt, eventTime))));
  return rows.map((row) => row.number);
}

/** Whether its good stood on a unit of its own: what is right then gets the next number. */
async function stoodOnUnit(tx: Tx, entryId: string): Promise<boolean> {
  const [row] = await tx.select({ id: handlingUnit.id }).from(handlingUnit).where(eq(handlingUnit.entryId, entryId)).limit(1);
  return row !== undefined;
}
