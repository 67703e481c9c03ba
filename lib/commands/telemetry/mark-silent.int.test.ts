import { sql } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addSparkplug } from "@/lib/telemetry/normalise";
import { received } from "@/lib/telemetry/message";
import { listenedUntil } from "@/lib/telemetry/sink/listened-until";
import { markSilent } from "@/lib/telemetry/sink/mark-silent";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import type { HostEffect } from "@/lib/telemetry/sparkplug/effects";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { ingestBatch } from "./ingest-batch";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterAll(() => database.close());

it("KP-04 a machine whose readings of the meantime are being stored is not silent: whoever looks for silences waits for them", async () => {
  const count = (seconds: number) => ["filling/l1/filler/count", { seq: seconds, ts: after(seconds), counter: "GOOD", value: seconds }] as const;
  await plant.hear([["filling/l1/filler/state", { seq: 0, ts: after(0), state: "PRODUCING" }], count(0)]);
  const { id } = await plant.unit("L1.FILLER");
  const waiting = async () =>
    (
      await database.db.execute<{ locktype: string }>(
        sql`select locktype from pg_locks where not granted and pid in (select pid from pg_stat_activity where datname = current_database())`,
      )
    ).map(({ locktype }) => locktype);
  // The readings have found no silence and wait for a row that they write, when the worker looks.
  const [storing, marking] = await database.db
    .transaction(async (tx) => {
      await tx.execute(sql`select from telemetry.latest_value l join telemetry.tag t on t.id = l.tag_id where t.work_unit_id = ${id} for update of l`);
      const told = plant.hear(
        Array.from({ length: 60 }, (_, index) => count(5 * (index + 1))),
        { receivedAtMs: SIX + 300_000 },
      );
      await expect.poll(waiting).toEqual(["transactionid"]);
      const looked = database.db.transaction((other) => markSilent(other, new Date(SIX + 301_000)));
      await expect.poll(async () => (await waiting()).toSorted()).toEqual(["advisory", "transactionid"]);
      return [told, looked] as const;
    })
    .then((both) => Promise.all(both));
  expect(storing.stored.counts).toBe(60);
  expect(marking).toEqual([]);
  expect(await plant.timeline("L1.FILLER")).toEqual(["PRODUCING 0-"]);
});

describe("a machine that says nothing", () => {
  const said = (line: string) =>
    plant.hear([
      [`process/${line}/mixer/state`, { seq: 1, ts: after(0), state: "DOWN" }],
      [`process/${line}/mixer/param`, { seq: 1, ts: after(5), parameter: "mix-temp", value: 20 }],
    ]);
  const isSilent = async (code: string, ms: number) => {
    const { id } = await plant.unit(code);
    return (await database.db.transaction((tx) => markSilent(tx, new Date(SIX + ms)))).some(({ unitId }) => unitId === id);
  };

  it("KP-04 is silent once it was not heard for longer than three intervals, and that is told once", async () => {
    await said("mix-1");
    expect(await isSilent("MIX-1.MIXER", 35_000)).toBe(false);
    expect(await isSilent("MIX-1.MIXER", 35_001)).toBe(true);
    expect(await isSilent("MIX-1.MIXER", 60_000)).toBe(false);
    expect(await plant.timeline("MIX-1.MIXER")).toEqual(["DOWN 0-35", "UNKNOWN 35-"]);
  });

  it("ST-01 stays in the state that a person told", async () => {
    await said("mix-2");
    const { id } = await plant.unit("MIX-2.MIXER");
    await database.db.execute(sql`update telemetry.state_interval set source = 'OPERATOR' where work_unit_id = ${id}`);
    expect(await isSilent("MIX-2.MIXER", 60_000)).toBe(false);
    expect(await plant.timeline("MIX-2.MIXER")).toEqual(["DOWN 0-"]);
  });
});

