import "server-only";
import { and, asc, eq, inArray, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Tx } from "@/db/client";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { equipment, reasonCode, site } from "@/db/schema/reference";
import type { ReasonClass } from "@/lib/domain/equipment/equipment-state";
import { restoreEstimate } from "@/lib/domain/planning/restore-estimate";
import type { OutboundDraft } from "@/lib/integration/outbox/append";

/** A stop of a line's constraint unit, as the log has it. */
export type LineStop = { readonly stopId: string; readonly workUnitId: string; readonly workCentreId: string; readonly reasonCode: string | null; readonly from: string };

/** What both messages of a stop say about it, besides when it ended. */
export async function stopWords(tx: Tx, stop: LineStop) {
  const line = alias(equipment, "line");
  const [place] = await tx
    .select({ siteId: site.id, site: site.code, workUnit: equipment.code, line: line.code })
    .from(equipment)
    .innerJoin(site, eq(site.id, equipment.siteId))
    .innerJoin(line, eq(line.id, stop.workCentreId))
    .where(eq(equipment.id, stop.workUnitId));
  if (place === undefined) throw new Error(`no unit ${stop.workUnitId} for the stop ${stop.stopId}`);
  const { siteId, ...words } = place;
  return { siteId, words: { stopId: stop.stopId, ...words, reason: stop.reasonCode, reasonClass: await classOf(tx, siteId, stop.reasonCode), from: stop.from } };
}

/**
 * The message that a line is down. `estimate` is what maintenance said; without one it tells the assumption of §6.1.1 as such: the mean time to
 * repair of the reason's class over 90 days on this unit, 4 h when there is none.
 */
export async function lineDownDraft(
  tx: Tx,
  stop: LineStop,
  fact: { readonly eventId: string; readonly eventTime: Date; readonly now: Date; readonly estimate: Date | null },
): Promise<OutboundDraft> {
  const { words } = await stopWords(tx, stop);
  const mttrSeconds = fact.estimate === null ? await meanTimeToRepair(tx, stop.workUnitId, words.reasonClass, fact.now) : null;
  const { restore, assumed } = restoreEstimate({ failedAt: new Date(stop.from), estimate: fact.estimate, mttrSeconds, now: fact.now });
  const data = { ...words, estimatedRestore: restore.toISOString(), estimateAssumed: assumed, orders: await ordersOf(tx, stop.workCentreId) };
  return { type: "mes.line.down.v1", subject: unitSubject(words.workUnit), orderId: null, eventId: fact.eventId, eventTime: fact.eventTime, data };
}

/** Order key of what is said of a work unit. Never that of an order, whose number a unit may bear: priority 0 does not wait behind its facts (IN-04). */
export function unitSubject(code: string): string {
  return `unit/${code}`.slice(0, 80);
}

/** Mean seconds of this unit's failures of a class that began in the last 90 days and are over; null when there was none. */
async function meanTimeToRepair(tx: Tx, workUnitId: string, reasonClass: ReasonClass | null, now: Date): Promise<number | null> {
  const since = new Date(now.getTime() - 90 * 86_400_000).toISOString();
  const [row] = await tx.execute<{ seconds: number | null }>(sql`
    select avg(extract(epoch from s.to_at - s.from_at))::float8 as seconds
    from telemetry.state_interval s left join reference.reason_code r on r.site_id = s.site_id and r.use = 'STOP' and r.code = s.reason_code
    where s.work_unit_id = ${workUnitId}::uuid and s.from_at > ${since}::timestamptz and s.state = 'DOWN' and s.to_at is not null and s.superseded_at is null
      and r.class is not distinct from ${reasonClass}::text`);
  return row?.seconds ?? null;
}

async function classOf(tx: Tx, siteId: string, code: string | null): Promise<ReasonClass | null> {
  if (code === null) return null;
  const [row] = await tx
    .select({ class: reasonCode.class })
    .from(reasonCode)
    .where(and(eq(reasonCode.siteId, siteId), eq(reasonCode.use, "STOP"), eq(reasonCode.code, code)));
  return row?.class ?? null;
}

/** Orders loaded or queued on a line, in the order of their due dates; at most 100 are named. */
async function ordersOf(tx: Tx, workCentreId: string): Promise<string[]> {
  const rows = await tx
    .selectDistinct({ number: productionOrder.number, dueAt: productionOrder.dueAt })
    .from(orderOperation)
    .innerJoin(productionOrder, eq(productionOrder.id, orderOperation.orderId))
    .where(
      and(
        eq(orderOperation.workCentreId, workCentreId),
        inArray(orderOperation.state, ["PENDING", "READY", "SETUP", "RUNNING", "PAUSED"]),
        inArray(productionOrder.state, ["RELEASED", "IN_PROGRESS", "ON_HOLD"]),
      ),
    )
    .orderBy(asc(productionOrder.dueAt), asc(productionOrder.number))
    .limit(100);
  return rows.map(({ number }) => number);
}
