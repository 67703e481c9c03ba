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
import { SIX } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { refusedValues } from "./refused-values";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof plantWithHall>>["plant"];
let informatics: Actor;
beforeAll(async () => {
  database = await testDatabase();
  ({ plant, informatics } = await plantWithHall(database.db));
});
afterAll(() => database.close());

it("says why what was kept of a value stays kept, where the value itself is right and its time is not", async () => {
  await ingestMessages(plant.services, plant.worker, { messages: [{ topic: "hall/local", payload: { v: 1, ts: "2026-01-05 06:00:00" } }] });
  const [listed] = await database.db.select({ id: unmappedMetric.id }).from(unmappedMetric).where(eq(unmappedMetric.address, "hall/local"));
  const { id: workUnitId } = await plant.unit("L1.FILLER");
  const meaning = { name: "local", kind: "PARAMETER", counter: null, uom: null, scale: "1" } as const;
  await execute(plant.services, informatics, mapMetric, { commandId: v7(), metricId: listed?.id ?? "", workUnitId, ...meaning });
  const refused = await refusedValues({ db: database.db, now: new Date(SIX) }, informatics);
  expect([...refused.values()]).toEqual([{ kept: 1, aside: 0, lastValue: "1", reason: "the time in ts has no zone", topic: null }]);
});
