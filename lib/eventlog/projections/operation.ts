import { and, eq, isNull, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { operationActivity, orderOperation } from "@/db/schema/execution";
import { productionRun } from "@/db/schema/genealogy";
import type { StoredEvent } from "@/lib/eventlog/event";
import type { Projection, Projections } from "@/lib/eventlog/projection";

type OperationMove =
  | "operation.ready"
  | "operation.setup_started"
  | "operation.started"
  | "operation.paused"
  | "operation.resumed"
  | "operation.completed"
  | "operation.skipped"
  | "operation.reopened"
  | "operation.setup_abandoned"
  | "operation.aborted";

const FIRST_WORK: readonly OperationMove[] = ["operation.setup_started", "operation.started"];

const move: Projection<OperationMove> = async (tx, event) => {
  const { payload, eventTime } = event;
  const starts = FIRST_WORK.includes(event.type) && payload.from === "READY";
  const ends = payload.to === "COMPLETED" || payload.to === "SKIPPED" || payload.to === "ABORTED";
  await tx
    .update(orderOperation)
    .set({
      state: payload.to,
      pausedFrom: payload.to === "PAUSED" ? (payload.pausedFrom ?? null) : null,
      ...(payload.workUnitId === null ? {} : { workUnitId: payload.workUnitId }),
      // After an abandoned setup or a reopening it begins again: its first start stays, and no time is booked for what lay between.
      ...(starts ? { actualStartAt: sql`coalesce(${orderOperation.actualStartAt}, ${eventTime.toISOString()}::timestamptz)`, timeBookedTo: eventTime } : {}),
      actualEndAt: ends ? eventTime : null,
    })
    .where(eq(orderOperation.id, payload.operationId));
  await moveActivity(tx, event);
  await moveRun(tx, event);
};

/** Machine time: what is open ends at the instant at which the next begins. */
async function moveActivity(tx: Tx, event: StoredEvent<OperationMove>): Promise<void> {
  const { payload, eventTime } = event;
  if (payload.activity === null && payload.activityId !== null) return;
  await tx
    .update(operationActivity)
    .set({ toAt: eventTime })
    .where(and(eq(operationActivity.operationId, payload.operationId), isNull(operationActivity.toAt)));
  if (payload.activity === null || payload.activityId === null || payload.workUnitId === null) return;
  await tx.insert(operationActivity).values({
    id: payload.activityId,
    siteId: event.siteId,
    operationId: payload.operationId,
    workUnitId: payload.workUnitId,
    activity: payload.activity,
    reasonCode: payload.reason ?? null,
    comment: payload.comment ?? null,
    fromAt: eventTime,
  });
}

/** A run is one stay on a unit: it begins with the first work and ends when the operation does or leaves the unit. */
async function moveRun(tx: Tx, event: StoredEvent<OperationMove>): Promise<void> {
  const { payload, eventTime } = event;
  if (payload.runId === undefined) return;
  await tx
    .update(productionRun)
    .set({ toAt: eventTime })
    .where(and(eq(productionRun.operationId, payload.operationId), isNull(productionRun.toAt)));
  if (payload.runId === null || payload.workUnitId === null) return;
  await tx.insert(productionRun).values({
    id: payload.runId,
    siteId: event.siteId,
    orderId: payload.orderId,
    operationId: payload.operationId,
    workUnitId: payload.workUnitId,
    tool: payload.tools === undefined || payload.tools.length === 0 ? null : payload.tools.join(", "),
    fromAt: eventTime,
  });
}

export const operationProjections: Projections<OperationMove> = {
  "operation.ready": move,
  "operation.setup_started": move,
  "operation.started": move,
  "operation.paused": move,
  "operation.resumed": move,
  "operation.completed": move,
  "operation.skipped": move,
  "operation.reopened": move,
  "operation.setup_abandoned": move,
  "operation.aborted": move,
};
