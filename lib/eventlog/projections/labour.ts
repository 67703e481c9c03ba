import { eq } from "drizzle-orm";
import { labourBooking } from "@/db/schema/labour";
import type { Projections } from "@/lib/eventlog/projection";

export const labourProjections: Projections<"labour.signed_on" | "labour.signed_off"> = {
  "labour.signed_on": async (tx, event) => {
    const p = event.payload;
    await tx.insert(labourBooking).values({
      id: p.bookingId,
      siteId: event.siteId,
      personId: p.personId,
      operationId: p.operationId,
      indirectCode: p.indirectCode,
      workUnitId: p.workUnitId ?? null,
      activity: p.activity,
      rateClass: p.rateClass,
      fromAt: event.eventTime,
    });
  },
  "labour.signed_off": async (tx, event) => {
    await tx.update(labourBooking).set({ toAt: event.eventTime }).where(eq(labourBooking.id, event.payload.bookingId));
  },
};
