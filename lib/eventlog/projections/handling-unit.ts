import { eq } from "drizzle-orm";
import { outputSegment } from "@/db/schema/genealogy";
import { handlingUnit } from "@/db/schema/materials";
import { decimal } from "@/lib/domain/shared/decimal";
import type { HandlingUnitPayloads } from "@/lib/eventlog/payloads/handling-unit";
import type { Projections } from "@/lib/eventlog/projection";

/** Handling units, and which piece of output stands on which. */
export const handlingUnitProjections: Projections<keyof HandlingUnitPayloads> = {
  "handling_unit.packed": async (tx, event) => {
    const p = event.payload;
    await tx.insert(handlingUnit).values({
      id: p.handlingUnitId,
      siteId: event.siteId,
      sscc: p.sscc,
      lotId: p.lotId,
      quantity: decimal(p.quantity),
      locationId: p.locationId,
      closedAt: event.eventTime,
      entryId: p.entryId,
    });
    // The piece of output has the name of its entry; between two runs there is none.
    await tx.update(outputSegment).set({ handlingUnitId: p.handlingUnitId }).where(eq(outputSegment.id, p.entryId));
  },
  "handling_unit.unpacked": async (tx, event) => {
    await tx.update(handlingUnit).set({ takenBackAt: event.recordTime }).where(eq(handlingUnit.id, event.payload.handlingUnitId));
  },
};
