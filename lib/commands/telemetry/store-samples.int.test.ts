import { eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { connect } from "@/db/client";
import { sample } from "@/db/schema/telemetry";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { rebuildRollups } from "@/lib/telemetry/sink/rebuild-rollups";
import { UNIT_LOCK } from "@/lib/telemetry/sink/sink";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let owner: ReturnType<typeof connect>;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  owner = connect(database.url, { role: null, max: 1 });
  plant = await telemetryPlant(database.db);
});
/** Breaches too: where one is left open whose samples are gone, the next begins a second. */
async function forgetSamples(): Promise<void> {
  await owner.sql`truncate telemetry.sample, telemetry.rollup_minute, telemetry.rollup_hour, telemetry.latest_value, telemetry.breach_window, telemetry.parameter_alarm`;
}
beforeEach(forgetSamples);
afterAll(async () => {
  await owner.sql.end();
  await database.close();
});

type Reading = { readonly seconds: number; readonly seq: number };

/** What a reading says follows from its time and sequence: the same reading always says the same. Sums of tenths and thousandths are nothing that doubles hold. */
const valueOf = ({ seconds, seq }: Reading) => (seconds * 10 + seq) / (seconds % 2 === 0 ? 10 : 1000);
const told = (reading: Reading) => ["filling/l1/capper/param", { seq: reading.seq, ts: after(reading.seconds), parameter: "cap-torque", value: valueOf(reading) }] as const;

const byTime = (one: Reading, two: Reading) => one.seconds - two.seconds || one.seq - two.seq;

const COLUMNS = "count, trim_scale(sum) as sum, min, max, last, last_at, last_seq";
const rolled = async () => ({
  minutes: [...(await database.sql.unsafe(`select equipment_number, tag_id, minute, ${COLUMNS} from telemetry.rollup_minute order by minute`))],
  hours: [...(await database.sql.unsafe(`select equipment_number, tag_id, hour, ${COLUMNS} from telemetry.rollup_hour order by hour`))],
});
const everything = async () => ({
  samples: await database.sql`select extract(epoch from at)::float8 - ${SIX / 1000}::float8 as seconds, seq, value from telemetry.sample order by at, seq`,
  latest: await database.sql`select tag_id, at, value, quality from telemetry.latest_value`,
});

/** The same, told by the samples alone. */
const reckoned = async (span: "minute" | "hour") => [
  ...(await database.sql`
    select equipment_number, tag_id, date_trunc(${span}, at, 'UTC') as ${database.sql(span)}, count(*)::int as count, trim_scale(sum(value::text::numeric)) as sum, min(value) as min, max(value) as max,
      (array_agg(value order by at desc, seq desc))[1] as last, max(at) as last_at, (array_agg(seq order by at desc, seq desc))[1] as last_seq
    from telemetry.sample group by 1, 2, 3 order by 3`),
];
const lastStored = () => database.sql`select tag_id, at, value, quality::int from telemetry.sample order by at desc, seq desc limit 1`;

it("TR-03 in whatever order and however often readings come, each is stored once; minutes, hours and latest value are those of the stored, and the same once they are built anew", async () => {
  const reading = fc.record({ seconds: fc.oneof(fc.integer({ min: 0, max: 200 }), fc.integer({ min: 3550, max: 3650 })), seq: fc.integer({ min: 0, max: 2 }) });
  // Now and then a batch in the order of time, as lines send them.
  const batch = fc.tuple(fc.array(reading, { minLength: 1, maxLength: 12 }), fc.boolean());
  await fc.assert(
    fc.asyncProperty(fc.array(batch, { minLength: 1, maxLength: 6 }), async (batches) => {
      await forgetSamples();
      let fresh = 0;
      for (const [readings, timely] of batches) {
        const sent = timely ? readings.toSorted(byTime) : readings;
        fresh += (await plant.hear(sent.map(told))).stored.samples;
      }
      const wanted = new Map(batches.flatMap(([readings]) => readings).map((one) => [`${one.seconds} ${one.seq}`, one]));
      const { samples, latest } = await everything();
      expect(fresh).toBe(wanted.size);
      expect(samples.map((row) => ({ ...row }))).toEqual([...wanted.values()].toSorted(byTime).map((one) => ({ ...one, value: valueOf(one) })));
      expect([...latest]).toEqual([...(await lastStored())]);
      const before = await rolled();
      expect(before).toEqual({ minutes: await reckoned("minute"), hours: await reckoned("hour") });
      await database.sql`update telemetry.rollup_minute set sum = sum + 1, count = 1`;
      await database.sql`delete from telemetry.rollup_hour`;
      await rebuildRollups(database.sql, new Date(SIX), new Date(SIX + 2 * 3_600_000));
      expect(await rolled()).toEqual(before);
    }),
    // The second of two readings of one instant may come before the first.
    {
      numRuns: 25,
      examples: [
        [
          [
            [[{ seconds: 10, seq: 1 }], true],
            [
              [
                { seconds: 10, seq: 0 },
                { seconds: 5, seq: 0 },
              ],
              false,
            ],
          ],
        ],
      ],
    },
  );
});

