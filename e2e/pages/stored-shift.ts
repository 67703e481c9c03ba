import { expect } from "@playwright/test";
import { inDatabase } from "./in-database";

/** Below so many seconds a stop of the machine is a micro-stop (ST-03). */
export async function setMicroStop(databaseUrl: string, workUnit: string, seconds: number): Promise<void> {
  await inDatabase(databaseUrl, (sql) => sql`update reference.equipment set micro_stop_seconds = ${seconds} where code = ${workUnit}`);
}

/** Whether the routing allows to leave an operation of an order out. */
export async function setOptional(databaseUrl: string, order: string, opNo: number, optional: boolean): Promise<void> {
  await inDatabase(
    databaseUrl,
    (sql) =>
      sql`update execution.order_operation op set optional = ${optional} from execution.production_order o where o.id = op.order_id and o.number = ${order} and op.op_no = ${opNo}`,
  );
}

/** Whether a machine may have several operations in work at once. */
export async function setParallel(databaseUrl: string, workUnit: string, parallel: boolean): Promise<void> {
  await inDatabase(databaseUrl, (sql) => sql`update reference.equipment set parallel_operations = ${parallel} where code = ${workUnit}`);
}

/** Has an order released, and what ran at a machine over, so much earlier: what is entered as of then could have happened. */
export async function longAgo(databaseUrl: string, { order, workUnit, ms }: { readonly order: string; readonly workUnit: string; readonly ms: number }): Promise<void> {
  await inDatabase(databaseUrl, async (sql) => {
    const earlier = sql`make_interval(secs => ${ms / 1000})`;
    await sql`update execution.production_order set released_at = released_at - ${earlier} where number = ${order}`;
    await sql`
      update execution.operation_activity a set from_at = from_at - ${earlier}, to_at = to_at - ${earlier}
      from reference.equipment u where u.id = a.work_unit_id and u.code = ${workUnit} and a.to_at is not null`;
  });
}

/** Has a lot be good until then in our books, whatever its ERP has said; answers what it said, to be put back. */
export async function setExpiry(databaseUrl: string, lot: string, expiresAt: Date | null): Promise<Date | null> {
  const [was] = await inDatabase(
    databaseUrl,
    (sql) => sql<{ at: Date | null }[]>`
    update materials.lot l set expires_at = ${expiresAt} from materials.lot before where before.id = l.id and l.number = ${lot} returning before.expires_at as at`,
  );
  return was?.at ?? null;
}

/** The end of the last time of so many seconds in which a machine had said nothing when it first spoke for itself: what it is told to have done then contradicts nothing that it said. */
export async function silentUntil(databaseUrl: string, workUnit: string, seconds: number): Promise<Date> {
  const [row] = await inDatabase(
    databaseUrl,
    (sql) => sql<{ at: Date | null }[]>`
      with said as (
        select s.at, s.recorded_at, lag(s.at) over (order by s.at) as before
        from telemetry.state_sample s join reference.equipment u on u.number = s.equipment_number where u.code = ${workUnit}
      )
      select max(at) as at from said
      where at <= (select min(at) from said where recorded_at < at + interval '1 minute') and (before is null or at >= before + make_interval(secs => ${seconds}))`,
  );
  return row?.at ?? new Date();
}

/** A stop as the database has it, `began` by the clock of its site. */
type StoredStop = { readonly seconds: number; readonly reason: string | null; readonly began: string };

/** Stops of a machine that began at or after `since` and are over, as the database has them. */
export function storedStops(databaseUrl: string, workUnit: string, since: Date): Promise<readonly StoredStop[]> {
  return inDatabase(
    databaseUrl,
    (sql) => sql<StoredStop[]>`
      select extract(epoch from s.to_at - s.from_at)::float8 as seconds, s.reason_code as reason, to_char(s.from_at at time zone p.time_zone, 'HH24:MI') as began
      from telemetry.state_interval s
      join reference.equipment u on u.id = s.work_unit_id
      join reference.site p on p.id = s.site_id
      where u.code = ${workUnit} and s.state in ('DOWN', 'HELD') and s.superseded_at is null and s.to_at is not null and s.from_at >= ${since}
      order by s.from_at`,
  );
}

/** The state that a machine is in; null where it has said nothing. */
export async function storedMachine(databaseUrl: string, workUnit: string): Promise<string | null> {
  const [row] = await inDatabase(
    databaseUrl,
    (sql) => sql<{ state: string }[]>`
      select i.state
      from telemetry.state_interval i
      join reference.equipment u on u.id = i.work_unit_id
      where u.code = ${workUnit} and i.to_at is null and i.superseded_at is null`,
  );
  return row?.state ?? null;
}

