import { and, eq, isNull, like, sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { connect } from "@/db/client";
import { quarantine, sample } from "@/db/schema/telemetry";
import { tag } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { systemActor } from "@/lib/auth/system-actor";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addSparkplug } from "@/lib/telemetry/normalise";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { ingestBatch } from "./ingest-batch";
import { replayQuarantined } from "./replay-quarantined";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterAll(() => database.close());

/** Replays what lies there of a topic, and answers what became of it. */
async function replay(topic: string) {
  const [row] = await database.db
    .select({ id: quarantine.id })
    .from(quarantine)
    .where(and(like(quarantine.topic, topic), isNull(quarantine.replayedAt)))
    .limit(1);
  const actor = systemActor("it", ["message.replay", "telemetry.write"], [{ siteId: plant.siteId, code: "SITE-A" }]);
  const result = await replayQuarantined(plant.services, actor, row?.id ?? "");
  return result.ok ? result.data : result.code;
}
const goodOf = async (operationId: string) =>
  [...(await database.db.execute<{ good: number }>(sql`select good::float8 as good from execution.count_proposal where operation_id = ${operationId}`))][0]?.good;

describe("counts that lay in quarantine", () => {
  const filler = "filling/l2/filler";
  const address = "site-a/filling/l2/filler";
  const count = (minute: number, value: number) => plant.hear([[`${filler}/count`, { ts: after(minute * 60), seq: minute, counter: "GOOD", value }]]);
  const known = (active: boolean) => database.db.update(tag).set({ active }).where(eq(tag.address, address));

  it("KP-04 count up to the first reading that was known, once", async () => {
    const { operationId } = await plant.loadOperation("L2.FILLER", SIX);
    await known(false);
    for (let minute = 0; minute <= 10; minute += 1) await count(minute, 60 * minute);
    await known(true);
    await count(11, 660);
    await count(12, 720);
    expect(await goodOf(operationId)).toBe(60);
    expect(await replay(`${address}/count`)).toEqual({ taken: 11, late: 0, known: 0, unreadable: 0, unplaced: 0 });
    expect(await goodOf(operationId)).toBe(720);
    await database.db
      .update(quarantine)
      .set({ replayedAt: null })
      .where(eq(quarantine.topic, `${address}/count`));
    // What is there already counts nothing again.
    expect(await replay(`${address}/count`)).toEqual({ taken: 0, late: 0, known: 11, unreadable: 0, unplaced: 0 });
    expect(await goodOf(operationId)).toBe(720);
  });

  it("KP-04 say so when a later reading had counted them", async () => {
    const { operationId } = await plant.loadOperation("L2.CAPPER", SIX);
    await known(false);
    await count(13, 780);
    await known(true);
    await count(14, 840);
    expect(await replay(`${address}/count`)).toEqual({ taken: 1, late: 1, known: 0, unreadable: 0, unplaced: 0 });
    expect(await goodOf(operationId)).toBeUndefined();
    const [row] = await database.db.execute(
      sql`select sum(delta)::int as made from telemetry.counter_reading c join telemetry.tag t on t.id = c.tag_id where t.address = ${address}`,
    );
    expect(row).toEqual({ made: 840 });
  });

  it("are stored and taken from quarantine at once or not at all, whatever happens in between", async () => {
    const topic = `${address}/param`;
    await known(false);
    await plant.hear([[`${filler}/param`, { ts: after(900), seq: 900, parameter: "fill-temp", value: 21 }]]);
    await known(true);
    const stored = () => database.db.$count(sample, sql`${sample.tagId} in (select id from telemetry.tag where address = ${address} and name = 'fill-temp')`);
    // The process ends after the samples are written and before the message is marked: to the database that is a session that breaks off there.
    const owner = connect(database.url, { max: 1, role: null });
    await owner.db.execute(sql`
      create function telemetry.break_off() returns trigger language plpgsql as $$ begin raise exception 'broken off'; end $$`);
    await owner.db.execute(sql`create trigger break_off before update of replayed_at on telemetry.quarantine execute function telemetry.break_off()`);
    await expect(replay(topic)).rejects.toMatchObject({ cause: { message: "broken off" } });
    expect(await stored()).toBe(0);
    await owner.db.execute(sql`drop trigger break_off on telemetry.quarantine`);
    await owner.close();
    expect(await replay(topic)).toEqual({ taken: 1, late: 0, known: 0, unreadable: 0, unplaced: 0 });
    expect(await stored()).toBe(1);
    expect(await database.db.$count(quarantine, and(eq(quarantine.topic, topic), isNull(quarantine.replayedAt)))).toBe(0);
  });

  it("KP-02 count nothing where the counter did not simply count on in between", async () => {
    const capper = "site-a/filling/l1/filler";
    const say = (second: number, value: number) => plant.hear([["filling/l1/filler/count", { ts: after(3600 + second), seq: second, counter: "GOOD", value }]]);
    await say(10, 100);
    await say(20, 110);
    await say(0, 5_000_000);
    const rows = await database.db.execute<{ verdict: string; delta: number }>(sql`
      select verdict, delta::int from telemetry.counter_reading c join telemetry.tag t on t.id = c.tag_id where t.address = ${capper} order by at`);
    expect([...rows]).toEqual([
      { verdict: "OUT_OF_ORDER", delta: 0 },
      { verdict: "FIRST", delta: 0 },
      { verdict: "NORMAL", delta: 10 },
    ]);
  });
});

