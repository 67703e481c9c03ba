import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { isOpenException } from "@/db/open-exception";
import { plannedDowntime } from "@/db/schema/calendar";
import { exception } from "@/db/schema/exception";
import { stateInterval } from "@/db/schema/telemetry";
import type { EquipmentPayloads } from "@/lib/eventlog/payloads/equipment";
import type { Projections } from "@/lib/eventlog/projection";
import { raiseOrReopen } from "./exception";

/** A line that is down is an open exception of severity 1 until it runs again (§2.5). States themselves are telemetry, but what a person says about one is a fact. */
export const equipmentProjections: Projections<keyof EquipmentPayloads> = {
  "equipment.down": async (tx, event) => {
    const p = event.payload;
    // An operator's call came first, or the stop had no reason yet: the same exception knows more now.
    const stop = { stopId: p.stopId, workCentreId: p.workCentreId, reasonCode: p.reasonCode, from: p.from };
    const known = await tx
      .update(exception)
      .set({ detail: sql`${exception.detail} || ${JSON.stringify(stop)}::jsonb` })
      .where(and(eq(exception.siteId, event.siteId), eq(exception.class, "LINE_DOWN"), eq(exception.subject, p.workUnitId), isOpenException))
      .returning({ id: exception.id });
    if (known.length > 0) return;
    await raiseOrReopen(tx, {
      exceptionId: p.exceptionId,
      siteId: event.siteId,
      class: "LINE_DOWN",
      severity: 1,
      workUnitId: p.workUnitId,
      orderId: null,
      subject: p.workUnitId,
      detail: stop,
      owner: "LEAD",
      at: event.eventTime,
    });
  },
  "equipment.restored": async (tx, event) => {
    await tx
      .update(exception)
      .set({ state: "RESOLVED", resolvedAt: event.eventTime })
      .where(and(eq(exception.siteId, event.siteId), eq(exception.class, "LINE_DOWN"), eq(exception.subject, event.payload.workUnitId), isOpenException));
  },
  "equipment.reclassified": async (tx, event) => {
    const p = event.payload;
    const version = eq(stateInterval.workUnitId, p.workUnitId);
    await tx
      .update(stateInterval)
      .set({ supersededAt: event.recordTime, recordedAt: event.recordTime })
      .where(and(eq(stateInterval.id, p.supersedesId), isNull(stateInterval.supersededAt)));
    if (p.to === null) {
      // Machines end their own intervals; a replay without them meets the one that was open before.
      await tx
        .update(stateInterval)
        .set({ toAt: new Date(p.from), recordedAt: event.recordTime })
        .where(and(version, isNull(stateInterval.toAt), isNull(stateInterval.supersededAt), lt(stateInterval.fromAt, new Date(p.from))));
    }
    await tx
      .insert(stateInterval)
      .values({
        id: p.intervalId,
        siteId: event.siteId,
        workUnitId: p.workUnitId,
        state: p.state,
        rawState: p.rawState,
        reasonCode: p.reasonCode,
        source: "OPERATOR",
        fromAt: new Date(p.from),
        toAt: p.to === null ? null : new Date(p.to),
        orderId: p.orderId,
        operationId: p.operationId,
        classifiedBy: p.personId,
        classifiedAt: event.recordTime,
        comment: p.comment,
        recordedAt: event.recordTime,
      })
      .onConflictDoNothing();
  },
  "downtime.planned": async (tx, { siteId, payload }) => {
    const { downtimeId, workUnitId, reasonCode, from, to, byErp = false } = payload;
    await tx.insert(plannedDowntime).values({ id: downtimeId, siteId, workUnitId, reasonCode, fromAt: new Date(from), toAt: new Date(to), byErp });
  },
  "downtime.changed": async (tx, { payload }) => {
    const { downtimeId, reasonCode, from, to } = payload;
    await tx
      .update(plannedDowntime)
      .set({ reasonCode, fromAt: new Date(from), toAt: new Date(to) })
      .where(eq(plannedDowntime.id, downtimeId));
  },
  "downtime.cancelled": async (tx, { payload }) => {
    const called = eq(plannedDowntime.id, payload.downtimeId);
    if (payload.to === null) await tx.delete(plannedDowntime).where(called);
    else
      await tx
        .update(plannedDowntime)
        .set({ toAt: new Date(payload.to) })
        .where(called);
  },
};
