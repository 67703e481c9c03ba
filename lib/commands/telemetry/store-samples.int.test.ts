import { eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest";
import { connect } from "@/db/client";
import { sample } from "@/db/schema/telemetry";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { rebuildRollups } from "@/lib/telemetry/sink/rebuild-rollups";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let owner: ReturnType<typeof connect>;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  owner = connect(database.url, { role: null, max: 1 });
  plant = await telemetryPlant(database.db);
});
beforeEach(async () => {
  await owner.sql`truncate telemetry.sample, telemetry.rollup_minute, telemetry.rollup_hour, telemetry.latest_value`;
});
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
      await owner.sql`truncate telemetry.sample, telemetry.rollup_minute, telemetry.rollup_hour, telemetry.latest_value`;
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
