import { eq, sql } from "drizzle-orm";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { z } from "zod";
import { connect } from "@/db/client";
import { orderOperation, productionOrder } from "@/db/schema/execution";
import { outputSegment, productionRun } from "@/db/schema/genealogy";
import { lot } from "@/db/schema/materials";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { after, SIX, telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { decimal } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { statsWithin } from "@/lib/queries/telemetry/points";
import { readRows } from "@/lib/queries/reader";
import { lotConditions, lotPieces } from "./lot-conditions";

let database: TestDatabase;
let owner: ReturnType<typeof connect>;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let reads: Actor;
let lotId: string;
const pieces: string[] = [];
const at = (seconds: number) => new Date(SIX + seconds * 1000);
const reader = () => ({ db: database.db, now: at(7200) });

// The filler ran before the capper, which made three pieces of the lot, the second after a pause, and one that was taken back.
beforeAll(async () => {
  database = await testDatabase();
  owner = connect(database.url, { role: null, max: 1 });
  plant = await telemetryPlant(database.db);
  reads = { ...plant.worker, kind: "PERSON", permissions: [], sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["QUALITY_MANAGER"] }] } as Actor;
  const { db } = database;
  const { orderId, operationId } = await plant.loadOperation("L1.CAPPER", SIX);
  const [capping] = await db.select().from(orderOperation).where(eq(orderOperation.id, operationId));
  const [order] = await db.select().from(productionOrder).where(eq(productionOrder.id, orderId));
  const [run] = await db.select().from(productionRun).where(eq(productionRun.operationId, operationId));
  if (capping === undefined || order === undefined || run === undefined) throw new Error("nothing is loaded");
  const [fillingId, filler] = [newId(), await plant.unit("L1.FILLER")];
  const { number: _, ...operation } = capping;
  await db.insert(orderOperation).values({ ...operation, id: fillingId, opNo: 10, workUnitId: filler.id, isLast: false });
  await db.insert(productionRun).values({ id: newId(), siteId: plant.siteId, orderId, operationId: fillingId, workUnitId: filler.id, fromAt: at(0), toAt: null });
  lotId = newId();
  await db
    .insert(lot)
    .values({ id: lotId, siteId: plant.siteId, number: "L-1", itemId: order.itemId, uom: "EA", origin: "PRODUCED", orderId, erpStatus: "RELEASED", mesStatus: "RELEASED" });
  for (const [from, to, quantity] of [
    [90, 600, 100],
    [600, 910, 50],
    [1500, 1805, 60],
    [1805, 1900, 0],
  ] as const) {
    const id = newId();
    pieces.push(id);
    await db.insert(outputSegment).values({ id, siteId: plant.siteId, runId: run.id, lotId, quantity: decimal(quantity), fromAt: at(from), toAt: at(to) });
  }
  const say =
    (unit: string, parameter: string) =>
    (seconds: number, value: number, quality = "GOOD") =>
      [`filling/l1/${unit}/param`, { seq: seconds, ts: after(seconds), parameter, value, quality }] as const;
  const [torque, temp] = [say("capper", "cap-torque"), say("filler", "fill-temp")];
  await database.sql`update telemetry.tag set sample_interval_seconds = 3600 where kind = 'PARAMETER'`;
  await plant.hear([
    torque(60, 999),
    torque(89, 150),
    torque(90, 151),
    torque(100, 160.5),
    torque(595, 170),
    torque(610, 200),
    torque(620, 170),
    // Not to be trusted, and between the pieces.
    torque(900, 5, "BAD"),
    torque(905, 150),
    torque(910, 190),
    torque(1000, 150),
    torque(1804, 155),
    torque(1805, 1),
    temp(30, 20),
    temp(800, 21, "BAD"),
    temp(1700, 22),
    temp(1850, 24),
  ]);
});
afterAll(async () => {
  await owner.close();
  await database.close();
});

it("TR-03 a lot tells what was measured while its pieces were made, and which of them a breach touches; of earlier operations their whole runs up to its end", async () => {
  const told = await lotConditions(reader(), reads, lotId, null, 800);
  expect(told?.machines.map(({ unit, opNo, from, to, seconds, whole }) => [unit, opNo, from, to, seconds, whole])).toEqual([
    ["L1.CAPPER", 30, after(90), after(1805), 510 + 310 + 305, false],
    ["L1.FILLER", 10, after(0), after(1805), 1805, true],
  ]);
  const [torque] = told?.machines[0]?.parameters ?? [];
  // 999 was before the first piece, 190 at the end of the second, 5 is bad.
  expect(torque).toMatchObject({ name: "cap-torque", uom: "NCM", low: 140, high: 180, stats: { count: 7, min: 150, max: 200 } });
  expect(torque?.stats?.mean).toBeCloseTo((151 + 160.5 + 170 + 200 + 170 + 150 + 155) / 7, 9);
  expect(torque?.breaches).toEqual([
    // It is not trusted at 900 s: one breach until the next good value, at 1000 s, when the piece had ended.
    { from: after(595), to: after(910), missing: false },
    { from: after(1804), to: after(1805), missing: false },
  ]);
  expect(torque?.touched).toEqual({ pieces: 3, quantity: "210" });
  expect(told?.machines[1]?.parameters).toMatchObject([
    { name: "fill-temp", stats: { count: 2, min: 20, mean: 21, max: 22 }, breaches: [{ from: after(30), to: after(1700), missing: true }], touched: { pieces: 1, quantity: "0" } },
  ]);
});