describe("Sparkplug metrics that lay in quarantine", () => {
  const host = new SparkplugHost();
  const bdSeq: MetricToWrite = { name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 1 };
  const now = SIX + 9_000_000;
  async function go(kind: string, seq: number, metrics: MetricToWrite[]) {
    plant.setNow(now);
    const batch = emptyBatch();
    addSparkplug(
      batch,
      host.receive({ topic: `spBv1.0/SITE-A/${kind}/PAST-1`, payload: encodePayload({ timestamp: now + seq * 1000, seq, metrics }), receivedAtMs: now + seq * 1000 }, now),
    );
    return ingestBatch(plant.services, plant.worker, batch);
  }

  it("are taken in once they mean what they are", async () => {
    const mapped = (values: Partial<typeof tag.$inferInsert>) => database.db.update(tag).set(values).where(eq(tag.name, "past-temp"));
    await mapped({ kind: "COUNTER", counter: "TOTAL" });
    await go("NBIRTH", 0, [
      bdSeq,
      { name: "past-temp", alias: 3, dataType: DataType.Double, declare: true, value: 140.5 },
      { name: "State", alias: 4, dataType: DataType.String, declare: true, value: "PRODUCING" },
    ]);
    await go("NDATA", 1, [{ alias: 3, dataType: DataType.Double, value: 141.5 }]);
    expect(await replay("spBv1.0/SITE-A/N%")).toMatchObject({ unplaced: 1, taken: 0 });
    await mapped({ kind: "PARAMETER", counter: null });
    expect(await replay("spBv1.0/SITE-A/NBIRTH/PAST-1")).toEqual({ taken: 1, late: 0, known: 0, unreadable: 0, unplaced: 0 });
    expect(await replay("spBv1.0/SITE-A/NDATA/PAST-1")).toEqual({ taken: 1, late: 0, known: 0, unreadable: 0, unplaced: 0 });
    const samples = await database.db.execute<{ value: number }>(sql`
      select s.value from telemetry.sample s join telemetry.tag t on t.id = s.tag_id where t.address = 'SITE-A/PAST-1' and t.name = 'past-temp' order by s.at`);
    expect([...samples]).toEqual([{ value: 140.5 }, { value: 141.5 }]);
  });

  it("are told apart from what the node was asked for", async () => {
    await go("NDATA", 2, [{ alias: 9, dataType: DataType.Double, value: 1 }]);
    const rows = await database.db
      .select({ reason: quarantine.reason, metric: quarantine.metric, asked: quarantine.rebirthAsked })
      .from(quarantine)
      .where(isNull(quarantine.replayedAt));
    expect(rows).toEqual([{ reason: "alias 9 was not declared", metric: null, asked: true }]);
  });
});