/** Who was booked on running an operation, and when, in the order in which they began; an end is null while it goes on. */
export function storedLabour(
  databaseUrl: string,
  order: string,
  opNo: number,
): Promise<readonly { readonly person: string; readonly from: Date; readonly to: Date | null; readonly seconds: number }[]> {
  return inDatabase(
    databaseUrl,
    (sql) => sql<{ person: string; from: Date; to: Date | null; seconds: number }[]>`
      select p.number as person, b.from_at as "from", b.to_at as "to", coalesce(extract(epoch from b.to_at - b.from_at), 0)::float8 as seconds
      from execution.labour_booking b
      join execution.order_operation op on op.id = b.operation_id
      join execution.production_order o on o.id = op.order_id
      join reference.person p on p.id = b.person_id
      where o.number = ${order} and op.op_no = ${opNo} and b.activity = 'RUN' order by b.from_at, p.number`,
  );
}

/** What the log says of an order, in the order in which it was written, with when it happened in ms. */
export function storedFacts(databaseUrl: string, order: string): Promise<readonly { readonly type: string; readonly at: number }[]> {
  return inDatabase(
    databaseUrl,
    (sql) => sql<{ type: string; at: number }[]>`
      select e.type, extract(epoch from e.event_time)::float8 * 1000 as at
      from eventlog.event e join execution.production_order o on o.id = e.order_id where o.number = ${order} order by e.position`,
  );
}

/** How much of a lot is in stock, all places together. */
export async function storedStock(databaseUrl: string, { site, lot }: { readonly site: string; readonly lot: string }): Promise<number> {
  const [row] = await inDatabase(
    databaseUrl,
    (sql) => sql<{ quantity: number }[]>`
      select coalesce(sum(k.on_hand), 0)::float8 as quantity
      from materials.lot_stock k join materials.lot l on l.id = k.lot_id join reference.site s on s.id = l.site_id where s.code = ${site} and l.number = ${lot}`,
  );
  return row?.quantity ?? 0;
}

/** How much of a lot was issued to an order, returns taken off. */
export async function storedIssued(databaseUrl: string, order: string, lot: string): Promise<number> {
  const [row] = await inDatabase(
    databaseUrl,
    (sql) => sql<{ quantity: number }[]>`
      select coalesce(sum(m.quantity), 0)::float8 as quantity
      from materials.material_move m
      join materials.lot l on l.id = m.lot_id
      join execution.production_order o on o.id = m.order_id
      where o.number = ${order} and l.number = ${lot} and m.type = 'ISSUE'`,
  );
  return row?.quantity ?? 0;
}

/** What the ERP says of a lot's quality, as it has arrived here. */
export async function storedLotStatus(databaseUrl: string, { site, lot }: { readonly site: string; readonly lot: string }): Promise<string | null> {
  const [row] = await inDatabase(
    databaseUrl,
    (sql) => sql<{ status: string }[]>`
      select l.erp_status as status from materials.lot l join reference.site s on s.id = l.site_id where s.code = ${site} and l.number = ${lot}`,
  );
  return row?.status ?? null;
}

/** The first stop of over three minutes since then, once it is stored, by the words that its key begins with: the plant may have stood as long before. */
export async function longStopSince(databaseUrl: string, workUnit: string, since: Date): Promise<RegExp> {
  const long = async () => (await storedStops(databaseUrl, workUnit, since)).find(({ seconds }) => seconds > 190)?.began;
  await expect.poll(long).toBeDefined();
  return new RegExp(`^${await long()} to .*, 3 min`, "u");
}

/** How many stops of an order's first operation last at least the machine's threshold and have no reason: what completion asks for (EX-03). */
export async function stopsToName(databaseUrl: string, order: string): Promise<number> {
  const [row] = await inDatabase(
    databaseUrl,
    (sql) => sql<{ stops: number }[]>`
    select count(*)::int as stops from telemetry.state_interval i join reference.equipment u on u.id = i.work_unit_id
    join execution.order_operation p on p.id = i.operation_id join execution.production_order o on o.id = p.order_id
    where o.number = ${order} and i.superseded_at is null and i.reason_code is null and i.state in ('HELD', 'DOWN', 'UNKNOWN') and i.from_at >= p.actual_start_at
      and coalesce(i.to_at, now()) - i.from_at >= make_interval(secs => u.micro_stop_seconds)`,
  );
  return row?.stops ?? 0;
}
