import "server-only";
import { and, asc, eq, gt, gte, inArray, isNotNull, isNull, lte, or, sql, type SQL } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { countProposal, operationActivity } from "@/db/schema/execution";
import { equipment, site } from "@/db/schema/reference";
import { attributionDue } from "@/db/schema/late-attribution";
import { stateInterval } from "@/db/schema/telemetry";
import { audit } from "@/lib/auth/audit";
import { systemActor } from "@/lib/auth/system-actor";
import { eachApart } from "@/lib/commands/each-apart";
import { namePausedStop } from "@/lib/commands/equipment/name-paused-stop";
import { lockUnitStates } from "@/lib/commands/equipment/reclassified";
import { execute } from "@/lib/commands/execute";
import { lockOrder } from "@/lib/commands/execution/store";
import { type Change, type Services, tell } from "@/lib/commands/services";
import { STOPS_TO_EXPLAIN } from "@/lib/domain/equipment/classify-stop";
import { type CountedUnits, type LateCounts, proposalWithLate } from "@/lib/domain/equipment/late-counts";
import { pauseThatExplains } from "@/lib/domain/equipment/paused-stop";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { countersOver, givenLater, givenTo } from "./given";
import { shareOf } from "@/lib/telemetry/sink/store-counts";

/** Units that are looked at in one round. */
const MOST = 100;
/** What was counted a little before it was told what was loaded may be stored a little after. */
const MARGIN_MS = 60_000;
/** A tablet that is back tells in order what happened, a pause before its end: an end that has not come after that time is none that is on its way. */
const TELLING_MS = 60_000;
/** What is told so long after it happened comes from a tablet that kept it, and more may follow. */
const LATE_MS = 10_000;
/** No stop without a reason is looked for that began longer before what was told. */
const STOP_MS = 7 * 86_400_000;

/** A unit, and the time of which it became known what was on it. */
type Told = {
  readonly unit: string;
  readonly siteId: string;
  readonly siteCode: string;
  readonly due: readonly string[];
  readonly from: Date;
  readonly to: Date;
  /** When the last of it that came late was told; null where nothing did. */
  readonly lateAt: Date | null;
};

/**
 * Gives what was counted, and stops, to the operations that were on the units, where that is told after it happened: a start, a pause or an end from a tablet without the
 * network. Proposals change by what was counted and not entered (KP-03), with a line in the audit trail; a stop in a pause has the reason of that (ST-01). Done twice it
 * changes nothing. To be called by the worker every few seconds; answers how many proposals and stops changed.
 */
export async function restateAttribution(services: Services): Promise<number> {
  return eachApart(
    await toldUnits(services),
    "counts and stops could not be given to the operations that they are of",
    ({ unit }) => ({ unit }),
    async (told) => {
      const changed = await services.db.transaction((tx) => restateUnit(tx, told, services.clock.now()));
      tell(services, { changed, outbox: false });
      const { named, waits } = await nameStops(services, told);
      if (!waits) await services.db.delete(attributionDue).where(inArray(attributionDue.id, [...told.due]));
      return changed.length + named;
    },
  );
}

/** Units, not notes of them: what piles up at one that cannot be settled keeps no other one out. */
async function toldUnits({ db }: Services): Promise<readonly Told[]> {
  return db
    .select({
      unit: attributionDue.workUnitId,
      siteId: site.id,
      siteCode: site.code,
      due: sql<string[]>`array_agg(${attributionDue.id})`,
      from: sql`min(${attributionDue.fromAt})`.mapWith(attributionDue.fromAt),
      to: sql`max(${attributionDue.recordedAt}) + ${MARGIN_MS} * interval '1 millisecond'`.mapWith(attributionDue.recordedAt),
      lateAt:
        sql<Date | null>`max(${attributionDue.recordedAt}) filter (where ${attributionDue.recordedAt} - ${attributionDue.fromAt} > ${LATE_MS} * interval '1 millisecond')`.mapWith(
          attributionDue.recordedAt,
        ),
    })
    .from(attributionDue)
    .innerJoin(site, eq(site.id, attributionDue.siteId))
    .groupBy(attributionDue.workUnitId, site.id)
    .orderBy(sql`min(${attributionDue.recordedAt})`)
    .limit(MOST);
}

