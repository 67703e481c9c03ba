import { eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { tag } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addSparkplug } from "@/lib/telemetry/normalise";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { ingestBatch } from "./ingest-batch";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

const HOUR = 3600;

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterAll(() => database.close());

let seq = 0;
/** A message that came some seconds after six and says a time of its own, in seconds after six as well. */
async function say(unit: string, kind: string, at: number, said: number, fields: object) {
  seq += 1;
  plant.setNow(SIX + at * 1000);
  return plant.hear([[`${unit}/${kind}`, { ts: after(said), seq, ...fields }]], { receivedAtMs: SIX + at * 1000 });
}
const goodOf = async (operationId: string) =>
  [...(await database.db.execute<{ good: number }>(sql`select good::float8 as good from execution.count_proposal where operation_id = ${operationId}`))][0]?.good;
const suspects = () => database.db.select({ subject: exception.subject, detail: exception.detail }).from(exception).where(eq(exception.class, "TIME_SUSPECT"));

describe("a clock that is ahead", () => {
  it("counts everything although one reading says the time of the evening, and nothing stands in the future", async () => {
    const { operationId } = await plant.loadOperation("L1.FILLER", SIX);
    const filler = "filling/l1/filler";
    const count = (at: number, value: number, said = at) => say(filler, "count", at, said, { counter: "GOOD", value });
    await say(filler, "state", 0, 0, { state: "PRODUCING" });
    await count(0, 0);
    await count(60, 80);
    await count(61, 81, 20 * HOUR);
    for (let minute = 2; minute <= 120; minute += 1) await count(minute * 60, 80 * minute);
    await say(filler, "state", 121 * 60, 20 * HOUR, { state: "DOWN" });
    expect(await goodOf(operationId)).toBe(9600);
    const [latest] = await database.db.execute(sql`select max(at) <= ${after(121 * 60)}::timestamptz as past from telemetry.latest_value`);
    expect(latest).toEqual({ past: true });
    const timeline = await plant.timeline("L1.FILLER");
    expect(timeline.at(-1)).toMatch(/^DOWN 72(5\d|60)-$/);
    // Once for the machine, however many of its signals are ahead and by how much.
    expect(await suspects()).toEqual([{ subject: "L1.FILLER clock", detail: { address: "site-a/filling/l1/filler/count", aheadMinutes: 1199 } }]);
  });

  it("counts everything while a clock is an hour ahead, once it is put right, and when something comes twice", async () => {
    const { operationId } = await plant.loadOperation("L2.FILLER", SIX);
    const filler = "filling/l2/filler";
    const count = (at: number, said: number, value: number) =>
      plant.hear([[`${filler}/count`, { ts: after(said), seq: value, counter: "GOOD", value }]], { receivedAtMs: SIX + at * 1000 });
    for (let minute = 0; minute <= 10; minute += 1) {
      plant.setNow(SIX + minute * 60_000);
      await count(minute * 60, minute * 60 + HOUR, 80 * minute);
      // Delivered again, a little later.
      if (minute > 0) expect((await count(minute * 60 + 2, minute * 60 + HOUR, 80 * minute)).stored.counts).toBe(0);
    }
    for (let minute = 11; minute <= 60; minute += 1) {
      plant.setNow(SIX + minute * 60_000);
      await count(minute * 60, minute * 60, 80 * minute);
    }
    expect(await goodOf(operationId)).toBe(4800);
  });

  it("counts each piece once where it is put right while what it said is on its way, and both come at once", async () => {
    const from = 2 * HOUR;
    // The gateway numbers all that it says, of which this counter is a tenth; each takes two and a half seconds to come.
    const piece = (number: number, ahead: number) =>
      ["filling/l2/filler/count", { ts: after(from + number + ahead), seq: 100_000 + 10 * number, counter: "GOOD", value: 9600 + number }] as const;
    const hear = (messages: readonly (readonly [string, object])[], at: number) => {
      plant.setNow(SIX + (from + at) * 1000);
      return plant.hear(messages, { receivedAtMs: SIX + (from + at) * 1000 });
    };
    for (const number of [0, 1, 2]) await hear([piece(number, HOUR)], number + 2.5);
    await hear([piece(3, HOUR), piece(4, 0), piece(5, 0), piece(6, 0)], 8.5);
    await hear([piece(7, 0)], 9.5);
    const readings = await database.db.execute<{ value: number; delta: number; verdict: string }>(sql`
      select c.value::float8 as value, c.delta::float8 as delta, c.verdict from telemetry.counter_reading c where c.value > 9600 and c.value < 9608 order by c.value`);
    expect([...readings]).toEqual([1, 2, 3, 4, 5, 6, 7].map((number) => ({ value: 9600 + number, delta: 1, verdict: "NORMAL" })));
  });

  it("KP-04 counts nothing of what it said before it was put right and what comes only after what it said since: its next step has counted that", async () => {
    const from = 3 * HOUR;
    const hear = (number: number, ahead: number, at: number) => {
      plant.setNow(SIX + (from + at) * 1000);
      const message = { ts: after(from + number + ahead), seq: 200_000 + 100 * number, counter: "GOOD", value: 9700 + number };
      return plant.hear([["filling/l2/filler/count", message]], { receivedAtMs: SIX + (from + at) * 1000 });
    };
    for (const number of [0, 1, 3]) await hear(number, HOUR, number + 0.5);
    for (const number of [10, 11]) await hear(number, 0, number + 0.5);
    expect(await hear(2, HOUR, 11.7)).toMatchObject({ late: 1, stored: { counts: 1 } });
    await hear(12, 0, 12.5);
    const readings = await database.db.execute<{ value: number; delta: number; at: number }>(sql`
      select c.value::float8 as value, c.delta::float8 as delta, (extract(epoch from c.at) - ${SIX / 1000 + from})::float8 as at from telemetry.counter_reading c where c.value > 9700 order by c.value`);
    // It stands where those before and after it do: half a second is the least that one took to come.
    expect([...readings]).toEqual([
      { value: 9701, delta: 1, at: 1.5 },
      { value: 9702, delta: 0, at: 2.5 },
      { value: 9703, delta: 2, at: 3.5 },
      { value: 9710, delta: 7, at: 10 },
      { value: 9711, delta: 1, at: 11 },
      { value: 9712, delta: 1, at: 12 },
    ]);
  });

  it("says nothing of the time to come, whatever the message is", async () => {
    await say("filling/l2/capper", "param", 4000, 9000, { parameter: "cap-torque", value: 160 });
    const rows = await database.db.execute(sql`
      select round(extract(epoch from s.at) - ${SIX / 1000})::int as at from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.address = 'site-a/filling/l2/capper'`);
    expect([...rows]).toEqual([{ at: 4000 }]);
  });
});

