import { eq, sql } from "drizzle-orm";
import { exception } from "@/db/schema/execution";
import type { ExceptionMoved } from "@/lib/eventlog/payloads/execution";
import type { Projection, Projections } from "@/lib/eventlog/projection";

type ExceptionMove = "exception.acknowledged" | "exception.resolved" | "exception.closed";

const move: Projection<ExceptionMove> = async (tx, event) => {
  const p: ExceptionMoved = event.payload;
  await tx
    .update(exception)
    .set({
      state: p.to,
      ...(p.owner === undefined ? {} : { owner: p.owner }),
      // A later estimate does not make it taken later.
      ...(p.to === "ACKNOWLEDGED" ? { acknowledgedAt: sql`coalesce(${exception.acknowledgedAt}, ${event.eventTime.toISOString()}::timestamptz)` } : {}),
      ...(p.estimatedRestore === undefined ? {} : { detail: sql`${exception.detail} || jsonb_build_object('estimatedRestore', ${p.estimatedRestore}::text)` }),
      ...(p.to === "RESOLVED" ? { resolvedAt: event.eventTime } : {}),
      ...(p.to === "CLOSED" ? { closedAt: event.eventTime } : {}),
    })
    .where(eq(exception.id, p.exceptionId));
};

export const exceptionProjections: Projections<"exception.raised" | ExceptionMove> = {
  "exception.raised": async (tx, event) => {
    const p = event.payload;
    // A second alarm of the same open fact joins the first.
    await tx
      .insert(exception)
      .values({
        id: p.exceptionId,
        siteId: event.siteId,
        class: p.class,
        severity: p.severity,
        state: "RAISED",
        workUnitId: p.workUnitId,
        orderId: p.orderId,
        subject: p.subject,
        detail: p.detail,
        owner: p.owner,
        raisedAt: event.eventTime,
      })
      .onConflictDoNothing();
  },
  "exception.acknowledged": move,
  "exception.resolved": move,
  "exception.closed": move,
};