describe("a machine of which all comes over Sparkplug, which tells changes only", () => {
  const host = new SparkplugHost();
  const at = (seconds: number) => SIX + seconds * 1000;
  const state = (value: string, declare = false): MetricToWrite => ({ ...(declare ? { name: "State", declare } : {}), alias: 1, dataType: DataType.String, value });
  const temperature = (value: number, declare = false): MetricToWrite => ({ ...(declare ? { name: "past-temp", declare } : {}), alias: 3, dataType: DataType.Double, value });
  const birth = (value: string): MetricToWrite[] => [{ name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 1 }, state(value, true), temperature(140, true)];
  const said = (kind: string, seconds: number, seq: number, metrics: MetricToWrite[]) =>
    host.receive(received(`spBv1.0/SITE-A/${kind}/PAST-1`, encodePayload({ timestamp: at(seconds), seq, metrics }), at(seconds)), at(seconds));
  const store = (seconds: number, effects: readonly HostEffect[]) => {
    plant.setNow(at(seconds));
    const batch = emptyBatch();
    addSparkplug(batch, effects);
    return ingestBatch(plant.services, plant.worker, batch);
  };
  const fellSilent = async (seconds: number) => {
    const { id } = await plant.unit("PAST-1.PASTEURISER");
    return (await database.db.transaction((tx) => markSilent(tx, new Date(at(seconds))))).some(({ unitId }) => unitId === id);
  };
  const timeline = () => plant.timeline("PAST-1.PASTEURISER");

  it("KP-04 is in the state that it told last for as long as its node is online, whatever else is told meanwhile: a failure of an hour is one", async () => {
    await store(0, said("NBIRTH", 0, 0, birth("PRODUCING")));
    await store(5, said("NDATA", 5, 1, [state("DOWN")]));
    for (let n = 1; n <= 12; n += 1) {
      expect(await fellSilent(n * 300 - 10)).toBe(false);
      await store(n * 300, said("NDATA", n * 300, 1 + n, [temperature(140 - n)]));
    }
    await store(3700, said("NDATA", 3700, 14, [state("PRODUCING")]));
    expect(await timeline()).toEqual(["PRODUCING 0-5", "DOWN 5-3700", "PRODUCING 3700-"]);
  });

  it("KP-04 is UNKNOWN from when nobody listened to it until it is born anew, also where both are stored together", async () => {
    expect((await listenedUntil(database.db))?.getTime()).toBe(at(3700));
    await store(4000, host.leaves(at(4000)));
    await store(4100, host.unheard(at(4100)));
    expect(await fellSilent(4200)).toBe(false);
    await store(4300, said("NBIRTH", 4300, 0, birth("PRODUCING")));
    await store(4400, host.leaves(at(4400)));
    await store(4600, [...host.unheard(at(4500)), ...said("NBIRTH", 4600, 0, birth("DOWN"))]);
    expect((await timeline()).slice(2)).toEqual(["PRODUCING 3700-4000", "UNKNOWN 4000-4300", "PRODUCING 4300-4400", "UNKNOWN 4400-4600", "DOWN 4600-"]);
  });

  it("KP-04 is back with its birth, which says when each of its values changed last: before nobody listened, just before it died, or meanwhile", async () => {
    const bornWith = (value: string, stateAt: number, temperatureAt = stateAt): MetricToWrite[] =>
      birth(value).map((metric, index) => (index === 0 ? metric : { ...metric, timestamp: at(index === 1 ? stateAt : temperatureAt) }));
    const death = (seconds: number) => said("NDEATH", seconds, 0, [{ name: "bdSeq", dataType: DataType.UInt64, value: 1 }]);
    await store(4700, host.leaves(at(4700)));
    await store(4800, host.unheard(at(4800)));
    await store(4810, said("NBIRTH", 4810, 0, bornWith("DOWN", 4600)));
    await store(4820, death(4820));
    await store(4830, said("NBIRTH", 4830, 0, bornWith("DOWN", 4600, 4815)));
    await store(4880, [...death(4840), ...said("NBIRTH", 4880, 0, bornWith("DOWN", 4600, 4815))]);
    await store(4900, death(4900));
    await store(4930, said("NBIRTH", 4930, 0, bornWith("PRODUCING", 4910)));
    await store(4940, death(4940));
    await store(4940, said("NBIRTH", 4940, 0, bornWith("PRODUCING", 4910)));
    expect((await timeline()).slice(6)).toEqual([
      "DOWN 4600-4700",
      "UNKNOWN 4700-4810",
      "DOWN 4810-4820",
      "UNKNOWN 4820-4830",
      "DOWN 4830-4840",
      "UNKNOWN 4840-4880",
      "DOWN 4880-4900",
      "UNKNOWN 4900-4910",
      "PRODUCING 4910-4940",
      "UNKNOWN 4940-4940",
      "PRODUCING 4940-",
    ]);
  });

  it("KP-04 is UNKNOWN from when its source listens elsewhere, or is switched off", async () => {
    const listens = (set: string) => database.db.execute(sql.raw(`update telemetry.source set ${set} where kind = 'SPARKPLUG'`));
    await listens("topic_filter = 'spBv1.0/OTHER/#'");
    expect(await fellSilent(5000)).toBe(true);
    await listens("topic_filter = 'spBv1.0/+/#'");
    await store(5100, said("NBIRTH", 5100, 0, birth("PRODUCING")));
    expect(await fellSilent(6000)).toBe(false);
    await listens("active = false");
    expect(await fellSilent(6000)).toBe(true);
    await listens("active = true");
    await store(6100, said("NBIRTH", 6100, 0, birth("PRODUCING")));
    expect((await timeline()).slice(-5)).toEqual(["PRODUCING 4940-5000", "UNKNOWN 5000-5100", "PRODUCING 5100-6000", "UNKNOWN 6000-6100", "PRODUCING 6100-"]);
  });

  it("KP-04 was what it was while it came over Sparkplug, also where something else or nothing but that is heard of it from now on", async () => {
    const { id, number, siteId } = await plant.unit("PAST-1.PASTEURISER");
    await database.db.execute(sql`
      insert into telemetry.tag (site_id, source_id, address, name, work_unit_id, equipment_number, kind, counter)
      select site_id, id, 'site-a/filling/past/pasteuriser', 'GOOD', ${id}, ${number}, 'COUNTER', 'GOOD' from telemetry.source where kind = 'PLAIN_JSON' and site_id = ${siteId}`);
    const count = (seconds: number) =>
      plant.hear([["filling/past/pasteuriser/count", { seq: seconds, ts: after(seconds), counter: "GOOD", value: seconds }]], { receivedAtMs: at(seconds) });
    expect((await count(20_000)).stored.counts).toBe(1);
    expect((await timeline()).at(-1)).toBe("PRODUCING 6100-");
    expect(await fellSilent(20_100)).toBe(true);
    await store(20_200, said("NDATA", 20_200, 1, [state("DOWN")]));
    await database.db.execute(sql`update telemetry.tag t set active = false from telemetry.source s where s.id = t.source_id and s.kind = 'SPARKPLUG' and t.work_unit_id = ${id}`);
    expect((await count(21_000)).stored.counts).toBe(1);
    expect((await timeline()).slice(-3)).toEqual(["PRODUCING 6100-20100", "UNKNOWN 20100-20200", "DOWN 20200-"]);
    expect(await fellSilent(21_100)).toBe(true);
    expect((await timeline()).slice(-2)).toEqual(["DOWN 20200-21030", "UNKNOWN 21030-"]);
  });

  it("KP-04 of which something else is heard, too, was not silent where what it said was on its way; a birth that repeats what was, and a death, say nothing of that", async () => {
    const { id } = await plant.unit("PAST-1.PASTEURISER");
    await database.db.execute(sql`update telemetry.tag set active = true where work_unit_id = ${id}`);
    const asOf = (seconds: number, metric: MetricToWrite): MetricToWrite => ({ ...metric, timestamp: at(seconds) });
    const bornAsOf = (seconds: number) => birth("PRODUCING").map((metric, index) => (index === 0 ? metric : asOf(seconds, metric)));
    const told = async () => (await timeline()).filter((interval) => Number(/\d+/.exec(interval)?.[0]) >= 30_000);
    await store(30_000, said("NBIRTH", 30_000, 0, birth("PRODUCING")));
    expect(await fellSilent(30_100)).toBe(true);
    expect(await told()).toEqual(["PRODUCING 30000-30100", "UNKNOWN 30100-"]);
    for (const [seq, seconds] of [
      [1, 30_098],
      [2, 30_099],
    ] as const)
      await store(30_101, said("NDATA", 30_101, seq, [asOf(seconds, temperature(seq))]));
    expect(await told()).toEqual(["PRODUCING 30000-"]);
    expect(await fellSilent(30_200)).toBe(true);
    await store(30_210, said("NBIRTH", 30_210, 0, bornAsOf(30_195)));
    await store(30_300, said("NDEATH", 30_300, 0, [{ name: "bdSeq", dataType: DataType.UInt64, value: 1 }]));
    await store(30_310, said("NBIRTH", 30_310, 0, bornAsOf(30_295)));
    expect(await told()).toEqual(["PRODUCING 30000-30200", "UNKNOWN 30200-30210", "PRODUCING 30210-30300", "UNKNOWN 30300-30310", "PRODUCING 30310-"]);
  });
});
