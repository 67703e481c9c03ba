import { eq } from "drizzle-orm";
import { deviation } from "@/db/schema/materials";
import { decimal } from "@/lib/domain/shared/decimal";
import type { Projections } from "@/lib/eventlog/projection";

export const deviationProjections: Projections<"deviation.asked" | "deviation.approved" | "deviation.refused" | "deviation.ended"> = {
  "deviation.asked": async (tx, { siteId, payload, eventTime }) => {
    const { deviationId, quantity, validUntil, ...values } = payload;
    await tx.insert(deviation).values({ ...values, id: deviationId, siteId, quantity: decimal(quantity), validUntil: new Date(validUntil), askedAt: eventTime });
  },
  "deviation.approved": async (tx, { payload, eventTime }) => {
    const { deviationId, as, by, byName } = payload;
    await tx
      .update(deviation)
      .set(as === "PLANNER" ? { plannedBy: by, plannedName: byName, plannedAt: eventTime } : { qualityBy: by, qualityName: byName, qualityAt: eventTime })
      .where(eq(deviation.id, deviationId));
  },
  "deviation.refused": async (tx, { payload, eventTime }) => {
    const { deviationId, by, byName, reason } = payload;
    await tx.update(deviation).set({ refusedBy: by, refusedName: byName, refusedAt: eventTime, refusal: reason }).where(eq(deviation.id, deviationId));
  },
  // Nobody refused it: it has an instant and a reason, and no name.
  "deviation.ended": async (tx, { payload, eventTime }) => {
    await tx.update(deviation).set({ refusedAt: eventTime, refusal: payload.reason }).where(eq(deviation.id, payload.deviationId));
  },
};
