import { and, eq, inArray, lt, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { entryPhoto } from "@/db/schema/entry-photo";
import { outputSegment } from "@/db/schema/genealogy";
import { countProposal, orderOperation, productionEntry, productionOrder } from "@/db/schema/execution";
import { labourBooking } from "@/db/schema/labour";
import { decimal } from "@/lib/domain/shared/decimal";
import type { ProductionConfirmed } from "@/lib/eventlog/payloads/execution";
import type { Projection, Projections } from "@/lib/eventlog/projection";

/** An increment, or its exact opposite: the entry is appended, the totals of operation and order move by it. */
const confirm: Projection<"production.confirmed" | "production.reversed"> = async (tx, event) => {
  const p = event.payload;
  const [good, scrap, rework] = [p.good, p.scrap, p.rework];
  await tx.insert(productionEntry).values({
    id: p.entryId,
    siteId: event.siteId,
    orderId: p.orderId,
    operationId: p.operationId,
    workUnitId: p.workUnitId,
    personId: p.personId,
    activity: p.activity,
    good: decimal(good),
    scrap: decimal(scrap),
    rework: decimal(rework),
    scrapReason: p.scrapReason,
    reworkReason: p.reworkReason,
    origin: p.origin,
    final: p.final,
    lotId: p.lotId,
    reversesId: p.reversesId,
    correctsId: p.correctsId ?? null,
    reason: p.reason,
    overrideReason: p.overrideReason ?? null,
    eventTime: event.eventTime,
    recordTime: event.recordTime,
  });
  // The piece that was taken back made nothing in its time any more: the one in its place did.
  if (p.correctsId !== undefined) {
    await tx
      .update(outputSegment)
      .set({ fromAt: sql`${outputSegment.toAt}` })
      .where(eq(outputSegment.id, p.correctsId));
  }
  // Its lot may not exist yet: the receipt, a fact after this one, names it.
  if (p.segment !== undefined) {
    await tx
      .insert(outputSegment)
      .values({ id: p.entryId, siteId: event.siteId, runId: p.segment.runId, quantity: decimal(good), fromAt: new Date(p.segment.from), toAt: event.eventTime });
  }
  // What is taken back is no output any more; its entry and its reversal stay.
  if (p.reversesId !== null) {
    await tx
      .update(outputSegment)
      .set({ quantity: sql`${outputSegment.quantity} + ${good}::numeric` })
      .where(eq(outputSegment.id, p.reversesId));
  }
  const firstPass = p.activity === "RUN";
  await tx
    .update(orderOperation)
    .set({
      ...(firstPass
        ? {
            processed: sql`${orderOperation.processed} + ${good}::numeric + ${scrap}::numeric + ${rework}::numeric`,
            goodFirst: sql`${orderOperation.goodFirst} + ${good}::numeric`,
            scrapFirst: sql`${orderOperation.scrapFirst} + ${scrap}::numeric`,
            reworkIn: sql`${orderOperation.reworkIn} + ${rework}::numeric`,
          }
        : { reworkedGood: sql`${orderOperation.reworkedGood} + ${good}::numeric`, reworkScrap: sql`${orderOperation.reworkScrap} + ${scrap}::numeric` }),
      timeBookedTo: sql`greatest(${orderOperation.timeBookedTo}, ${p.timeBookedTo}::timestamptz)`,
    })
    .where(eq(orderOperation.id, p.operationId));
  await tx
    .update(productionOrder)
    .set({
      scrap: sql`${productionOrder.scrap} + ${scrap}::numeric`,
      ...(p.isLast ? { good: sql`${productionOrder.good} + ${good}::numeric` } : {}),
    })
    .where(eq(productionOrder.id, p.orderId));
  if (event.type === "production.confirmed") await handOver(tx, p);
  if (p.counted === null) return;
  // What the line counted beyond the quantity that was confirmed stays proposed; a reversal gives its part back.
  await tx
    .update(countProposal)
    .set({
      good: sql`${countProposal.good} - ${p.counted.good}::numeric`,
      scrap: sql`${countProposal.scrap} - ${p.counted.scrap}::numeric`,
      countedSince: new Date(p.counted.to),
    })
    .where(eq(countProposal.operationId, p.operationId));
};

/** Each booking keeps up to when it was handed to cost, for people come and are told of at different times. */
async function handOver(tx: Tx, { operationId, timeBookedTo, labour }: ProductionConfirmed): Promise<void> {
  if (labour?.bookingIds.length === 0) return;
  const to = labour?.to ?? timeBookedTo;
  await tx
    .update(labourBooking)
    .set({ bookedTo: sql`greatest(${labourBooking.bookedTo}, least(${to}::timestamptz, ${labourBooking.toAt}))` })
    .where(labour === undefined ? and(eq(labourBooking.operationId, operationId), lt(labourBooking.fromAt, new Date(to))) : inArray(labourBooking.id, [...labour.bookingIds]));
}

export const productionProjections: Projections<"production.confirmed" | "production.reversed" | "production.photo_added"> = {
  "production.confirmed": confirm,
  "production.reversed": confirm,
  "production.photo_added": async (tx, event) => {
    const { photoId, entryId, personId, sha256, size } = event.payload;
    await tx.insert(entryPhoto).values({ id: photoId, siteId: event.siteId, entryId, sha256, size, takenBy: personId, takenAt: event.eventTime, recordTime: event.recordTime });
  },
};
