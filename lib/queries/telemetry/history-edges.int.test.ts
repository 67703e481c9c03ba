import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { SIX, telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { history } from "./history";

const [MINUTE_MS, HOUR_MS, DAY_MS] = [60_000, 3_600_000, 86_400_000];
const UNIT_MS = { RAW: 1, MINUTE: MINUTE_MS, HOUR: HOUR_MS };

let database: TestDatabase;
let reads: Actor;
/** A value every 1.7 s for an hour, up and down and now and then far off; nothing from minute 20 to 30. */
const values = Array.from({ length: 2118 }, (_, index) => ({ at: SIX + index * 1700, value: index % 97 === 0 ? -400 - (index % 89) : ((index * 7919) % 1009) / 10 })).filter(
  ({ at }) => at < SIX + 20 * MINUTE_MS || at >= SIX + 30 * MINUTE_MS,
);
beforeAll(async () => {
  database = await testDatabase();
  const plant = await telemetryPlant(database.db);
  reads = { ...plant.worker, kind: "PERSON", permissions: [], sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["LEAD"] }] } as Actor;
  await plant.hear(values.map(({ at, value }, seq) => ["filling/l1/capper/param", { seq, ts: new Date(at).toISOString(), parameter: "cap-torque", value }] as const));
});
afterAll(() => database.close());

const span = fc.oneof(fc.integer({ min: 1, max: HOUR_MS }), fc.integer({ min: 1, max: 400 * DAY_MS }));
const begin = fc.oneof(fc.integer({ min: -HOUR_MS, max: 2 * HOUR_MS }), fc.integer({ min: -400 * DAY_MS, max: 400 * DAY_MS }));

it("whatever span and width: no more points than pixels and one, each with least and greatest of its own values, none left out or twice, and none where nothing was heard", async () => {
  await fc.assert(
    fc.asyncProperty(begin, span, fc.integer({ min: 1, max: 4000 }), async (offset, length, pixels) => {
      const [from, to] = [SIX + offset, SIX + offset + length];
      const question = { site: "SITE-A", workUnit: "L1.CAPPER", kind: "PARAMETER" as const, name: "cap-torque", from: new Date(from), to: new Date(to), pixels };
      const told = await history({ db: database.db, now: new Date(SIX + DAY_MS) }, reads, question);
      if (told?.kind !== "PARAMETER") throw new Error("a parameter was asked for");
      expect(told.points.length).toBeLessThanOrEqual(pixels + 1);
      // Minutes and hours at both ends are told whole.
      const unit = UNIT_MS[told.level];
      const [first, end] = [Math.floor(from / unit) * unit, Math.ceil(to / unit) * unit];
      const own = new Map<number, number[]>();
      for (const { at, value } of values) {
        if (at < first || at >= end) continue;
        const point = first + Math.floor((at - first) / told.stepMs) * told.stepMs;
        own.set(point, [...(own.get(point) ?? []), value]);
      }
      expect(told.points.map(({ at, count, min, max, last }) => [Date.parse(at), count, min, max, last])).toEqual(
        [...own].map(([at, of]) => [at, of.length, Math.min(...of), Math.max(...of), of.at(-1)]),
      );
    }),
    { numRuns: 150 },
  );
});
