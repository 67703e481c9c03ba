import { eq } from "drizzle-orm";
import { v7 } from "uuid";
import { afterAll, beforeAll, expect, it } from "vitest";
import { unmappedMetric } from "@/db/schema/telemetry-source";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { ingestMessages } from "@/lib/commands/telemetry/ingest-messages";
import { mapMetric } from "@/lib/commands/telemetry/map-metric";
import { plantWithHall } from "@/lib/commands/telemetry/testing/hall-source";
import { after, SIX } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { refusedValues } from "./refused-values";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof plantWithHall>>["plant"];
let informatics: Actor;
beforeAll(async () => {
  database = await testDatabase();
  ({ plant, informatics } = await plantWithHall(database.db));
});
afterAll(() => database.close());

it.each([
  ["the value itself is right and its time is not", "hall/local", { v: 1, ts: "2026-01-05 06:00:00" }, "1", "the time in ts has no zone"],
  ["it is no number", "hall/comma", { v: "21,5", ts: after(0) }, "21,5", "the value is not a number"],
])("says why what was kept of a value stays kept: %s", async (_, topic, payload, lastValue, reason) => {
  await ingestMessages(plant.services, plant.worker, { messages: [{ topic, payload }] });
  const [listed] = await database.db.select({ id: unmappedMetric.id }).from(unmappedMetric).where(eq(unmappedMetric.address, topic));
  const { id: workUnitId } = await plant.unit("L1.FILLER");
  const meaning = { name: topic, kind: "PARAMETER", counter: null, uom: null, scale: "1" } as const;
  await execute(plant.services, informatics, mapMetric, { commandId: v7(), metricId: listed?.id ?? "", workUnitId, ...meaning });
  const refused = await refusedValues({ db: database.db, now: new Date(SIX) }, informatics);
  expect([...refused.values()]).toContainEqual({ kept: 1, aside: 0, lastValue, reason, topic: null });
});