async function restateUnit(tx: Tx, told: Told, now: Date): Promise<Change[]> {
  // Commands lock the order before the unit; whoever enters something meanwhile is waited for, and what was entered is read after that.
  const operations = await operationsIn(tx, told);
  for (const orderId of [...new Set(operations.map((one) => one.orderId))].toSorted()) await lockOrder(tx, orderId);
  await lockUnitStates(tx, told.unit);
  const changed: Change[] = [];
  for (const [operationId, counts] of await giveReadings(tx, told, operations)) {
    const operation = operations.find(({ id }) => id === operationId);
    if (operation !== undefined) changed.push(...(await restateProposal(tx, told, { ...operation, ...counts }, now)));
  }
  const stops = await giveStates(tx, told);
  return stops ? [...changed, { siteId: told.siteId, kind: "unit", id: told.unit, orderId: null }] : changed;
}

type Operation = { readonly id: string; readonly orderId: string };

/** Operations that were on the unit in that time, or were thought to be. */
async function operationsIn(tx: Tx, { unit, from, to }: Told): Promise<readonly Operation[]> {
  const rows: unknown = await tx.execute(sql`
    select o.id, o.order_id as "orderId" from execution.order_operation o where o.id in (
      select a.operation_id from execution.operation_activity a where a.work_unit_id = ${unit}::uuid and a.from_at <= ${instant(to)} and (a.to_at is null or a.to_at >= ${instant(from)})
      union select ${givenTo} from ${countersOf(unit)} join telemetry.counter_reading c on ${readingsBetween(from, to)} ${givenLater})`);
  return z.array(z.object({ id: z.string(), orderId: z.string() })).parse(rows);
}

const instant = (at: Date): SQL => sql`${at.toISOString()}::timestamptz`;
const countersOf = (unit: string): SQL => sql`(select * from telemetry.tag where work_unit_id = ${unit}::uuid and kind = 'COUNTER') t`;
const readingsBetween = (from: Date, to: Date): SQL => sql`c.equipment_number = t.equipment_number and c.tag_id = t.id and c.at >= ${instant(from)} and c.at <= ${instant(to)}`;

/** The operation that was on a unit at an instant, as far as is known by now: as counts that come are given. */
const operationAt = (unit: string, at: SQL): SQL => sql`(
  select l.operation_id from execution.operation_activity l
  where l.work_unit_id = ${unit}::uuid and l.activity <> 'INDIRECT' and l.from_at <= ${at} and (l.to_at is null or l.to_at > ${at}) order by l.from_at desc, l.id desc limit 1)`;

const MovedRow = z.object({
  counter: z.enum(["GOOD", "TOTAL", "SCRAP"]),
  counters: z.array(z.string()),
  told: z.string().nullable(),
  known: z.string().nullable(),
  made: z.string(),
  from: z.coerce.date(),
  to: z.coerce.date(),
});

type Moved = Pick<LateCounts, "gained" | "lost" | "scrapInTotal"> & { readonly from: Date; readonly to: Date };

const NONE: CountedUnits = { good: ZERO, scrap: ZERO };
const plus = (one: CountedUnits, other: CountedUnits): CountedUnits => ({ good: one.good.plus(other.good), scrap: one.scrap.plus(other.scrap) });

/**
 * Gives readings to the operations that were on the unit; answers what each of them gained and lost by it. One that began meanwhile comes with its own note. What a reading is, good or scrap, is told by the counters
 * that the unit had then, where they were mapped anew since.
 */