describe("what a clock that is ahead said, delivered again", () => {
  const capper = "filling/l2/capper";
  const hear = (kind: string, at: number, said: number, number: number, fields: object) => {
    plant.setNow(SIX + at * 1000);
    return plant.hear([[`${capper}/${kind}`, { ts: after(said), seq: number, ...fields }]], { receivedAtMs: SIX + at * 1000 });
  };
  const torque = { parameter: "cap-torque", value: 160 };

  it.each([
    ["a minute later", 5_000, 5_060],
    ["when its time has come", 5_200, 5_200 + HOUR + 60],
    ["a day later", 5_400, 5_400 + 24 * HOUR],
    ["after a long weekend, of a worker whose session waited", 5_600, 5_600 + 4 * 24 * HOUR],
  ])("EX-23 is what is stored already, %s", async (_, at, again) => {
    expect((await hear("param", at, at + HOUR, at, torque)).stored.samples).toBe(1);
    expect((await hear("state", at, at + HOUR, at, { state: "PRODUCING" })).stored.states).toBe(1);
    const { stored } = await hear("param", again, at + HOUR, at, torque);
    expect(stored).toMatchObject({ samples: 0 });
    expect((await hear("state", again, at + HOUR, at, { state: "PRODUCING" })).stored.states).toBe(0);
  });

  it("EX-23 is not what a clock that is right says at that time", async () => {
    await hear("param", 90_000, 90_000 + HOUR, 90_000, torque);
    expect((await hear("param", 90_000 + HOUR, 90_000 + HOUR, 90_001, torque)).stored.samples).toBe(1);
  });

  it("keeps what the clock said beside the time that counts", async () => {
    const [row] = await database.db.execute(sql`
      select round(extract(epoch from s.at) - ${SIX / 1000})::int as at, round(extract(epoch from s.device_at) - ${SIX / 1000})::int as said
      from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.address = ${`site-a/${capper}`} and s.seq = 5200`);
    expect(row).toEqual({ at: 5200, said: 5200 + HOUR });
  });
});

