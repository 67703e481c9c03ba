import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect, type Connection } from "@/db/client";
import { testDatabase, type TestDatabase } from "@/db/testing/database";

// The worker signs in as the application does; reports read as the other role.
let app: TestDatabase;
let report: Connection;
beforeAll(async () => {
  app = await testDatabase();
  report = connect(app.url, { max: 1, role: "millrace_report" });
});
afterAll(async () => {
  await report.close();
  await app.close();
});

const day = (ago: number): string => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const add = (at: string, seq = 0) => app.sql`insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality) values (1, 1, ${at}, ${seq}, 21.4, 0)`;
const partitions = async () => (await app.sql<{ partition: string }[]>`select tableoid::regclass::text as partition from telemetry.sample order by at`).map((row) => row.partition);

it("samples go to the partition of their day, and old days are dropped whole", async () => {
  await app.sql`select telemetry.ensure_partitions('2020-03-01', '2020-03-03')`;
  await add("2020-03-02T06:00:00Z");
  expect(await partitions()).toEqual(["telemetry.sample_20200302"]);
  await app.sql`select telemetry.drop_partitions_before('2020-03-03')`;
  expect(await partitions()).toEqual([]);
});

it("rows of the default partition move into the partition of their day, whichever days were asked for", async () => {
  await add("2020-05-01T23:59:59.999Z");
  await add("2020-05-02T00:00:00Z");
  await add("2020-06-07T12:00:00Z");
  expect(new Set(await partitions())).toEqual(new Set(["telemetry.sample_default"]));
  // Days are UTC's, whatever zone the session has.
  await app.sql.begin(async (tx) => {
    await tx`set local time zone 'Pacific/Auckland'`;
    await tx`select telemetry.ensure_partitions('2020-05-02', '2020-05-03')`;
  });
  expect(await partitions()).toEqual(["telemetry.sample_20200501", "telemetry.sample_20200502", "telemetry.sample_20200607"]);
  // The key holds in the new partition, and it can be written to and read through its parent.
  await expect(add("2020-05-02T00:00:00Z")).rejects.toThrow(/duplicate key/);
  await add("2020-05-02T00:00:00Z", 1);
  expect(await app.sql`select telemetry.ensure_partitions('2020-05-02', '2020-05-03') as made`).toEqual([{ made: 0 }]);
  await app.sql`select telemetry.drop_partitions_before('2020-07-01')`;
});

it("what was appended is not changed in a partition either, nor in the default one after a move", async () => {
  await app.sql`select telemetry.ensure_partitions('2020-08-01', '2020-08-01')`;
  await add("2020-08-01T06:00:00Z");
  await add("2020-08-02T06:00:00Z");
  for (const table of ["sample_20200801", "sample_default"]) {
    await expect(app.sql`update telemetry.${app.sql(table)} set value = 0`).rejects.toThrow(/permission denied/);
    await expect(app.sql`delete from telemetry.${app.sql(table)}`).rejects.toThrow(/permission denied/);
    const asOwner = app.sql.begin(async (tx) => {
      await tx`set local role none`;
      await tx`delete from telemetry.${tx(table)}`;
    });
    await expect(asOwner).rejects.toThrow(/append-only/);
  }
});

it("SEC-16 who reads cannot make or drop partitions, and the application drops none of the last 90 days", async () => {
  for (const call of [report.sql`select telemetry.drop_partitions_before('9999-01-01')`, report.sql`select telemetry.ensure_partitions('2020-01-01', '2020-01-02')`])
    await expect(call).rejects.toThrow(/permission denied for function/);
  await app.sql`select telemetry.ensure_partitions(${day(92)}::date, ${day(89)}::date)`;
  for (const ago of [91, 90, 89]) await add(`${day(ago)}T12:00:00Z`);
  for (const kept of ["9999-01-01", "infinity", day(89)]) await expect(app.sql`select telemetry.drop_partitions_before(${kept}::date)`).rejects.toThrow(/last 90 days/);
  await app.sql`select telemetry.drop_partitions_before(${day(90)}::date)`;
  expect(await partitions()).toEqual([`telemetry.sample_${day(90).replaceAll("-", "")}`, `telemetry.sample_${day(89).replaceAll("-", "")}`]);
});

it("moves into hypertables for the owner alone, as whom `npm run timescale:use` connects", async () => {
  const owner = connect(app.url, { max: 1, role: null });
  try {
    await expect(owner.sql`select telemetry.use_timescale()`).rejects.toThrow(/timescaledb is not installed/);
    await expect(app.sql`select telemetry.use_timescale()`).rejects.toThrow(/permission denied/);
  } finally {
    await owner.close();
  }
});

it("what a clock that is ahead said is found by an index of its day, which an upgrade makes for no day that is over", async () => {
  await app.sql`select telemetry.ensure_partitions('2020-10-01', '2020-10-01'), telemetry.ensure_partitions(${day(0)}, ${day(-1)})`;
  await add("2020-10-01T06:00:00Z");
  const upgrade =
    readFileSync(new URL("../migrations/0091_clocks-that-are-ahead.sql", import.meta.url), "utf8")
      .split("--> statement-breakpoint")
      .at(-1) ?? "";
  const today = day(0).replaceAll("-", "");
  await app.sql.begin(async (tx) => {
    await tx`set local role none`;
    await tx`drop index telemetry.sample_device_ix, telemetry.counter_reading_device_ix, telemetry.state_sample_device_ix`;
    await tx.unsafe(upgrade);
    // As `telemetry.use_timescale` makes its tables.
    await tx`create table telemetry.like_sample (like telemetry.sample including indexes)`;
  });
  await app.sql`select telemetry.ensure_partitions('2020-10-02', '2020-10-02')`;
  const indexed = await app.sql<{ tablename: string }[]>`select tablename from pg_indexes where schemaname = 'telemetry' and indexdef like '%device_at)%'`;
  const tables = indexed.map(({ tablename }) => tablename);
  for (const table of ["sample", "counter_reading", "state_sample"]) {
    expect(tables).toEqual(expect.arrayContaining([table, `${table}_default`, `${table}_${today}`, `${table}_20201002`]));
    expect(tables).not.toContain(`${table}_20201001`);
  }
  expect(tables).toContain("like_sample");
  const plan = await app.sql.begin(async (tx) => {
    await tx`set local enable_seqscan = off`;
    return tx`explain select 1 from telemetry.sample where equipment_number = 1 and tag_id = 1 and device_at = now() and at <= now() and at >= now() - interval '9 days'`;
  });
  expect(plan.map((row) => String(row["QUERY PLAN"])).join("\n")).toMatch(new RegExp(`Index.* on sample_${today}[^]*Index Cond: .*device_at = now`));
  await app.sql`select telemetry.drop_partitions_before('2020-11-01')`;
});
