import { afterEach, beforeEach, expect, it } from "vitest";
import { unmappedMessage } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { emptyBatch } from "@/lib/telemetry/batch";
import { addSparkplug } from "@/lib/telemetry/normalise";
import { DataType } from "@/lib/telemetry/sparkplug/data-type";
import { encodePayload } from "@/lib/telemetry/sparkplug/encode-payload";
import { SparkplugHost } from "@/lib/telemetry/sparkplug/host";
import { ingestBatch } from "./ingest-batch";
import { SIX, telemetryPlant } from "./testing/telemetry-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeEach(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterEach(() => database.close());

const keptRows = async () => (await database.db.select({ id: unmappedMessage.id }).from(unmappedMessage)).length;

it("keeps what a batch says of many values, however many rows that makes", async () => {
  const wide = new SparkplugHost();
  const batch = emptyBatch();
  const now = SIX + 400_000;
  plant.setNow(now);
  const names = Array.from({ length: 800 }, (_, n) => `m${n}`);
  for (let seq = 0; seq < 14; seq += 1) {
    const metrics = names.map((name) => ({ name, dataType: DataType.Double, declare: seq === 0, value: seq + 0.5 }));
    const birth = [{ name: "bdSeq", dataType: DataType.UInt64, declare: true, value: 0 }, ...metrics];
    const payload = encodePayload({ timestamp: now, seq, metrics: seq === 0 ? birth : metrics });
    addSparkplug(batch, wide.receive({ topic: `spBv1.0/SITE-A/${seq === 0 ? "NBIRTH" : "NDATA"}/WIDE-1`, payload, receivedAtMs: now }, now));
  }
  await ingestBatch(plant.services, plant.worker, batch);
  expect(await keptRows()).toBe(14 * 800);
});