describe("several values of one metric in a message of a clock that is ahead", () => {
  const address = "SITE-A/PAST-1";
  const AHEAD = HOUR * 1000;
  type Said = { readonly received: number; readonly seq: number; readonly values: readonly (readonly [said: number, value: number])[] };
  /** One message with readings of the temperature and of the counter, `base` after six, its times in milliseconds after that. */
  const tell = (base: number, { received, seq: number, values }: Said) => {
    const now = SIX + base + received;
    plant.setNow(now);
    const message = { topic: "spBv1.0/SITE-A/NDATA/PAST-1", payload: new Uint8Array(), receivedAtMs: now };
    const metrics = values.flatMap(([said, value]) =>
      ["past-temp", "made"].map(
        (name) => ({ address, name, atMs: SIX + base + said + AHEAD, ownTime: true, seq: number, value, quality: "GOOD", unit: null, historical: false, message }) as const,
      ),
    );
    return ingestBatch(plant.services, plant.worker, { ...emptyBatch(), metrics });
  };
  beforeAll(async () => {
    const [own] = await database.db.select().from(tag).where(eq(tag.address, address));
    if (own === undefined) throw new Error("the pasteuriser has no tag");
    const { siteId, sourceId, workUnitId, equipmentNumber } = own;
    await database.db.insert(tag).values({ siteId, sourceId, workUnitId, equipmentNumber, address, name: "made", kind: "COUNTER", counter: "GOOD" });
  });
  const kept = async (base: number) => {
    const [row] = await database.db.execute<{ samples: number; readings: number; counted: number }>(sql`
      select (select count(*)::int from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.name = 'past-temp' and s.device_at >= ${new Date(SIX + base + AHEAD).toISOString()}::timestamptz) as samples,
        count(*)::int as readings, coalesce(sum(c.delta), 0)::int as counted
      from telemetry.counter_reading c join telemetry.tag t on t.id = c.tag_id where t.name = 'made' and c.device_at >= ${new Date(SIX + base + AHEAD).toISOString()}::timestamptz`);
    return row;
  };

  it("KP-04 keeps and counts all of them, also where the message travelled faster than the one before", async () => {
    const { operationId } = await plant.loadOperation("PAST-1.PASTEURISER", SIX);
    await tell(0, { received: 1_000, seq: 1, values: [[0, 100]] });
    // Three more times of the clock than there are milliseconds until it came.
    await tell(0, { received: 1_003, seq: 2, values: [1, 2, 3, 4, 5, 6].map((said) => [said, 100 + said] as const) });
    expect(await kept(0)).toEqual({ samples: 7, readings: 7, counted: 6 });
    expect(await goodOf(operationId)).toBe(6);
    const [latest] = await database.db.execute(sql`select l.value from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id where t.name = 'past-temp'`);
    expect(latest).toEqual({ value: 106 });
  });

  it("EX-23 keeps what a clock that was put right says of the very instant that stands for what it said before", async () => {
    await tell(30_000, { received: 0, seq: 3, values: [[0, 200]] });
    const right = { received: 2_000, seq: 3, values: [[-AHEAD, 201]] } as const;
    expect((await tell(30_000, right)).stored).toMatchObject({ samples: 1, counts: 1 });
    expect((await tell(30_000, { ...right, received: 4_000 })).stored).toMatchObject({ samples: 0, counts: 0 });
    expect((await tell(30_000, { received: 5_000, seq: 3, values: [[0, 200]] })).stored).toMatchObject({ samples: 0, counts: 0 });
  });

  it("EX-23 stores each once, whatever the order in which messages come and however often", async () => {
    const gap = fc.integer({ min: 1, max: 40 });
    const message = fc.record({ gaps: fc.array(gap, { minLength: 1, maxLength: 4 }), travels: fc.integer({ min: 0, max: 60 }), seq: fc.integer({ min: 0, max: 1 }) });
    let base = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(message, { minLength: 2, maxLength: 6 }), async (list) => {
        base += 60_000;
        let said = 0;
        const told = list.map(({ gaps, travels, seq: number }) => {
          const values = gaps.map((one) => [(said += one), Math.round(base / 10) + said] as const);
          return { received: said + travels, seq: number, values };
        });
        const all = told.reduce((sum, { values }) => sum + values.length, 0);
        const arriving = told.toSorted((one, other) => one.received - other.received);
        const counted = async () =>
          (
            await database.db.execute<{ good: number; sum: number }>(sql`
          select (select sum(good)::float8 from execution.count_proposal) as good, (select sum(delta)::float8 from telemetry.counter_reading where operation_id is not null) as sum`)
          )[0];
        for (const one of arriving) await tell(base, one);
        expect(await kept(base)).toMatchObject({ samples: all, readings: all });
        const before = await counted();
        expect(before?.good).toBe(before?.sum);
        for (const one of arriving) {
          const { stored } = await tell(base, { ...one, received: one.received + 1_000 });
          expect(stored).toMatchObject({ samples: 0, counts: 0 });
        }
        expect(await counted()).toEqual(before);
      }),
      { numRuns: 8 },
    );
  });
});

