import fc from "fast-check";
import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { calendarWindow } from "@/db/schema/calendar";
import { productionEntry } from "@/db/schema/execution";
import { equipment } from "@/db/schema/reference";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { SIX, telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { performance } from "./performance";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Each run has a day of its own. */
const RUNS = 6;

/** Example O1 in minutes after six, and a counter that neither resets nor wraps: 6,400 from the first reading of a day to its last. */
const STATES = [
  [0, "SETUP"],
  [25, "PRODUCING"],
  [130, "DOWN"],
  [168, "PRODUCING"],
  [240, "PLANNED_DOWN"],
  [270, "PRODUCING"],
  [365, "STARVED"],
  [377, "PRODUCING"],
  [440, "DOWN"],
  [462, "PRODUCING"],
  [480, "STANDBY"],
] as const;
const MICRO = [40, 50, 60, 70, 80, 90, 100, 280, 290, 300, 310, 320, 330, 420].flatMap((minute) => [[minute, "HELD"] as const, [minute + 1, "PRODUCING"] as const]);
const READINGS = Array.from({ length: 17 }, (_, index) => [index * 30, index * 400] as const);

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let reads: Actor;
let unit: Awaited<ReturnType<(typeof plant)["unit"]>>;
let loaded: { readonly orderId: string; readonly operationId: string };
beforeAll(async () => {
  database = await testDatabase();
  const { db } = database;
  plant = await telemetryPlant(db);
  reads = { ...plant.worker, kind: "PERSON", permissions: [], sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["LEAD"] }] } as Actor;
  unit = await plant.unit("L1.FILLER");
  await db.execute(sql`select telemetry.ensure_partitions('2026-01-04', '2026-01-25')`);
  // Its readings are half an hour apart here, and no silence.
  await db
    .update(equipment)
    .set({ sampleIntervalSeconds: 4 * 3600 })
    .where(eq(equipment.id, unit.id));
  loaded = await plant.loadOperation("L1.FILLER", SIX);
  await db.delete(calendarWindow);
  await db.insert(calendarWindow).values(
    Array.from({ length: RUNS }, (_, day) => ({
      id: newId(),
      siteId: plant.siteId,
      workCentreId: unit.parentId ?? "",
      shiftName: "EARLY",
      productionDay: new Date(SIX + day * DAY_MS).toISOString().slice(0, 10),
      fromAt: new Date(SIX + day * DAY_MS),
      toAt: new Date(SIX + day * DAY_MS + 480 * MINUTE_MS),
    })),
  );
});
afterAll(() => database.close());

it("§5 Example O1 comes to the same digits in whatever order, parts and how often its messages come, and so does what the counter counted", async () => {
  const said = [
    ...[...STATES, ...MICRO].map(([minute, state]) => ({ minute, kind: "state", body: { state } })),
    ...READINGS.map(([minute, value]) => ({ minute, kind: "count", body: { counter: "GOOD", value } })),
  ].toSorted((a, b) => a.minute - b.minute);
  const messages = said.map((one, seq) => ({ ...one, seq }));
  const arrival = fc.tuple(
    fc.shuffledSubarray(messages, { minLength: messages.length, maxLength: messages.length }),
    fc.array(fc.constantFrom(...messages), { maxLength: 10 }),
    fc.integer({ min: 1, max: messages.length }),
  );
  let day = 0;
  await fc.assert(
    fc.asyncProperty(arrival, async ([shuffled, again, size]) => {
      const begin = SIX + day * DAY_MS;
      // The counter goes on from where the day before left it.
      const shown = day * 6400;
      const ofDay = (body: (typeof messages)[number]["body"]) => ("value" in body ? { ...body, value: shown + body.value } : body);
      const told = [...shuffled, ...again].map(
        ({ minute, kind, seq, body }) => [`filling/l1/filler/${kind}`, { seq: day * 1000 + seq, ts: new Date(begin + minute * MINUTE_MS).toISOString(), ...ofDay(body) }] as const,
      );
      day += 1;
      const receivedAtMs = begin + 490 * MINUTE_MS;
      for (let at = 0; at < told.length; at += size) await plant.hear(told.slice(at, at + size), { receivedAtMs });
      const entry = {
        siteId: plant.siteId,
        orderId: loaded.orderId,
        operationId: loaded.operationId,
        workUnitId: unit.id,
        activity: "RUN",
        origin: "COUNTER",
        final: false,
      } as const;
      const recordTime = new Date(begin + 479 * MINUTE_MS);
      await database.db.insert(productionEntry).values({
        ...entry,
        id: newId(),
        good: decimal(23_825),
        scrap: decimal(365),
        scrapReason: "SURFACE",
        rework: decimal(120),
        reworkReason: "DIM",
        eventTime: recordTime,
        recordTime,
      });
      const reader = { db: database.db, now: new Date(begin + 495 * MINUTE_MS) };
      const found = await performance(reader, reads, { site: "SITE-A", workUnit: "L1.FILLER", from: new Date(begin), to: new Date(begin + 480 * MINUTE_MS) });
      const percents = ["availability", "effectiveness", "qualityRatio", "oee", "nee", "technicalEfficiency", "setupRatio"];
      expect(percents.map((name) => found?.figures.find((one) => one.name === name)?.percent)).toEqual(["78.44", "86.08", "98.00", "66.18", "70.87", "83.06", "6.61"]);
      expect([found?.microStops, found?.microStopSeconds]).toEqual([14, 840]);
      const [counted] = await database.db.execute<{ made: number }>(
        sql`select sum(delta)::int as made from telemetry.counter_reading where at >= ${new Date(begin).toISOString()}::timestamptz and at <= ${new Date(begin + 480 * MINUTE_MS).toISOString()}::timestamptz`,
      );
      expect(counted?.made).toBe(6400);
    }),
    { numRuns: RUNS, endOnFailure: true },
  );
}, 60_000);