async function giveReadings(tx: Tx, { unit, from, to }: Told, operations: readonly Operation[]): Promise<ReadonlyMap<string, Moved>> {
  const ids = sql`array[${sql.join(
    operations.map(({ id }) => sql`${id}`),
    sql`, `,
  )}]::uuid[]`;
  const rows: unknown = await tx.execute(sql`
    with line as materialized (${countersOver(unit)}), known as materialized (
      select c.equipment_number, c.tag_id, c.at, c.seq, c.delta * t.scale as made, t.counter, ${givenTo} as told, ${operationAt(unit, sql`c.at`)} as known
      from ${countersOf(unit)} join telemetry.counter_reading c on ${readingsBetween(from, to)} ${givenLater}
    ), changed as materialized (
      select * from known where told is distinct from known and (told is null or told = any(${ids})) and (known is null or known = any(${ids}))
    ), given as (
      insert into telemetry.late_count (equipment_number, tag_id, at, seq, operation_id) select equipment_number, tag_id, at, seq, known from changed
      on conflict (equipment_number, tag_id, at, seq) do update set operation_id = excluded.operation_id
    )
    select counter, told, known, sum(made)::text as made, min(at) as "from", max(at) as "to", counters from (
      select c.*, array(
        select distinct l.counter from line l where case when (select bool_and(active) from line) then true
          else coalesce(l.first_at, case when l.active then '-infinity' else 'infinity' end::timestamptz) <= c.at and (l.active or l.last_at >= c.at) end
        order by 1
      ) as counters from changed c where made <> 0
    ) c group by counter, told, known, counters`);
  const moved = new Map<string, Moved>();
  for (const row of z.array(MovedRow).parse(rows)) {
    const counters = new Set(row.counters);
    const made = shareOf({ counter: row.counter, unit: { counters } }, decimal(row.made));
    const add = (operationId: string | null, field: "gained" | "lost"): void => {
      if (operationId === null) return;
      const known = moved.get(operationId) ?? { gained: NONE, lost: NONE, scrapInTotal: counters.has("TOTAL") && !counters.has("GOOD"), from: row.from, to: row.to };
      moved.set(operationId, { ...known, [field]: plus(known[field], made), from: row.from < known.from ? row.from : known.from, to: row.to > known.to ? row.to : known.to });
    };
    add(row.told, "lost");
    add(row.known, "gained");
  }
  return moved;
}

async function restateProposal(tx: Tx, told: Told, operation: Operation & Moved, now: Date): Promise<readonly Change[]> {
  const [standing] = await tx.select().from(countProposal).where(eq(countProposal.operationId, operation.id)).for("update");
  const proposed = standing ?? NONE;
  const { good, scrap } = proposalWithLate({ ...operation, proposed, ...(await enteredIn(tx, told, operation)) });
  if (good.eq(proposed.good) && scrap.eq(proposed.scrap)) return [];
  const { siteId } = told;
  await tx
    .insert(countProposal)
    .values({ operationId: operation.id, siteId, good, scrap, countedSince: operation.from, countedTo: operation.to })
    .onConflictDoUpdate({ target: countProposal.operationId, set: { good, scrap, countedTo: sql`greatest(${countProposal.countedTo}, ${instant(operation.to)})` } });
  await audit(tx, now, {
    action: "counts.attributed",
    subject: operation.id,
    siteId,
    outcome: "DONE",
    detail: { good: good.toFixed(), scrap: scrap.toFixed(), goodBefore: proposed.good.toFixed(), scrapBefore: proposed.scrap.toFixed() },
  });
  return [{ siteId, kind: "count", id: operation.id, orderId: operation.orderId }];
}

const EnteredRow = z.object({ good: z.string(), scrap: z.string(), rework: z.string(), takenGood: z.string(), takenScrap: z.string() });

/** What people entered on an operation in that time, and what of it was taken off the proposal when they did. */
async function enteredIn(tx: Tx, { from, to }: Told, { id, orderId }: Operation): Promise<Pick<LateCounts, "entered" | "taken">> {
  const total = (field: SQL): SQL => sql`coalesce(sum((${field})::numeric), 0)::text`;
  const rows: unknown = await tx.execute(sql`
    select ${total(sql`payload ->> 'good'`)} as good, ${total(sql`payload ->> 'scrap'`)} as scrap, ${total(sql`payload ->> 'rework'`)} as rework,
      ${total(sql`payload -> 'counted' ->> 'good'`)} as "takenGood", ${total(sql`payload -> 'counted' ->> 'scrap'`)} as "takenScrap"
    from eventlog.event
    where order_id = ${orderId}::uuid and type in ('production.confirmed', 'production.reversed') and payload ->> 'operationId' = ${id} and payload ->> 'activity' = 'RUN'
      and event_time >= ${instant(from)} and event_time <= ${instant(to)}`);
  const [row] = z.array(EnteredRow).parse(rows);
  if (row === undefined) throw new Error(`nothing could be summed of operation ${id}`);
  return {
    entered: { good: decimal(row.good), scrap: decimal(row.scrap), rework: decimal(row.rework) },
    taken: { good: decimal(row.takenGood), scrap: decimal(row.takenScrap) },
  };
}

