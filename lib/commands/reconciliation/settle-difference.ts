import "server-only";
import { eq, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { reconciliationLine, reconciliationRun } from "@/db/schema/reconciliation";
import { audit } from "@/lib/auth/audit";
import { type CommandFrame, defineCommand } from "@/lib/commands/define-command";
import { accept, refuse } from "@/lib/domain/shared/decision";
import { AcceptDifferenceInput, AssignDifferenceInput } from "./reconciliation.schema";

type LineRow = typeof reconciliationLine.$inferSelect;

/** IN-11: hands an unexplained difference to another owner; the next comparisons keep it. Refusal DIFFERENCE_EXPLAINED when nothing of it is unexplained. */
export const assignDifference = defineCommand<AssignDifferenceInput, { readonly lineId: string }>({
  name: "assign-difference",
  permission: "message.replay",
  input: AssignDifferenceInput,
  site: siteOfLine,
  async run(frame, { lineId, owner }) {
    const line = await lockLine(frame.tx, lineId);
    if (line === null) return refuse("NOT_FOUND");
    if (line.unexplained.isZero()) return refuse("DIFFERENCE_EXPLAINED");
    await frame.tx.update(reconciliationLine).set({ owner }).where(eq(reconciliationLine.id, lineId));
    await note(frame, "difference.assign", line, { old: line.owner, new: owner });
    return accept({ events: [], output: { lineId } });
  },
});

/**
 * IN-11: takes an unexplained difference for what it is, with a reason; the books of both sides stay as they are. It counts as unexplained no more, and
 * the next comparisons take the reason over for as long as the difference is the same. Refusals: DIFFERENCE_EXPLAINED, DIFFERENCE_ACCEPTED.
 */
export const acceptDifference = defineCommand<AcceptDifferenceInput, { readonly lineId: string }>({
  name: "accept-difference",
  permission: "message.resolve",
  input: AcceptDifferenceInput,
  site: siteOfLine,
  async run(frame, { lineId, reason }) {
    const { tx, actor, recordedAt } = frame;
    const line = await lockLine(tx, lineId);
    if (line === null) return refuse("NOT_FOUND");
    if (line.unexplained.isZero()) return refuse("DIFFERENCE_EXPLAINED");
    if (line.action !== null) return refuse("DIFFERENCE_ACCEPTED", { by: line.actedBy, reason: line.note });
    await tx.update(reconciliationLine).set({ action: "ACCEPTED", note: reason, actedBy: actor.name, actedAt: recordedAt }).where(eq(reconciliationLine.id, lineId));
    const value = line.unexplainedValue?.toFixed(2) ?? "0";
    await tx
      .update(reconciliationRun)
      .set({
        unexplained: sql`${reconciliationRun.unexplained} - 1`,
        accepted: sql`${reconciliationRun.accepted} + 1`,
        unexplainedValue: sql`${reconciliationRun.unexplainedValue} - ${value}::numeric`,
      })
      .where(eq(reconciliationRun.id, line.runId));
    await note(frame, "difference.accept", line, { reason, unexplained: line.unexplained.toFixed(), value });
    return accept({ events: [], output: { lineId } });
  },
});

async function siteOfLine(tx: Tx, { lineId }: { readonly lineId: string }): Promise<string | null> {
  const [row] = await tx.select({ siteId: reconciliationLine.siteId }).from(reconciliationLine).where(eq(reconciliationLine.id, lineId));
  return row?.siteId ?? null;
}

/** The line, with its run locked first: whoever stores lines holds the run as well. */
async function lockLine(tx: Tx, lineId: string): Promise<LineRow | null> {
  const [found] = await tx.select({ runId: reconciliationLine.runId }).from(reconciliationLine).where(eq(reconciliationLine.id, lineId));
  if (found === undefined) return null;
  await tx.select({ id: reconciliationRun.id }).from(reconciliationRun).where(eq(reconciliationRun.id, found.runId)).for("update");
  const [line] = await tx.select().from(reconciliationLine).where(eq(reconciliationLine.id, lineId)).for("update");
  return line ?? null;
}

/** SEC-09: who said what of which difference. */
async function note({ tx, actor, siteId, recordedAt }: CommandFrame, action: string, line: LineRow, detail: Readonly<Record<string, string | null>>): Promise<void> {
  const { accountId, deviceId, machineKeyId } = actor;
  const of = { subject: line.subject, measure: line.measure, item: line.item, lot: line.lot };
  await audit(tx, recordedAt, { action, subject: line.id, siteId, accountId, deviceId, machineKeyId, outcome: "DONE", detail: { ...of, ...detail } });
}
