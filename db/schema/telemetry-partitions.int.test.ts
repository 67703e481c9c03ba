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
  await app.sql`select telemetry.ensure_partitions('2020-05-02', '2020-05-03')`;
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
