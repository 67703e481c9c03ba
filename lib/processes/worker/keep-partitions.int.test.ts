import { sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
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
  // One day of each of the three tables.
  expect(await dropOldTelemetry(database.db, now, 400)).toBeGreaterThanOrEqual(1);
  expect(await where()).toEqual([400, 30, 0, -7].map(name));
  await expect(dropOldTelemetry(database.db, now, 89)).rejects.toThrow(/drop_partitions_before/);
});
