import { and, eq, inArray, sql } from "drizzle-orm";
import { exception } from "@/db/schema/execution";
import type { EquipmentPayloads } from "@/lib/eventlog/payloads/equipment";
import type { Projections } from "@/lib/eventlog/projection";

const OPEN = ["RAISED", "ACKNOWLEDGED", "IN_PROGRESS"] as const;

/** A line that is down is an open exception of severity 1 until it runs again (§2.5). States themselves are telemetry. */
export const equipmentProjections: Projections<keyof EquipmentPayloads> = {
  "equipment.down": async (tx, event) => {
    const p = event.payload;
    // An operator's call came first, or the stop had no reason yet: the same exception knows more now.
    const stop = { stopId: p.stopId, workCentreId: p.workCentreId, reasonCode: p.reasonCode, from: p.from };
    const known = await tx
      .update(exception)
      .set({ detail: sql`${exception.detail} || ${JSON.stringify(stop)}::jsonb` })
      .where(and(eq(exception.siteId, event.siteId), eq(exception.class, "LINE_DOWN"), eq(exception.subject, p.workUnitId), inArray(exception.state, OPEN)))
      .returning({ id: exception.id });
    if (known.length > 0) return;
    await tx
      .insert(exception)
      .values({
        id: p.exceptionId,
        siteId: event.siteId,
        class: "LINE_DOWN",
        severity: 1,
        state: "RAISED",
        workUnitId: p.workUnitId,
        subject: p.workUnitId,
        detail: stop,
        owner: "LEAD",
        raisedAt: event.eventTime,
      })
      .onConflictDoNothing();
  },
  "equipment.restored": async (tx, event) => {
    await tx
      .update(exception)
      .set({ state: "RESOLVED", resolvedAt: event.eventTime })
      .where(and(eq(exception.siteId, event.siteId), eq(exception.class, "LINE_DOWN"), eq(exception.subject, event.payload.workUnitId), inArray(exception.state, OPEN)));
  },
};
