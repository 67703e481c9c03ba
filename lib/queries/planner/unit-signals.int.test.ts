import { afterAll, beforeAll, expect, it } from "vitest";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { after, SIX, telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { unitSignals, unitTrends } from "./unit-signals";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
});
afterAll(() => database.close());

const span = { from: new Date(SIX), to: new Date(SIX + 3_600_000) };

/** A tag of the capper, and what it counted or measured at an instant. */
async function told(of: { name: string; counter?: string; uom?: string; scale: number; active: boolean; at: number; value: number }) {
  const { id, number, siteId } = await plant.unit("L1.CAPPER");
  const kind = of.counter === undefined ? "PARAMETER" : "COUNTER";
  await database.sql`insert into reference.uom (code, name, symbol, decimals) values ('CEL', 'degree Celsius', '°C', 1), ('FAH', 'degree Fahrenheit', '°F', 1) on conflict do nothing`;
  const [tag] = await database.sql<{ id: number }[]>`
    insert into telemetry.tag (site_id, source_id, address, name, work_unit_id, equipment_number, kind, counter, uom, scale, active)
    select site_id, source_id, ${`told ${of.at}`}, ${of.name}, ${id}, ${number}, ${kind}, ${of.counter ?? null}, ${of.uom ?? null}, ${of.scale}, ${of.active} from telemetry.tag limit 1 returning id`;
  if (kind === "COUNTER") {
    await database.sql`insert into telemetry.counter_reading (equipment_number, tag_id, at, seq, site_id, value, delta, verdict, recorded_at)
      values (${number}, ${tag?.id ?? 0}, ${after(of.at)}::timestamptz, 1, ${siteId}, ${of.value}, ${of.value}, 'NORMAL', ${after(of.at)}::timestamptz)`;
  } else {
    await database.sql`insert into telemetry.sample (equipment_number, tag_id, at, seq, value, quality) values (${number}, ${tag?.id ?? 0}, ${after(of.at)}::timestamptz, 1, ${of.value}, 192)`;
  }
}

it("KP-02 a counter tells what it made in all, also before its signal was given another meaning", async () => {
  const counter = { name: "strokes", counter: "TOTAL" };
  await told({ ...counter, scale: 1, active: false, at: 10, value: 40 });
  await told({ ...counter, scale: 2, active: true, at: 20, value: 30 });
  // What is told no more is no signal of the machine any longer.
  await told({ name: "gone", scale: 1, active: false, at: 30, value: 5 });
  const { id } = await plant.unit("L1.CAPPER");
  const { signals } = await unitSignals({ db: database.db, now: span.to }, id, span);
  expect(signals.find(({ name }) => name === "TOTAL")?.made).toBe("100");
  expect(signals.map(({ name }) => name)).not.toContain("gone");
});

it("a trend goes on over a change of its signal, and never mixes units of measure", async () => {
  const oven = { name: "oven", scale: 1 };
  await told({ ...oven, uom: "FAH", active: false, at: 40, value: 140 });
  await told({ ...oven, uom: "CEL", active: false, at: 50, value: 60 });
  await told({ ...oven, uom: "CEL", active: true, at: 60, value: 62 });
  const trends = await unitTrends({ db: database.db, now: span.to }, await plant.unit("L1.CAPPER"), span, 1000);
  expect(trends.series.find(({ name }) => name === "oven")?.points.map(({ last }) => last)).toEqual([60, 62]);
});

it("TR-04 a machine with forty parameters tells of each, and which of them is out of its limits now; any of them can be drawn", async () => {
  const unit = await plant.unit("L1.CAPPER");
  const zone = (n: number) => `zone-${String(n).padStart(2, "0")}`;
  for (let n = 1; n <= 40; n += 1) await told({ name: zone(n), scale: 1, active: true, at: 100 + n, value: n });
  await database.sql`
    insert into telemetry.breach_window (equipment_number, tag_id, from_at) select equipment_number, id, ${after(131)}::timestamptz from telemetry.tag where name = ${zone(31)}`;
  const reader = { db: database.db, now: span.to };
  const { signals, leftOff } = await unitSignals(reader, unit.id, span);
  const zones = signals.filter(({ name }) => name.startsWith("zone-"));
  expect(zones.map(({ name }) => name)).toEqual(Array.from({ length: 40 }, (_, n) => zone(n + 1)));
  expect(zones.filter(({ outside }) => outside).map(({ name }) => name)).toEqual([zone(31)]);
  expect(leftOff).toBe(0);
  const trends = await unitTrends(reader, unit, span, 1000, [zone(31), zone(40)]);
  expect(trends.series.map(({ name, points }) => [name, points.map(({ last }) => last)])).toEqual([
    [zone(31), [31]],
    [zone(40), [40]],
  ]);
});