describe("a loss with a wrong clock", () => {
  const host = new SparkplugHost();
  const bdSeq: MetricToWrite = { name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 1 };
  const state = (value: string): MetricToWrite => ({ name: "State", alias: 20, dataType: DataType.String, declare: true, value });
  let node = 0;
  /** What the gateway of the pasteuriser says at an instant, with the time in it. */
  async function tell(kind: string, at: number, metrics: MetricToWrite[], said = at) {
    const now = SIX + at * 1000;
    plant.setNow(now);
    node = kind === "NBIRTH" ? 0 : node + 1;
    const batch = emptyBatch();
    const topic = `spBv1.0/SITE-A/${kind}/PAST-1${kind.startsWith("D") ? "/DEV" : ""}`;
    addSparkplug(batch, host.receive({ topic, payload: encodePayload({ timestamp: SIX + said * 1000, seq: node, metrics }), receivedAtMs: now }, now));
    await ingestBatch(plant.services, plant.worker, batch);
  }
  beforeAll(async () => {
    const [own] = await database.db.select().from(tag).where(eq(tag.address, "SITE-A/PAST-1"));
    if (own === undefined) throw new Error("the pasteuriser has no tag");
    const { siteId, sourceId, workUnitId, equipmentNumber } = own;
    await database.db.insert(tag).values({ siteId, sourceId, workUnitId, equipmentNumber, address: "SITE-A/PAST-1/DEV", name: "State", kind: "STATE" });
    await tell("NBIRTH", 0, [bdSeq]);
    await tell("DBIRTH", 1, [state("PRODUCING")]);
    await tell("DDATA", 10, [state("DOWN")]);
    await tell("DDATA", 20, [state("PRODUCING")]);
  });

  it("leaves what the machine said before as it is: it is lost from when that was told", async () => {
    await tell("DDEATH", 25, [], -SIX / 1000);
    expect(await plant.timeline("PAST-1.PASTEURISER")).toEqual(["PRODUCING 1-10", "DOWN 10-20", "PRODUCING 20-25", "UNKNOWN 25-"]);
    await tell("DBIRTH", 30, [state("PRODUCING")]);
    expect((await plant.timeline("PAST-1.PASTEURISER")).slice(2)).toEqual(["PRODUCING 20-25", "UNKNOWN 25-30", "PRODUCING 30-"]);
  });

  it("and does not let it produce for the hours until the time that it says", async () => {
    await tell("DDEATH", 40, [], 8 * HOUR);
    expect((await plant.timeline("PAST-1.PASTEURISER")).slice(-2)).toEqual(["PRODUCING 30-40", "UNKNOWN 40-"]);
    const [row] = await database.db.execute(sql`
      select round(extract(epoch from changed_at) - ${SIX / 1000})::int as at from telemetry.sparkplug_node where node_id = 'PAST-1' and device_id = 'DEV'`);
    expect(row).toEqual({ at: 40 });
  });
});
