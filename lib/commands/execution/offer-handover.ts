import "server-only";
import { and, eq, gt, inArray, isNull, lte, or, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { operationActivity, orderOperation, productionEntry, productionOrder } from "@/db/schema/execution";
import { item } from "@/db/schema/reference";
import { defineCommand } from "@/lib/commands/define-command";
import type { Decimal } from "@/lib/domain/shared/decimal";
import { accept, refuse } from "@/lib/domain/shared/decision";
import type { HandoverCount } from "@/lib/domain/shared/handover";
import { newId } from "@/lib/platform/ids";
import { HandoverLeftAnswer } from "./answers.schema";
import { OfferHandoverInput } from "./handover.schema";
import { findPerson, siteOfWorkUnit } from "./store";

/** EX-16: whoever goes leaves a note, what is open, and the counts of what is in hand as they were at that instant. May come late from a tablet (EX-22). */
export const offerHandover = defineCommand({
  name: "offer-handover",
  permission: "operation.execute",
  input: OfferHandoverInput,
  answer: HandoverLeftAnswer,
  site: (tx, input) => siteOfWorkUnit(tx, input.workUnitId),
  async run({ tx, actor, at }, { workUnitId, note, openPoints }) {
    const person = await findPerson(tx, actor.personId);
    if (person === null || !person.active) return refuse("PERSON_REQUIRED");
    const handoverId = newId();
    const counts = await countsAt(tx, workUnitId, at);
    return accept({
      events: [
        {
          id: newId(),
          type: "handover.offered" as const,
          aggregate: "equipment" as const,
          aggregateId: workUnitId,
          orderId: null,
          payload: { handoverId, workUnitId, personId: person.id, note, openPoints, counts },
        },
      ],
      output: { handoverId },
    });
  },
});

/** What the operations that were loaded on the unit at an instant had made by then. */
async function countsAt(tx: Tx, workUnitId: string, at: Date): Promise<readonly HandoverCount[]> {
  const loaded = await tx
    .select({ id: orderOperation.id, opNo: orderOperation.opNo, name: orderOperation.name, order: productionOrder.number, uom: productionOrder.uom, item: item.code })
    .from(operationActivity)
    .innerJoin(orderOperation, eq(orderOperation.id, operationActivity.operationId))
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .innerJoin(item, eq(item.id, productionOrder.itemId))
    .where(and(eq(operationActivity.workUnitId, workUnitId), lte(operationActivity.fromAt, at), or(isNull(operationActivity.toAt), gt(operationActivity.toAt, at))))
    .orderBy(operationActivity.fromAt);
  if (loaded.length === 0) return [];
  const ids = loaded.map((row) => row.id);
  const made = await tx
    .select({
      operationId: productionEntry.operationId,
      good: sql<Decimal>`sum(${productionEntry.good})`.mapWith(productionEntry.good),
      scrap: sql<Decimal>`sum(${productionEntry.scrap})`.mapWith(productionEntry.scrap),
      // What failed again in rework was counted when it first went there.
      rework: sql<Decimal>`coalesce(sum(${productionEntry.rework}) filter (where ${productionEntry.activity} = 'RUN'), 0)`.mapWith(productionEntry.rework),
    })
    .from(productionEntry)
    .where(and(inArray(productionEntry.operationId, ids), lte(productionEntry.eventTime, at)))
    .groupBy(productionEntry.operationId);
  return loaded.map(({ id, ...operation }) => {
    const of = made.find((row) => row.operationId === id);
    return { ...operation, good: of?.good.toFixed() ?? "0", scrap: of?.scrap.toFixed() ?? "0", rework: of?.rework.toFixed() ?? "0" };
  });
}
