import "server-only";
import { asc, eq, inArray, sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { countProposal, orderOperation } from "@/db/schema/execution";
import { equipment } from "@/db/schema/reference";
import { attributionDue } from "@/db/schema/telemetry";
import { audit } from "@/lib/auth/audit";
import { eachApart } from "@/lib/commands/each-apart";
import { type Change, type Services, tell } from "@/lib/commands/services";
import { type Decimal, decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { NewEvent } from "@/lib/eventlog/event";
import { newId } from "@/lib/platform/ids";
import { shareOf } from "@/lib/telemetry/sink/store-counts";
import { UNIT_LOCK } from "@/lib/telemetry/sink/sink";
import type { CommandFrame } from "@/lib/commands/define-command";
import { operationAt, readingsOf } from "./attributed";

/** Units that are looked at in one round. */
const MOST = 100;
/** A reading may be said to have come a little after it came. */
const MARGIN = sql`interval '1 minute'`;

/** Notes units whose load became known by facts of a command: what they counted since those happened may be another operation's. In the command's transaction. */
export async function noteLoads({ tx, siteId, at, recordedAt }: Pick<CommandFrame, "tx" | "siteId" | "at" | "recordedAt">, facts: readonly NewEvent[]): Promise<void> {
  const rows = facts.flatMap((fact) => {
    if (fact.aggregate !== "operation" || !("activityId" in fact.payload) || fact.payload.workUnitId === null) return [];
    return [{ id: newId(), siteId, workUnitId: fact.payload.workUnitId, fromAt: fact.eventTime ?? at, recordedAt }];
  });
  if (rows.length > 0) await tx.insert(attributionDue).values(rows);
}

/**
 * Gives what was counted to the operations that were on the units, where that became known after it was counted: a start that a tablet told late, a pause, a completion
 * in the past. Their proposals are then what was counted and taken at its word, without what was confirmed of it (KP-03); a change is in the audit trail. Done twice it
 * changes nothing. To be called by the worker every few seconds; answers how many proposals changed.
 */
export async function restateAttribution(services: Services): Promise<number> {
  const due = await services.db.select({ id: attributionDue.id, unit: attributionDue.workUnitId }).from(attributionDue).orderBy(asc(attributionDue.id)).limit(MOST);
  const units = [...new Set(due.map(({ unit }) => unit))];
  return eachApart(
    units,
    "counts could not be given to the operations that they are of",
    (unit) => ({ unit }),
    async (unit) => {
      const changed = await services.db.transaction((tx) => restateUnit(tx, unit, services.clock.now()));
      tell(services, { changed, outbox: false });
      return changed.length;
    },
  );
}

async function restateUnit(tx: Tx, workUnitId: string, now: Date): Promise<Change[]> {
  const [unit] = await tx.select({ number: equipment.number }).from(equipment).where(eq(equipment.id, workUnitId));
  if (unit === undefined) throw new Error(`work unit ${workUnitId} is gone`);
  // Nobody counts on it meanwhile.
  await tx.execute(sql`select pg_advisory_xact_lock(${UNIT_LOCK}::int, ${unit.number}::int)`);
  const due = await tx.select().from(attributionDue).where(eq(attributionDue.workUnitId, workUnitId)).for("update");
  const changed: Change[] = [];
  for (const operationId of await operationsIn(tx, workUnitId)) changed.push(...(await restateProposal(tx, operationId, now)));
  await restateStates(tx, workUnitId);
  await tx.delete(attributionDue).where(
    inArray(
      attributionDue.id,
      due.map(({ id }) => id),
    ),
  );
  return changed;
}

const OperationRow = z.object({ operationId: z.string() });

/** Operations that a count was given to when it came, or belongs to by now, where these differ. */
async function operationsIn(tx: Tx, workUnitId: string): Promise<readonly string[]> {
  const rows: unknown = await tx.execute(sql`
    with readings as (
      select c.operation_id as told, ${operationAt(sql`d.work_unit_id`, sql`c.at`)} as known
      from telemetry.attribution_due d join telemetry.tag t on t.work_unit_id = d.work_unit_id and t.kind = 'COUNTER'
      join telemetry.counter_reading c on c.equipment_number = t.equipment_number and c.tag_id = t.id and c.at >= d.from_at and c.at <= d.recorded_at + ${MARGIN}
      where d.work_unit_id = ${workUnitId}::uuid and c.delta <> 0
    )
    select distinct o as "operationId" from readings, unnest(array[told, known]) as o where told is distinct from known and o is not null order by 1`);
  return z
    .array(OperationRow)
    .parse(rows)
    .map(({ operationId }) => operationId);
}

type Amounts = { readonly good: Decimal; readonly scrap: Decimal };

async function restateProposal(tx: Tx, operationId: string, now: Date): Promise<readonly Change[]> {
  const [operation] = await tx.select({ siteId: orderOperation.siteId, orderId: orderOperation.orderId }).from(orderOperation).where(eq(orderOperation.id, operationId));
  if (operation === undefined) throw new Error(`operation ${operationId} is gone`);
  const { siteId, orderId } = operation;
  // Whoever confirms holds it, and what is confirmed is read after that.
  const [standing] = await tx.select().from(countProposal).where(eq(countProposal.operationId, operationId)).for("update");
  const counted = await countedOn(tx, operationId);
  const taken = await takenOff(tx, operationId, orderId);
  const [good, scrap] = [counted.good.minus(taken.good), counted.scrap.minus(taken.scrap)];
  const was: Amounts = standing ?? { good: ZERO, scrap: ZERO };
  if (good.eq(was.good) && scrap.eq(was.scrap)) return [];
  const [since, to] = [counted.from ?? now, counted.to ?? now];
  await tx
    .insert(countProposal)
    .values({ operationId, siteId, good, scrap, countedSince: since, countedTo: to })
    .onConflictDoUpdate({ target: countProposal.operationId, set: { good, scrap, countedTo: sql`greatest(${countProposal.countedTo}, ${to.toISOString()}::timestamptz)` } });
  await audit(tx, now, {
    action: "counts.attributed",
    subject: operationId,
    siteId,
    outcome: "DONE",
    detail: { good: good.toFixed(), scrap: scrap.toFixed(), goodBefore: was.good.toFixed(), scrapBefore: was.scrap.toFixed() },
  });
  return [{ siteId, kind: "count", id: operationId, orderId }];
}

const CountedRow = z.object({
  counter: z.enum(["GOOD", "TOTAL", "SCRAP"]),
  counters: z.array(z.string()),
  made: z.string(),
  from: z.coerce.date(),
  to: z.coerce.date(),
});

/** All that the units counted of an operation while it was on them. */
async function countedOn(tx: Tx, operationId: string): Promise<Amounts & { readonly from: Date | null; readonly to: Date | null }> {
  const rows: unknown = await tx.execute(sql`
    select t.counter, array(select distinct h.counter from telemetry.tag h where h.work_unit_id = t.work_unit_id and h.active and h.kind = 'COUNTER') as counters,
      sum(c.delta * t.scale)::text as made, min(c.at) as "from", max(c.at) as "to"
    from ${readingsOf(operationId)} and c.delta <> 0 group by t.work_unit_id, t.counter`);
  const parts = z.array(CountedRow).parse(rows);
  const shares = parts.map(({ counter, counters, made }) => shareOf({ counter, unit: { counters: new Set(counters) } }, decimal(made)));
  const times = parts.flatMap(({ from, to }) => [from.getTime(), to.getTime()]);
  return {
    good: shares.reduce((sum, { good }) => sum.plus(good), ZERO),
    scrap: shares.reduce((sum, { scrap }) => sum.plus(scrap), ZERO),
    from: times.length === 0 ? null : new Date(Math.min(...times)),
    to: times.length === 0 ? null : new Date(Math.max(...times)),
  };
}

const TakenRow = z.object({ good: z.string(), scrap: z.string() });

/** What facts took off the proposal of an operation, without what they gave: entries that confirmed counts, reversals, and steps in doubt that were taken at their word. */
async function takenOff(tx: Tx, operationId: string, orderId: string): Promise<Amounts> {
  const rows: unknown = await tx.execute(sql`
    select coalesce(sum((e.count ->> 'good')::numeric * e.sign), 0)::text as good, coalesce(sum((e.count ->> 'scrap')::numeric * e.sign), 0)::text as scrap
    from (
      select payload -> 'counted' as count, 1 as sign from eventlog.event
      where order_id = ${orderId}::uuid and type in ('production.confirmed', 'production.reversed') and payload ->> 'operationId' = ${operationId} and payload -> 'counted' <> 'null'::jsonb
      union all
      select payload -> 'count', -1 from eventlog.event where order_id = ${orderId}::uuid and type = 'counter.resolved' and payload -> 'count' ->> 'operationId' = ${operationId}
    ) e`);
  const [row] = z.array(TakenRow).parse(rows);
  return { good: decimal(row?.good ?? "0"), scrap: decimal(row?.scrap ?? "0") };
}

/** States of the unit belong to what was on it when they began. */
async function restateStates(tx: Tx, workUnitId: string): Promise<void> {
  await tx.execute(sql`
    update telemetry.state_interval i set operation_id = n.operation_id, order_id = o.order_id
    from (
      select i.id, ${operationAt(sql`i.work_unit_id`, sql`i.from_at`)} as operation_id from telemetry.attribution_due d
      join telemetry.state_interval i on i.work_unit_id = d.work_unit_id and i.superseded_at is null and i.from_at >= d.from_at and i.from_at <= d.recorded_at + ${MARGIN}
      where d.work_unit_id = ${workUnitId}::uuid
    ) n left join execution.order_operation o on o.id = n.operation_id
    where i.id = n.id and i.operation_id is distinct from n.operation_id`);
}
