import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { reconciliationLine, reconciliationRun } from "@/db/schema/reconciliation";
import type { Permission } from "@/lib/auth/permissions";
import { type CommandEffect, type CommandFrame, defineCommand } from "@/lib/commands/define-command";
import { noteDone } from "@/lib/commands/note-done";
import { accept, type Decision, refuse } from "@/lib/domain/shared/decision";
import { AcceptDifferenceInput, AssignDifferenceInput } from "./reconciliation.schema";

type LineRow = typeof reconciliationLine.$inferSelect;

type Settled = { readonly lineId: string };

/** Which differences a command is for; of the others it knows nothing. */
type Kind = "QUANTITIES" | "COSTS";

/** IN-11: hands a difference that a person has to settle to another owner; the next comparisons keep it. Refusal DIFFERENCE_EXPLAINED when there is nothing to settle. */
export const assignDifference = assigning("assign-difference", "message.replay", "QUANTITIES");
/** C-17: the same for a difference of cost, which is finance's: who may not see an amount cannot judge it. */
export const assignCostDifference = assigning("assign-cost-difference", "period.close", "COSTS");

/**
 * IN-11: takes a difference that a person has to settle for what it is, with a reason; the books of both sides stay as they are. It counts as unexplained no
 * more, and the next comparisons take the reason over for as long as the difference is the same. Refusals: DIFFERENCE_EXPLAINED, DIFFERENCE_ACCEPTED.
 */
export const acceptDifference = accepting("accept-difference", "message.resolve", "QUANTITIES");
/** C-17: the same for a difference of cost, by finance: another rate, another quantity, or what nothing explains. */
export const acceptCostDifference = accepting("accept-cost-difference", "period.close", "COSTS");

function assigning(name: string, permission: Permission, kind: Kind) {
  return defineCommand<AssignDifferenceInput, Settled>({ name, permission, input: AssignDifferenceInput, site: siteOfLine, run: (frame, input) => assign(frame, input, kind) });
}

function accepting(name: string, permission: Permission, kind: Kind) {
  return defineCommand<AcceptDifferenceInput, Settled>({ name, permission, input: AcceptDifferenceInput, site: siteOfLine, run: (frame, input) => acceptLine(frame, input, kind) });
}

async function assign(frame: CommandFrame, { lineId, owner }: AssignDifferenceInput, kind: Kind): Promise<Decision<CommandEffect<Settled>>> {
  const line = await lockLine(frame.tx, lineId, kind);
  if (line === null) return refuse("NOT_FOUND");
  if (line.owner === null) return refuse("DIFFERENCE_EXPLAINED");
  await frame.tx.update(reconciliationLine).set({ owner }).where(eq(reconciliationLine.id, lineId));
  await note(frame, "difference.assign", line, { old: line.owner, new: owner });
  return accept({ events: [], output: { lineId } });
}

async function acceptLine(frame: CommandFrame, { lineId, reason }: AcceptDifferenceInput, kind: Kind): Promise<Decision<CommandEffect<Settled>>> {
  const { tx, actor, recordedAt } = frame;
  const line = await lockLine(tx, lineId, kind);
  if (line === null) return refuse("NOT_FOUND");
  if (line.owner === null) return refuse("DIFFERENCE_EXPLAINED");
  if (line.action !== null) return refuse("DIFFERENCE_ACCEPTED", { by: line.actedBy, reason: line.note });
  await tx.update(reconciliationLine).set({ action: "ACCEPTED", note: reason, actedBy: actor.name, actedAt: recordedAt }).where(eq(reconciliationLine.id, lineId));
  const value = line.unexplainedValue?.toFixed(2) ?? "0";
  // A rate or a quantity that differs was counted as explained.
  const counted = line.unexplained.isZero() ? { explained: sql`${reconciliationRun.explained} - 1` } : { unexplained: sql`${reconciliationRun.unexplained} - 1` };
  await tx
    .update(reconciliationRun)
    .set({ ...counted, accepted: sql`${reconciliationRun.accepted} + 1`, unexplainedValue: sql`${reconciliationRun.unexplainedValue} - ${value}::numeric` })
    .where(eq(reconciliationRun.id, line.runId));
  // Who reads the audit need not be one who may see cost: the amounts stay on the line.
  await note(frame, "difference.accept", line, kind === "COSTS" ? { reason } : { reason, unexplained: line.unexplained.toFixed(), rejected: line.rejected.toFixed(), value });
  return accept({ events: [], output: { lineId } });
}

async function siteOfLine(tx: Tx, { lineId }: { readonly lineId: string }): Promise<string | null> {
  const [row] = await tx.select({ siteId: reconciliationLine.siteId }).from(reconciliationLine).where(eq(reconciliationLine.id, lineId));
  return row?.siteId ?? null;
}

/** The line if it is of this kind, with its run locked first: whoever stores lines holds the run as well. */
async function lockLine(tx: Tx, lineId: string, kind: Kind): Promise<LineRow | null> {
  const [found] = await tx.select({ runId: reconciliationLine.runId, measure: reconciliationLine.measure }).from(reconciliationLine).where(eq(reconciliationLine.id, lineId));
  if (found === undefined || (found.measure === "COST") !== (kind === "COSTS")) return null;
  await tx.select({ id: reconciliationRun.id }).from(reconciliationRun).where(eq(reconciliationRun.id, found.runId)).for("update");
  const [line] = await tx.select().from(reconciliationLine).where(eq(reconciliationLine.id, lineId)).for("update");
  return line ?? null;
}

/** SEC-09: who said what of which difference. */
async function note(frame: CommandFrame, action: string, line: LineRow, detail: Readonly<Record<string, string | null>>): Promise<void> {
  const of = { subject: line.subject, measure: line.measure, item: line.item, lot: line.lot, ...(line.element === null ? {} : { element: line.element, period: line.period }) };
  await noteDone(frame, action, line.id, { ...of, ...detail });
}
