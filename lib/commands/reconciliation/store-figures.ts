import "server-only";
import { and, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { type CostBasisColumn, reconciliationLine, reconciliationRun } from "@/db/schema/reconciliation";
import type { CostBasis, CostParts } from "@/lib/domain/reconciliation/cost";
import { ownerOf } from "@/lib/domain/reconciliation/measure";
import { type Decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { groupBy } from "@/lib/domain/shared/group-by";
import type { ComparedFigure } from "./compare-orders";
import type { RunRow } from "./run-store";

type NewLine = typeof reconciliationLine.$inferInsert;
type OldLine = typeof reconciliationLine.$inferSelect;

/** Messages that a line names; there can be more behind a lane that has stood for long. */
const MOST_MESSAGES = 50;
/** Items and operations that a line of cost names. */
const MOST_BASES = 20;
/** Lines of one statement, below what the protocol takes as parameters. */
const CHUNK = 500;

/**
 * Adds compared figures to a run that the caller holds: those that differ become lines, the others are counted. What the last run had already open keeps
 * its age and owner, and what a person accepted there stays accepted while the difference is the same.
 */
export async function storeFigures(tx: Tx, run: RunRow, figures: readonly ComparedFigure[], now: Date): Promise<void> {
  const differing = figures.filter((figure) => !isMatched(figure));
  const before = groupBy(run.previousId === null ? [] : await linesOf(tx, run.previousId, differing), keyOf);
  const lines = differing.map((figure) => {
    const key = keyOf({ ...figure, element: figure.cost?.element ?? null, period: figure.cost?.period ?? null });
    return toLine(run, figure, before.get(key)?.[0] ?? null, now);
  });
  for (let from = 0; from < lines.length; from += CHUNK) await tx.insert(reconciliationLine).values(lines.slice(from, from + CHUNK));
  const accepted = lines.filter((line) => line.action === "ACCEPTED");
  const open = lines.filter((line) => line.action !== "ACCEPTED" && !line.unexplained.isZero());
  const total = (values: readonly (Decimal | null | undefined)[]): string => sum(values.map((value) => value ?? ZERO)).toFixed(2);
  await tx
    .update(reconciliationRun)
    .set({
      matched: sql`${reconciliationRun.matched} + ${figures.length - differing.length}`,
      explained: sql`${reconciliationRun.explained} + ${lines.length - accepted.length - open.length}`,
      unexplained: sql`${reconciliationRun.unexplained} + ${open.length}`,
      accepted: sql`${reconciliationRun.accepted} + ${accepted.length}`,
      value: sql`${reconciliationRun.value} + ${total(figures.map((figure) => figure.value))}::numeric`,
      unexplainedValue: sql`${reconciliationRun.unexplainedValue} + ${total(open.map((line) => line.unexplainedValue))}::numeric`,
    })
    .where(eq(reconciliationRun.id, run.id));
}

/** Both sides hold the same, and nothing on its way says that they should not. */
function isMatched(figure: ComparedFigure): boolean {
  return (
    figure.ours.eq(figure.theirs) &&
    [figure.inTransit, figure.rejected, figure.timing, figure.cost?.rate ?? ZERO, figure.cost?.quantity ?? ZERO, figure.unexplained].every((part) => part.isZero())
  );
}

function toLine(run: RunRow, figure: ComparedFigure, before: OldLine | null, now: Date): NewLine & { readonly unexplained: Decimal } {
  const [rate, quantity] = [figure.cost?.rate ?? ZERO, figure.cost?.quantity ?? ZERO];
  const parts = { rate, quantity, unexplained: figure.unexplained };
  // Of a cost the cents of rounding are nobody's.
  const open = !figure.settled.isZero() || (figure.cost === undefined ? !figure.unexplained.isZero() : figure.cost.bases.length > 0);
  const known = before !== null && open === (before.owner !== null) ? before : null;
  const settled = known !== null && known.action === "ACCEPTED" && isSame(known, parts) && (figure.settled.isZero() || known.rejected.eq(figure.rejected)) ? known : null;
  return {
    id: newId(),
    siteId: run.siteId,
    runId: run.id,
    orderId: figure.orderId,
    subject: figure.subject,
    measure: figure.measure,
    item: figure.item,
    lot: figure.lot,
    activity: figure.activity,
    element: figure.cost?.element ?? null,
    period: figure.cost?.period ?? null,
    bases: (figure.cost?.bases ?? []).slice(0, MOST_BASES).map(toColumn),
    uom: figure.uom,
    ours: figure.ours,
    theirs: figure.theirs,
    oursText: figure.words?.ours ?? null,
    theirsText: figure.words?.theirs ?? null,
    inTransit: figure.inTransit,
    rejected: figure.rejected,
    timing: figure.timing,
    ...parts,
    inTransitValue: figure.inTransitValue,
    rejectedValue: figure.rejectedValue,
    timingValue: figure.timingValue,
    unexplainedValue: figure.unexplainedValue,
    triedAll: figure.triedAll,
    messages: figure.messages.slice(0, MOST_MESSAGES),
    firstSeenAt: known?.firstSeenAt ?? now,
    owner: open ? (known?.owner ?? ownerOf(figure.measure)) : null,
    action: settled?.action ?? null,
    note: settled?.note ?? null,
    actedBy: settled?.actedBy ?? null,
    actedAt: settled?.actedAt ?? null,
  };
}

function toColumn({ ours, theirs, rate, quantity, unexplained, ...of }: CostBasis): CostBasisColumn {
  const side = ({ qty, rate: each }: CostBasis["ours"]) => ({ qty: qty?.toFixed() ?? null, rate: each?.toFixed() ?? null });
  const { item, lot, operation, activity, uom } = of;
  return { item, lot, operation, activity, uom, ours: side(ours), theirs: side(theirs), rate: rate.toFixed(), quantity: quantity.toFixed(), unexplained: unexplained.toFixed() };
}

type Asking = Pick<CostParts, "rate" | "quantity" | "unexplained">;

/** What a person accepted stays accepted as long as it is this. */
function isSame(before: Asking, now: Asking): boolean {
  return before.rate.eq(now.rate) && before.quantity.eq(now.quantity) && before.unexplained.eq(now.unexplained);
}

/** Lines of the run before about the same things. */
async function linesOf(tx: Tx, runId: string, figures: readonly ComparedFigure[]): Promise<OldLine[]> {
  const subjects = [...new Set(figures.map((figure) => figure.subject))];
  const measures = [...new Set(figures.map((figure) => figure.measure))];
  if (subjects.length === 0) return [];
  return tx
    .select()
    .from(reconciliationLine)
    .where(and(eq(reconciliationLine.runId, runId), inArray(reconciliationLine.subject, subjects), inArray(reconciliationLine.measure, measures)));
}

/** What a figure is of, the same in every run. */
function keyOf({
  subject,
  measure,
  item,
  lot,
  activity,
  element,
  period,
  uom,
}: Pick<OldLine, "subject" | "measure" | "item" | "lot" | "activity" | "element" | "period" | "uom">): string {
  return JSON.stringify([subject, measure, item, lot, activity, element, period, uom]);
}
