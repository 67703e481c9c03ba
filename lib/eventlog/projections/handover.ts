import { eq } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { handover, handoverReading } from "@/db/schema/handover";
import type { StoredEvent } from "@/lib/eventlog/event";
import type { Projections } from "@/lib/eventlog/projection";

async function isRead(tx: Tx, { siteId, payload, eventTime }: StoredEvent<"handover.accepted" | "handover.read">): Promise<void> {
  await tx.insert(handoverReading).values({ handoverId: payload.handoverId, personId: payload.personId, siteId, readAt: eventTime }).onConflictDoNothing();
}

export const handoverProjections: Projections<"handover.offered" | "handover.accepted" | "handover.read"> = {
  "handover.offered": async (tx, { siteId, payload, eventTime }) => {
    const { handoverId, workUnitId, personId, note, openPoints, counts } = payload;
    await tx.insert(handover).values({ id: handoverId, siteId, workUnitId, note, openPoints, counts, offeredBy: personId, offeredAt: eventTime });
  },
  // Whoever accepts has read it.
  "handover.accepted": async (tx, event) => {
    const { handoverId, personId } = event.payload;
    await tx.update(handover).set({ acceptedBy: personId, acceptedAt: event.eventTime }).where(eq(handover.id, handoverId));
    await isRead(tx, event);
  },
  "handover.read": isRead,
};
