import { and, eq, sql } from "drizzle-orm";
import { isOpenException } from "@/db/open-exception";
import { exception } from "@/db/schema/exception";
import { countProposal } from "@/db/schema/execution";
import { decimal } from "@/lib/domain/shared/decimal";
import { addDoubt, doubtsIn } from "@/lib/domain/shared/doubted-count";
import type { Projections } from "@/lib/eventlog/projection";

export const counterProjections: Projections<"counter.suspect" | "counter.resolved"> = {
  // Raised before, with this step or an earlier one: all steps wait for one decision.
  "counter.suspect": async (tx, { siteId, payload: { subject, before, after, at, count } }) => {
    const [open] = await tx
      .select({ id: exception.id, detail: exception.detail })
      .from(exception)
      .where(and(eq(exception.siteId, siteId), eq(exception.class, "COUNTER_SUSPECT"), eq(exception.subject, subject), isOpenException))
      .for("update");
    if (open === undefined) return;
    const said = { before, after, at, ...addDoubt(doubtsIn(open.detail), count) };
    await tx
      .update(exception)
      .set({ detail: sql`${exception.detail} || ${JSON.stringify(said)}::jsonb` })
      .where(eq(exception.id, open.id));
  },
  // What was taken at its word waits to be confirmed like everything else that the line counted (KP-03).
  "counter.resolved": async (tx, { siteId, payload: { count } }) => {
    if (count === null) return;
    const [since, to] = [new Date(count.since), new Date(count.to)];
    await tx
      .insert(countProposal)
      .values({ operationId: count.operationId, siteId, good: decimal(count.good), scrap: decimal(count.scrap), countedSince: since, countedTo: to })
      .onConflictDoUpdate({
        target: countProposal.operationId,
        set: {
          good: sql`${countProposal.good} + ${count.good}::numeric`,
          scrap: sql`${countProposal.scrap} + ${count.scrap}::numeric`,
          countedTo: sql`greatest(${countProposal.countedTo}, ${count.to}::timestamptz)`,
        },
      });
  },
};
