import "server-only";
import { and, asc, desc, eq, gt, inArray, isNull, ne, notExists, or } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { labourBooking } from "@/db/schema/labour";
import { handover, handoverReading } from "@/db/schema/handover";
import { person } from "@/db/schema/reference";
import type { Actor } from "@/lib/auth/actor";
import type { HandoverCount, OpenPoint } from "@/lib/domain/shared/handover";
import type { FloorReader } from "./floor-reader";

/** What a crew left at a work unit, for whoever has not taken it over or read it yet (EX-16). */
export type Handover = {
  readonly id: string;
  /** Who left it. */
  readonly by: string;
  readonly offeredAt: string;
  readonly note: string;
  readonly openPoints: readonly OpenPoint[];
  readonly counts: readonly HandoverCount[];
  readonly accepted: { readonly by: string; readonly at: string } | null;
  /** The reader left it: it waits for somebody else. */
  readonly own: boolean;
  /** Operations on which whoever left it is booked still, as "order / op": their time goes over to who accepts. */
  readonly running: readonly string[];
};

const DAY_MS = 86_400_000;
/** What nobody took over for so long has been overtaken by events. */
export const HANDOVER_WAITS_MS = 7 * DAY_MS;
/** Whoever comes later than this after it was accepted belongs to another crew. */
const SHOWN_MS = DAY_MS / 2;
const MOST = 5;

/** Handovers of a work unit that wait to be accepted, and accepted ones that the reader has not read, newest first. */
export async function handoversOf({ db, now }: FloorReader, { personId }: Actor, unitId: string): Promise<readonly Handover[]> {
  const [giver, taker] = [alias(person, "giver"), alias(person, "taker")];
  const ofOthers = personId === null ? undefined : unread(db, personId, now);
  const rows = await db
    .select({ handover, giver: giver.name, taker: taker.name })
    .from(handover)
    .innerJoin(giver, eq(giver.id, handover.offeredBy))
    .leftJoin(taker, eq(taker.id, handover.acceptedBy))
    .where(and(eq(handover.workUnitId, unitId), gt(handover.offeredAt, new Date(now.getTime() - HANDOVER_WAITS_MS)), or(isNull(handover.acceptedAt), ofOthers)))
    .orderBy(desc(handover.offeredAt))
    .limit(MOST);
  if (rows.length === 0) return [];
  const running = await db
    .select({ personId: labourBooking.personId, order: productionOrder.number, opNo: orderOperation.opNo })
    .from(labourBooking)
    .innerJoin(orderOperation, eq(orderOperation.id, labourBooking.operationId))
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .where(and(inArray(labourBooking.personId, [...new Set(rows.map((row) => row.handover.offeredBy))]), isNull(labourBooking.toAt), eq(orderOperation.workUnitId, unitId)))
    .orderBy(asc(productionOrder.number), asc(orderOperation.opNo));
  return rows.map(({ handover: row, giver: by, taker: acceptedBy }) => ({
    id: row.id,
    by,
    offeredAt: row.offeredAt.toISOString(),
    note: row.note,
    openPoints: row.openPoints,
    counts: row.counts,
    accepted: row.acceptedAt === null || acceptedBy === null ? null : { by: acceptedBy, at: row.acceptedAt.toISOString() },
    own: row.offeredBy === personId,
    running: row.acceptedAt === null ? running.filter((one) => one.personId === row.offeredBy).map((one) => `${one.order} / ${one.opNo}`) : [],
  }));
}

function unread(db: FloorReader["db"], personId: string, now: Date) {
  const reading = db
    .select({ id: handoverReading.handoverId })
    .from(handoverReading)
    .where(and(eq(handoverReading.handoverId, handover.id), eq(handoverReading.personId, personId)));
  return and(gt(handover.acceptedAt, new Date(now.getTime() - SHOWN_MS)), ne(handover.offeredBy, personId), notExists(reading));
}

/** Which of these work units have a handover that the reader may accept. */
export async function unitsWithHandover({ db, now }: FloorReader, { personId }: Actor, unitIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (unitIds.length === 0 || personId === null) return new Set();
  const rows = await db
    .selectDistinct({ unitId: handover.workUnitId })
    .from(handover)
    .where(
      and(
        inArray(handover.workUnitId, [...unitIds]),
        gt(handover.offeredAt, new Date(now.getTime() - HANDOVER_WAITS_MS)),
        isNull(handover.acceptedAt),
        ne(handover.offeredBy, personId),
      ),
    );
  return new Set(rows.map((row) => row.unitId));
}