it("TR-03 a row that somebody wrote meanwhile without the lock of the machine costs a second way, and counts once", async () => {
  await plant.hear([told({ seconds: 1, seq: 1 })]);
  const [stored] = await database.db.select().from(sample);
  if (stored === undefined) throw new Error("nothing was stored");
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  const other = database.db.transaction(async (tx) => {
    await tx.insert(sample).values({ ...stored, at: new Date(SIX + 3000), seq: 3 });
    await held;
  });
  const hearing = plant.hear([2, 3, 4].map((seconds) => told({ seconds, seq: seconds })));
  await expect.poll(database.waiting).toBeGreaterThan(0);
  letGo();
  await other;
  expect((await hearing).stored).toMatchObject({ samples: 2 });
  expect(await database.db.select().from(sample).where(eq(sample.tagId, stored.tagId))).toHaveLength(4);
  const [minute] = await database.db.execute<{ count: number }>(sql`select count from telemetry.rollup_minute`);
  // The minute was fed by what this writer stored, as it always was.
  expect(minute).toMatchObject({ count: 3 });
});

it("TR-03 building anew leaves what retention has taken the samples of, and what lies outside of the span", async () => {
  const day = 86_400;
  await plant.hear([-day, 10, 3610, 7210].map((seconds) => told({ seconds, seq: 1 })));
  await plant.hear([told({ seconds: 7300, seq: 2 })]);
  const before = await rolled();
  expect(before.hours.map((row) => row["count"])).toEqual([1, 1, 1, 2]);
  await owner.sql`select telemetry.drop_partitions_before('2026-01-05')`;
  await database.sql`update telemetry.rollup_minute set max = 1e9 where minute >= ${new Date(SIX).toISOString()}`;
  expect(await rebuildRollups(database.sql, new Date(0), new Date(SIX + day * 1000))).toBe(4);
  expect(await rolled()).toEqual(before);
  await database.sql`update telemetry.rollup_hour set count = 7`;
  await rebuildRollups(database.sql, new Date(SIX + 7_200_000), new Date(SIX + 7_201_000));
  expect((await rolled()).hours.map((row) => row["count"])).toEqual([7, 7, 7, 2]);
});

