import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Tx } from "@/db/client";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addPlain } from "@/lib/telemetry/normalise";
import { ingestWithin } from "./ingest-batch";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

/** What a machine did before, an hour at a time. */
const HOURS = 2_000;
const UNITS = ["L1.FILLER", "L1.CAPPER", "L2.FILLER", "L2.CAPPER"] as const;

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  for (const code of UNITS) await live(code);
  await database.sql.begin(async (tx) => {
    await tx`set local role none`;
    for (const table of ["execution.operation_activity", "materials.production_run", "telemetry.state_interval"]) await tx`analyze ${tx(table)}`;
  });
}, 60_000);
afterAll(() => database.close());

/** Runs, activities and states of a machine, hour by hour up to now, and an operation that it is loaded with from now on. */
async function live(code: (typeof UNITS)[number]): Promise<void> {
  const { operationId, orderId } = await plant.loadOperation(code, SIX);
  const { id: unitId } = await plant.unit(code);
  const from = sql`${after(0)}::timestamptz - n * interval '1 hour'`;
  const span = sql`${from}, ${from} + interval '1 hour'`;
  const hours = sql`generate_series(1, ${HOURS}::int) n`;
  await database.db.execute(sql`
    insert into execution.operation_activity (id, site_id, operation_id, work_unit_id, activity, from_at, to_at)
    select gen_random_uuid(), ${plant.siteId}::uuid, ${operationId}::uuid, ${unitId}::uuid, 'RUN', ${span} from ${hours}`);
  await database.db.execute(sql`
    insert into materials.production_run (id, site_id, order_id, operation_id, work_unit_id, from_at, to_at)
    select gen_random_uuid(), ${plant.siteId}::uuid, ${orderId}::uuid, ${operationId}::uuid, ${unitId}::uuid, ${span} from ${hours}`);
  await database.db.execute(sql`
    insert into telemetry.state_interval (id, site_id, work_unit_id, state, raw_state, source, from_at, to_at)
    select gen_random_uuid(), ${plant.siteId}::uuid, ${unitId}::uuid, state, state, case state when 'UNKNOWN' then 'DERIVED' else 'PLC' end, ${span}
    from ${hours}, lateral (select (array['PRODUCING', 'STARVED', 'UNKNOWN'])[n % 3 + 1] as state) s`);
}

/** Rows that this session has read of each table; what it read before may be among them for a while. */
async function rowsRead(tx: Tx): Promise<ReadonlyMap<string, number>> {
  const tables = await tx.execute<{ table: string; rows: number }>(sql`
    select relname as table, (seq_tup_read + coalesce(idx_tup_fetch, 0))::int as rows from pg_stat_xact_user_tables
    where relname in ('operation_activity', 'production_run', 'state_interval') order by relname`);
  return new Map(tables.map(({ table, rows }) => [table, rows]));
}

it("TR-03 a batch reads of the runs, activities and states of a machine what it touches, however much there is before it", async () => {
  const batch = emptyBatch();
  const hear = (kind: string, said: object) =>
    addPlain(batch, {
      topic: `site-a/filling/l1/filler/${kind}`,
      payload: new TextEncoder().encode(JSON.stringify({ seq: 1, ts: after(60), ...said })),
      receivedAtMs: SIX + 60_000,
    });
  hear("param", { parameter: "fill-temp", value: 20 });
  hear("count", { counter: "GOOD", value: 7 });
  hear("state", { state: "PRODUCING" });
  const read = await database.db.transaction(async (tx) => {
    const before = await rowsRead(tx);
    const { sunk } = await ingestWithin(tx, plant.worker, batch, { recordedAt: new Date(SIX + 60_000), siteIds: null });
    expect(sunk.stored).toEqual({ samples: 1, counts: 1, states: 1, quarantined: 0, dropped: 0 });
    const after = await rowsRead(tx);
    return [...after].map(([table, rows]) => ({ table, rows: rows - (before.get(table) ?? 0) }));
  });
  expect(read.map(({ table }) => table)).toEqual(["operation_activity", "production_run", "state_interval"]);
  // `LOOK_BACK` intervals may be read to judge a micro-stop, twice.
  for (const { table, rows } of read) expect(rows, table).toBeLessThan(table === "state_interval" ? 150 : 10);
});