/** States of the unit belong to what was on it when they began. Answers whether any was another operation's. */
async function giveStates(tx: Tx, { unit, from, to }: Told): Promise<boolean> {
  const rows = await tx.execute(sql`
    update telemetry.state_interval i set operation_id = n.operation_id, order_id = o.order_id
    from (
      select i.id, ${operationAt(unit, sql`i.from_at`)} as operation_id from telemetry.state_interval i
      where i.work_unit_id = ${unit}::uuid and i.superseded_at is null and i.from_at >= ${instant(from)} and i.from_at <= ${instant(to)}
    ) n left join execution.order_operation o on o.id = n.operation_id
    where i.id = n.id and i.operation_id is distinct from n.operation_id
    returning i.id`);
  return [...rows].length > 0;
}

/**
 * ST-01: whoever paused has said why the machine stood, also where the tablet told it later than the machine. Answers how many stops got the reason of a pause, and whether
 * any waits for the end of one that may be on its way: a stop of after it is not to have its reason.
 */
async function nameStops(services: Services, { unit, siteId, siteCode, from, to, lateAt }: Told): Promise<{ readonly named: number; readonly waits: boolean }> {
  const stops = await services.db
    .select({ id: stateInterval.id, operationId: stateInterval.operationId, from: stateInterval.fromAt, to: stateInterval.toAt, graceSeconds: equipment.microStopSeconds })
    .from(stateInterval)
    .innerJoin(equipment, eq(equipment.id, stateInterval.workUnitId))
    .where(
      and(
        eq(stateInterval.workUnitId, unit),
        isNotNull(stateInterval.operationId),
        isNull(stateInterval.supersededAt),
        isNull(stateInterval.reasonCode),
        inArray(stateInterval.state, [...STOPS_TO_EXPLAIN]),
        gt(stateInterval.fromAt, new Date(from.getTime() - STOP_MS)),
        lte(stateInterval.fromAt, to),
        or(isNull(stateInterval.toAt), gte(stateInterval.toAt, from)),
      ),
    );
  if (stops.length === 0) return { named: 0, waits: false };
  const operations = stops.flatMap(({ operationId }) => operationId ?? []);
  const pauses = await services.db
    .select({ id: operationActivity.id, operationId: operationActivity.operationId, from: operationActivity.fromAt, to: operationActivity.toAt })
    .from(operationActivity)
    .where(
      and(
        eq(operationActivity.workUnitId, unit),
        inArray(operationActivity.operationId, operations),
        eq(operationActivity.activity, "DELAY"),
        isNotNull(operationActivity.reasonCode),
      ),
    )
    .orderBy(asc(operationActivity.fromAt));
  const worker = systemActor("worker", ["stop.classify"], [{ siteId, code: siteCode }]);
  const mayEnd = lateAt !== null && services.clock.now().getTime() - lateAt.getTime() < TELLING_MS;
  let named = 0;
  let waits = false;
  for (const { id, operationId, graceSeconds, ...stop } of stops) {
    const pause = pauseThatExplains(
      stop,
      pauses.filter((one) => one.operationId === operationId),
      graceSeconds,
    );
    if (pause === undefined) continue;
    if (mayEnd && pause.to === null && pause.from <= stop.from) {
      waits = true;
      continue;
    }
    const result = await execute(services, worker, namePausedStop, { commandId: newId(), intervalId: id, activityId: pause.id });
    // One that late samples have redrawn meanwhile is gone; whatever redrew it kept what people had said.
    if (!result.ok && result.code !== "NOT_FOUND") throw new Error(`naming a stop by its pause was refused: ${result.code}`);
    named += 1;
  }
  return { named, waits };
}
