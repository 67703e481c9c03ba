import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { emptyBatch } from "@/lib/telemetry/batch";
import { received } from "@/lib/telemetry/message";
import { addSparkplug } from "@/lib/telemetry/normalise";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload, type MetricToWrite } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { ingestBatch } from "./ingest-batch";
import { ingestMessages } from "./ingest-messages";
import { setSignalMapping } from "./set-signal-mapping";
import { setSource } from "./set-source";
import { after, SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
const host = new SparkplugHost();
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterAll(() => database.close());

const bdSeq: MetricToWrite = { name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 1 };
const state = (value: string, at: Partial<MetricToWrite> = {}): MetricToWrite => ({ name: "State", alias: 1, dataType: DataType.String, declare: true, value, ...at });

/** What the pasteuriser's node says, so many seconds after six. */
async function hear(kind: string, seconds: number, seq: number | undefined, metrics: MetricToWrite[]) {
  const now = SIX + seconds * 1000;
  plant.setNow(now);
  const batch = emptyBatch();
  addSparkplug(batch, host.receive(received(`spBv1.0/SITE-A/${kind}/PAST-1`, encodePayload({ timestamp: now, seq, metrics }), now), now));
  return ingestBatch(plant.services, plant.worker, batch);
}
const timeline = async (): Promise<string[]> => plant.timeline("PAST-1.PASTEURISER");

describe("states of Sparkplug, whose host has put them in order", () => {
  it("takes what a birth says for what holds now, however soon after data with a higher number it comes", async () => {
    await hear("NBIRTH", 0, 0, [bdSeq, state("PRODUCING")]);
    await hear("NDATA", 1, 1, [state("HELD")]);
    await hear("NBIRTH", 3, 0, [bdSeq, state("PRODUCING")]);
    await hear("NDATA", 5, 1, [state("DOWN")]);
    expect(await timeline()).toEqual(["PRODUCING 0-1", "MICRO_STOP 1-3", "PRODUCING 3-5", "DOWN 5-"]);
  });

  it("takes what a node says that died and came back", async () => {
    await hear("NDATA", 7, 2, [state("HELD")]);
    await hear("NDEATH", 8, undefined, [bdSeq]);
    await hear("NBIRTH", 9, 0, [{ ...bdSeq, value: 2 }, state("PRODUCING")]);
    expect((await timeline()).slice(-3)).toEqual(["HELD 7-8", "UNKNOWN 8-9", "PRODUCING 9-"]);
  });

  it("takes of one instant what came last, in one batch and in several, and of one birth that repeats an instant its state", async () => {
    const then = { timestamp: SIX + 12_000 };
    await hear("NDATA", 12, 1, [state("HELD", then), state("DOWN", then)]);
    expect((await timeline()).at(-1)).toBe("DOWN 12-");
    await hear("NBIRTH", 13, 0, [{ ...bdSeq, value: 2 }, state("SETUP", then)]);
    await hear("NBIRTH", 14, 0, [{ ...bdSeq, value: 2 }, state("PRODUCING", then)]);
    expect((await timeline()).at(-1)).toBe("PRODUCING 9-");
  });
});

it("takes of mapped messages of one instant the one that came last: their number is made of their bytes", async () => {
  const informatics: Actor = { ...plant.worker, kind: "PERSON", sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["IT"] }] };
  const added = await execute(plant.services, informatics, setSource, {
    commandId: v7(),
    sourceId: null,
    siteId: plant.siteId,
    code: "hall",
    kind: "PLAIN_JSON",
    topicFilter: "hall/#",
    active: true,
  });
  if (!added.ok) throw new Error(added.code);
  const mapped = await execute(plant.services, informatics, setSignalMapping, {
    commandId: v7(),
    mappingId: null,
    sourceId: added.data.sourceId,
    topicPattern: "hall/filler",
    valuePath: "state",
    timePath: null,
    workUnit: "L1.FILLER",
    name: "state",
    kind: "STATE",
    counter: null,
    uom: null,
    scale: "1",
  });
  expect(mapped).toMatchObject({ ok: true });
  plant.setNow(SIX + 100_000);
  const say = (seconds: number, ...states: string[]) =>
    ingestMessages(plant.services, plant.worker, { messages: states.map((one, place) => ({ topic: "hall/filler", payload: { state: one, place, ts: after(seconds) } })) });
  // Whatever the bytes come to: in one of two orders a smaller number stands after a larger one.
  await say(0, "HELD", "PRODUCING");
  await say(20, "PRODUCING", "HELD");
  await say(40, "DOWN");
  await say(40, "PRODUCING");
  await say(60, "PRODUCING");
  await say(60, "DOWN");
  expect(await plant.timeline("L1.FILLER")).toEqual(["PRODUCING 0-20", "MICRO_STOP 20-40", "PRODUCING 40-60", "DOWN 60-"]);
});
