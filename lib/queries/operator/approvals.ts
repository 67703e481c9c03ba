import "server-only";
import { and, asc, desc, eq, gt, gte, inArray, isNull, lte, or, sql } from "drizzle-orm";
import { calendarWindow } from "@/db/schema/calendar";
import { event } from "@/db/schema/eventlog";
import { orderOperation, productionEntry, productionOrder } from "@/db/schema/execution";
import { deviation, lot } from "@/db/schema/materials";
import { equipment, person, reasonCode, site } from "@/db/schema/reference";
import { reasonName } from "@/lib/queries/reason-name";
import type { FloorReader } from "./floor-reader";

/** Material that somebody asked for in the place of what is planned, and that planner or quality have not decided over (EX-12). */
export type WaitingDeviation = {
  readonly id: string;
  readonly number: string;
  readonly order: string;
  readonly lot: string;
  readonly quantity: string;
  readonly uom: string;
  readonly by: string;
  readonly askedAt: string;
  /** Who has not approved it yet. */
  readonly waitsFor: readonly ("PLANNER" | "QUALITY")[];
};

/** What a lead let through or took back: more good than the order allows, another lot, a start without a valid tool, an order that ends short, an entry of somebody else. */
export type GivenApproval = {
  readonly id: string;
  readonly kind: "MORE" | "LOT" | "TOOL" | "SHORT" | "CORRECTION";
  readonly by: string;
  /** Operation as "order / op", and its machine. */
  readonly operation: string;
  readonly unit: string | null;
  /** Why, in words, or as the site's reason is called. */
  readonly reason: string | null;
  readonly at: string;
  readonly timeZone: string;
};

/** Approvals that others owe, and those that leads gave since the shift began. */
export type Approvals = { readonly since: string; readonly deviations: readonly WaitingDeviation[]; readonly given: readonly GivenApproval[] };

/** Looked back where no shift is planned. */
const HOURS = 8;
/** So many of each are shown. One more is read where there is one, which says that there are more. */
export const MOST_APPROVALS = 40;
const KINDS = {
  "production.confirmed": "MORE",
  "material.issued": "LOT",
  "lot.mounted": "LOT",
  "operation.setup_started": "TOOL",
  "operation.started": "TOOL",
  "operation.completed": "SHORT",
  "production.reversed": "CORRECTION",
} as const;
const isKind = (type: string): type is keyof typeof KINDS => type in KINDS;

/** §9.2: what of these sites waits for an approval of planner or quality, and what leads approved and corrected in this shift, newest first. */
export async function approvalsOf(reader: FloorReader, sites: readonly string[]): Promise<Approvals> {
  const since = await shiftsBegan(reader, sites);
  const [deviations, given] = await Promise.all([waitingDeviations(reader, sites), givenSince(reader, sites, since)]);
  return { since: since.toISOString(), deviations, given };
}

/** When the first of the shifts that run at these sites began. */
async function shiftsBegan({ db, now }: FloorReader, sites: readonly string[]): Promise<Date> {
  const [row] = await db
    .select({ from: calendarWindow.fromAt })
    .from(equipment)
    .innerJoin(calendarWindow, eq(calendarWindow.workCentreId, equipment.id))
    .where(and(inArray(equipment.siteId, [...sites]), eq(equipment.level, "WORK_CENTRE"), lte(calendarWindow.fromAt, now), gt(calendarWindow.toAt, now)))
    .orderBy(asc(calendarWindow.fromAt))
    .limit(1);
  return row?.from ?? new Date(now.getTime() - HOURS * 3_600_000);
}

async function waitingDeviations({ db, now }: FloorReader, sites: readonly string[]): Promise<readonly WaitingDeviation[]> {
  const rows = await db
    .select({ row: deviation, order: productionOrder.number, lot: lot.number })
    .from(deviation)
    .innerJoin(productionOrder, eq(productionOrder.id, deviation.orderId))
    .innerJoin(lot, eq(lot.id, deviation.lotId))
    .where(and(inArray(deviation.siteId, [...sites]), isNull(deviation.refusedBy), gt(deviation.validUntil, now), or(isNull(deviation.plannedBy), isNull(deviation.qualityBy))))
    .orderBy(asc(deviation.askedAt))
    .limit(MOST_APPROVALS + 1);
  return rows.map(({ row, order, lot: number }) => ({
    id: row.id,
    number: row.number,
    order,
    lot: number,
    quantity: row.quantity.toFixed(),
    uom: row.uom,
    by: row.askedName,
    askedAt: row.askedAt.toISOString(),
    waitsFor: [...(row.plannedBy === null ? (["PLANNER"] as const) : []), ...(row.qualityBy === null ? (["QUALITY"] as const) : [])],
  }));
}

async function givenSince(reader: FloorReader, sites: readonly string[], since: Date): Promise<readonly GivenApproval[]> {
  const rows = await reader.db
    .select({
      id: event.id,
      type: event.type,
      approver: sql<string | null>`${event.payload} -> 'approvedBy' ->> 'name'`,
      actor: event.actor,
      person: person.name,
      reason: sql<string | null>`coalesce(${event.payload} ->> 'overrideReason', ${event.payload} ->> 'toolOverride', ${event.payload} ->> 'reason')`,
      reasonName: sql<
        string | null
      >`(select ${reasonName(reader)} from ${reasonCode} where ${reasonCode.siteId} = ${event.siteId} and ${reasonCode.code} = ${event.payload} ->> 'reason' order by ${reasonCode.use} limit 1)`,
      order: productionOrder.number,
      opNo: orderOperation.opNo,
      unit: equipment.name,
      // A reversal has the event time of what it takes back.
      at: event.recordTime,
      timeZone: site.timeZone,
    })
    .from(event)
    .innerJoin(site, eq(site.id, event.siteId))
    .innerJoin(orderOperation, sql`${orderOperation.id} = (${event.payload} ->> 'operationId')::uuid`)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .leftJoin(equipment, eq(equipment.id, orderOperation.workUnitId))
    .leftJoin(person, eq(person.id, event.personId))
    .leftJoin(productionEntry, sql`${event.type} = 'production.reversed' and ${productionEntry.id} = (${event.payload} ->> 'reversesId')::uuid`)
    .where(
      and(
        inArray(event.siteId, [...sites]),
        gte(event.recordTime, since),
        inArray(event.type, Object.keys(KINDS)),
        // What an operator undoes of their own is no business of a lead; what is within the limits was approved by nobody.
        sql`case when ${event.type} = 'production.reversed' then ${productionEntry.personId} is distinct from ${event.personId}
          else ${event.payload} ? 'approvedBy' or ${event.payload} ? 'overrideReason' or ${event.payload} ? 'toolOverride' end`,
      ),
    )
    .orderBy(desc(event.position))
    .limit(MOST_APPROVALS + 1);
  return rows.flatMap(({ type, approver, actor, person: own, order, opNo, at, reason, reasonName: name, ...row }) =>
    isKind(type) ? [{ ...row, kind: KINDS[type], by: approver ?? own ?? actor, operation: `${order} / ${opNo}`, reason: name ?? reason, at: at.toISOString() }] : [],
  );
}