it("TR-03 one piece tells its own time alone", async () => {
  const told = await lotConditions(reader(), reads, lotId, pieces[0] ?? "", 800);
  expect(told?.machines).toHaveLength(1);
  expect(told?.machines[0]?.parameters).toMatchObject([
    { stats: { count: 3, min: 151, max: 170 }, breaches: [{ from: after(595), to: after(600), missing: false }], breachSeconds: 5, touched: { pieces: 1, quantity: "100" } },
  ]);
  expect(told?.machines[0]?.parameters[0]?.points.map(({ last }) => last)).toEqual([151, 160.5, 170]);
});

it("EX-19 pieces that were taken back are none, and S26 nobody of another site sees any", async () => {
  expect((await lotPieces(reader(), reads, lotId)).map(({ opNo, from, to, quantity }) => [opNo, from, to, quantity])).toEqual([
    [10, after(0), after(1805), null],
    [30, after(90), after(600), "100"],
    [30, after(600), after(910), "50"],
    [30, after(1500), after(1805), "60"],
  ]);
  const foreign = { ...reads, sites: [] } as Actor;
  expect(await lotPieces(reader(), foreign, lotId)).toEqual([]);
  expect(await lotConditions(reader(), foreign, lotId, null, 800)).toBeNull();
  expect(await lotConditions(reader(), reads, lotId, pieces[3] ?? "", 800)).toBeNull();
});

const Stats = z.object({ count: z.number(), min: z.number(), max: z.number(), mean: z.number() });

it("TR-03 figures over any spans are those of the samples in them, to the millisecond", async () => {
  const { number } = await plant.unit("L1.CAPPER");
  const [tag] = await database.sql<{ id: number }[]>`
    insert into telemetry.tag (site_id, source_id, address, name, work_unit_id, equipment_number, kind)
    select site_id, source_id, 'many', 'many', work_unit_id, equipment_number, kind from telemetry.tag where name = 'cap-torque' limit 1 returning id`;
  const id = tag?.id ?? 0;
  await database.sql`
    insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality)
    select ${number}, ${id}, to_timestamp(${SIX / 1000} + n * 7.001), n, (n * 37 % 101) / 10.0, case when n % 11 = 0 then 0 else 192 end from generate_series(0, 200) n`;
  await database.sql`
    insert into telemetry.rollup_minute select equipment_number, tag_id, date_trunc('minute', at), count(*), sum(value::text::numeric), min(value), max(value), 0, max(at), 0
    from telemetry.sample where tag_id = ${id} and quality > 0 group by 1, 2, 3`;
  const edge = fc.integer({ min: -60_000, max: 1_500_000 }).map((ms) => (ms % 3 === 0 ? Math.round(ms / 60_000) * 60_000 : ms));
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(edge, { minLength: 2, maxLength: 6 }), async (edges) => {
      const times = edges.toSorted((a, b) => a - b).map((ms) => new Date(SIX + ms));
      const spans = times.flatMap((from, index) => (index % 2 === 0 && times[index + 1] !== undefined ? [{ from, to: times[index + 1] ?? from }] : []));
      const [first, last] = [spans[0], spans.at(-1)];
      if (first === undefined || last === undefined) throw new Error("there is a span");
      const told = await readRows(database.db, Stats, statsWithin({ equipmentNumber: number, tagIds: [id], from: first.from, to: last.to }, spans));
      const within = sql.join(
        spans.map(({ from, to }) => sql`(at >= ${from.toISOString()}::timestamptz and at < ${to.toISOString()}::timestamptz)`),
        sql` or `,
      );
      const wanted = await readRows(
        database.db,
        Stats,
        sql`select count(*)::int as count, min(value) as min, max(value) as max, (sum(value::text::numeric) / count(*))::float8 as mean from telemetry.sample
          where tag_id = ${id} and quality > 0 and (${within}) having count(*) > 0`,
      );
      expect(told).toEqual(wanted);
    }),
    { numRuns: 60 },
  );
});

it("TR-03 where retention has taken the samples the minutes at the edges count whole", async () => {
  await owner.sql`truncate telemetry.sample`;
  const told = await lotConditions(reader(), reads, lotId, pieces[0] ?? "", 800);
  expect(told?.machines[0]).toMatchObject({ level: "MINUTE", stepMs: 60_000 });
  // The minute from 60 s on has 999, 150, 151 and 160.5, of which the piece began at 90 s.
  expect(told?.machines[0]?.parameters).toMatchObject([{ name: "cap-torque", stats: { count: 5, min: 150, max: 999 } }, { name: "many" }]);
});
