import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { connect } from "@/db/client";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { newId } from "@/lib/platform/ids";
import { dropOldTelemetry, keepPartitions } from "./keep-partitions";

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

it("keeps the days that are asked for, a week ahead, and leaves nothing in the default partition", async () => {
  const now = new Date();
  const ago = (days: number): string => new Date(now.getTime() - days * 86_400_000).toISOString();
  const where = async () => (await database.db.execute<{ part: string }>(sql`select tableoid::regclass::text as part from telemetry.sample order by at`)).map(({ part }) => part);
  for (const days of [401, 400, 30, 0]) await database.sql`insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality) values (1, 1, ${ago(days)}, 0, 1, 192)`;
  await keepPartitions(database.db, now);
  const name = (days: number): string => `telemetry.sample_${ago(days).slice(0, 10).replaceAll("-", "")}`;
  expect(await where()).toEqual([401, 400, 30, 0].map(name));
  await database.sql`insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality) values (1, 1, ${ago(-7)}, 0, 1, 192)`;
  expect((await where()).at(-1)).toBe(name(-7));
  // What comes late finds the day of a week ago as well.
  expect(await database.sql`select to_regclass(${name(7)}) is not null as week, to_regclass(${name(8)}) is null as more`).toEqual([{ week: true, more: true }]);
  // What was counted and is given later goes with the readings, by whole days in UTC whatever zone the session has.
  const kept = `${ago(400).slice(0, 10)}T00:00:00.000Z`;
  const before = new Date(Date.parse(kept) - 1).toISOString();
  for (const at of [before, kept]) {
    await database.sql`insert into telemetry.late_count (equipment_number, tag_id, at, seq) values (1, 1, ${at}, 0)`;
    await database.sql`insert into telemetry.counter_reading (equipment_number, tag_id, at, seq, site_id, value, delta, verdict, recorded_at) values (1, 1, ${at}, 0, ${newId()}, 1, 1, 'NORMAL', ${at})`;
    await database.sql`
      insert into telemetry.state_sample (equipment_number, at, seq, site_id, work_unit_id, state, recorded_at) values (1, ${at}, 0, ${newId()}, ${newId()}, 'DOWN', ${at})`;
  }
  await keepPartitions(database.db, now);
  const elsewhere = connect(database.url, { max: 1 });
  await elsewhere.sql`set time zone 'Pacific/Auckland'`;
  // One day of each of the three tables.
  expect(await dropOldTelemetry(elsewhere.db, now, 400)).toBe(3);
  await elsewhere.close();
  expect(await where()).toEqual([400, 30, 0, -7].map(name));
  for (const table of ["late_count", "counter_reading", "state_sample"])
    expect((await database.sql<{ at: Date }[]>`select at from telemetry.${database.sql(table)}`).map(({ at }) => new Date(at).toISOString())).toEqual([kept]);
  await expect(dropOldTelemetry(database.db, now, 89)).rejects.toThrow(/drop_partitions_before/);
});