it("TR-03 building anew waits for whoever writes of the machine, and counts what they wrote", async () => {
  await plant.hear([told({ seconds: 10, seq: 1 })]);
  await database.sql`delete from telemetry.rollup_minute`;
  const [first] = await database.db.select().from(sample);
  if (first === undefined) throw new Error("nothing was stored");
  let letGo = (): void => undefined;
  const held = new Promise<void>((resolve) => (letGo = resolve));
  let wrote = (): void => undefined;
  const written = new Promise<void>((resolve) => (wrote = resolve));
  // As the sink does it: the lock of the machine, the sample, its minute.
  const writer = database.db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${UNIT_LOCK}::int, ${first.equipmentNumber}::int)`);
    await tx.insert(sample).values({ ...first, at: new Date(SIX + 20_000), seq: 2, value: 3.5 });
    await tx.execute(sql`
      insert into telemetry.rollup_minute (equipment_number, tag_id, minute, count, sum, min, max, last, last_at, last_seq)
      values (${first.equipmentNumber}, ${first.tagId}, ${after(0)}::timestamptz, 1, 3.5, 3.5, 3.5, 3.5, ${after(20)}::timestamptz, 2)`);
    wrote();
    await held;
  });
  await written;
  const rebuilding = rebuildRollups(database.sql, new Date(SIX), new Date(SIX + 3_600_000));
  await expect.poll(database.waiting).toBeGreaterThan(0);
  letGo();
  await writer;
  await rebuilding;
  expect(await rolled()).toEqual({ minutes: await reckoned("minute"), hours: await reckoned("hour") });
  expect((await rolled()).minutes.map((row) => row["count"])).toEqual([2]);
});

it("TR-03 builds anew day by day: writers wait for no more than one, and what was built stays when the rest comes to nothing", async () => {
  const day = 86_400;
  await plant.hear([10, day + 10, 2 * day + 10].map((seconds) => told({ seconds, seq: 1 })));
  const before = await rolled();
  await database.sql`update telemetry.rollup_minute set count = 7`;
  await database.sql`update telemetry.rollup_hour set count = 7`;
  const counts = async () => Object.values(await rolled()).map((rows) => rows.map((row) => row["count"]));
  const twoDays = [
    [1, 1, 7],
    [1, 1, 7],
  ];
  await owner.sql.begin(async (tx) => {
    await tx`select 1 from telemetry.rollup_hour where hour >= ${after(2 * day)}::timestamptz for update`;
    const rebuilding = Promise.allSettled([rebuildRollups(database.sql, new Date(SIX - day * 1000), new Date(SIX + 9 * day * 1000))]);
    // Two days are there for everybody while the third waits.
    await expect.poll(counts).toEqual(twoDays);
    await expect.poll(database.waiting).toBe(1);
    await tx`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    expect(await rebuilding).toMatchObject([{ status: "rejected" }]);
  });
  expect(await counts()).toEqual(twoDays);
  expect(await rebuildRollups(database.sql, new Date(SIX), new Date(SIX + 9 * day * 1000))).toBe(3);
  expect(await rolled()).toEqual(before);
});

it("TR-03 building anew keeps what is told of a day that retention takes meanwhile", async () => {
  const day = 86_400;
  await owner.sql`select telemetry.ensure_partitions('2026-01-04', '2026-01-04')`;
  await plant.hear([-day + 10, 10].map((seconds) => told({ seconds, seq: 1 })));
  const before = await rolled();
  const { number } = await plant.unit("L1.CAPPER");
  let rebuilding: Promise<number> | undefined;
  await owner.sql.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(${UNIT_LOCK}::int, ${number}::int)`;
    rebuilding = rebuildRollups(database.sql, new Date(SIX - day * 1000), new Date(SIX + day * 1000));
    await expect.poll(database.waiting).toBe(1);
    await tx`select telemetry.drop_partitions_before('2026-01-05')`;
  });
  expect(await rebuilding).toBe(1);
  expect(await rolled()).toEqual(before);
});

it("TR-03 building anew takes whole hours, days from their beginning, values by their quality, and signals that have ended or begun since", async () => {
  const day = 86_400;
  const say = (seconds: number, value: number, quality: string) => ["filling/l1/capper/param", { seq: 1, ts: after(seconds), parameter: "cap-torque", value, quality }] as const;
  await plant.hear([say(10, 5, "GOOD"), say(11, 1, "BAD"), say(12, 9, "UNCERTAIN"), say(1900, 6, "GOOD"), say(3600, 7, "GOOD"), say(7200, 8, "GOOD")]);
  const [first] = await database.sql<{ equipmentNumber: number; tagId: number }[]>`select equipment_number as "equipmentNumber", tag_id as "tagId" from telemetry.sample limit 1`;
  const [later] = await database.sql<{ id: number }[]>`
    insert into telemetry.tag (site_id, source_id, address, name, work_unit_id, equipment_number, kind, active)
    select site_id, source_id, 'later', 'later', work_unit_id, equipment_number, kind, false from telemetry.tag where id = ${first?.tagId ?? 0} returning id`;
  await database.sql`insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality) values (${first?.equipmentNumber ?? 0}, ${later?.id ?? 0}, ${after(day)}::timestamptz, 1, 2, 192)`;
  await database.sql`update telemetry.tag set active = false where id = ${first?.tagId ?? 0}`;
  const before = await rolled();
  expect(before.hours.map((row) => [row["count"], row["sum"], row["min"]])).toEqual([
    [3, "20", 5],
    [1, "7", 7],
    [1, "8", 8],
  ]);
  // What nothing tells of lies in the morning of the first day.
  for (const span of ["minute", "hour"]) {
    await database.sql.unsafe(
      `insert into telemetry.rollup_${span} select equipment_number, tag_id, ${span} - interval '3 hours', ${COLUMNS.replace("trim_scale(sum) as sum", "sum")} from telemetry.rollup_${span} limit 1`,
    );
    await database.sql.unsafe(`update telemetry.rollup_${span} set count = 7`);
  }
  const counts = async () => Object.values(await rolled()).map((rows) => rows.map((row) => row["count"]));
  await rebuildRollups(database.sql, new Date(SIX + 1_800_000), new Date(SIX + 3_600_000));
  expect(await counts()).toEqual([
    [7, 2, 1, 7, 7],
    [7, 3, 7, 7],
  ]);
  await rebuildRollups(database.sql, new Date(SIX - 6 * 3_600_000), new Date(SIX + 3_600_001));
  expect(await counts()).toEqual([
    [2, 1, 1, 7],
    [3, 1, 7],
  ]);
  // Hours are UTC's, whatever zone a session has.
  await owner.sql`set time zone 'Asia/Kolkata'`;
  expect(await rebuildRollups(owner.sql, new Date(SIX), new Date("2100-01-01"))).toBe(5);
  await owner.sql`reset time zone`;
  const { minutes, hours } = await rolled();
  expect({ minutes: minutes.slice(0, -1), hours: hours.slice(0, -1) }).toEqual(before);
  expect(hours.at(-1)).toMatchObject({ tag_id: later?.id, count: 1, sum: "2" });
  await database.sql`update telemetry.tag set active = true where id = ${first?.tagId ?? 0}`;
});

it("TR-03 of one instant the higher number is the last in minutes and hours, and every digit counts, also when they are built anew", async () => {
  const say = (seconds: number, seq: number, value: number) => plant.hear([["filling/l1/capper/param", { seq, ts: after(seconds), parameter: "cap-torque", value }]]);
  await say(20, 1, 1.5);
  await say(20, 2, 2.5);
  await say(80, 2, 0.300_000_000_000_000_04);
  await say(80, 1, 0.1);
  await rebuildRollups(database.sql, new Date(SIX), new Date(SIX + 60_000));
  const { minutes, hours } = await rolled();
  expect(minutes.map((row) => [row["sum"], row["last"]])).toEqual([
    ["4", 2.5],
    ["0.40000000000000004", 0.300_000_000_000_000_04],
  ]);
  expect(hours.map((row) => [row["sum"], row["last"], row["last_seq"]])).toEqual([["4.40000000000000004", 0.300_000_000_000_000_04, 2]]);
});

it("puts a value aside that its scale makes too large for a number, and stores the others of its batch at once", async () => {
  await owner.sql`update telemetry.tag set scale = 1000 where name = 'cap-torque'`;
  const say = (seconds: number, value: number) => ["filling/l1/capper/param", { seq: 1, ts: after(seconds), parameter: "cap-torque", value }] as const;
  const { stored } = await plant.hear([say(0, 1.5), say(1, 1e307), say(2, 2.5)]);
  expect(stored).toMatchObject({ samples: 2, quarantined: 1 });
  expect((await everything()).samples.map(({ value }) => value)).toEqual([1500, 2500]);
  const aside = await database.sql`select reason from telemetry.quarantine`;
  expect([...aside]).toEqual([{ reason: "cap-torque is too large: 1e+307 by the scale 1000" }]);
  await owner.sql`update telemetry.tag set scale = 1 where name = 'cap-torque'`;
});
