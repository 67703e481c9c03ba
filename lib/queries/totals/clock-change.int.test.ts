import { eq, sql } from "drizzle-orm";
import { afterAll, beforeAll, expect, it } from "vitest";
import { calendarPattern, calendarWindow } from "@/db/schema/calendar";
import { productionEntry } from "@/db/schema/execution";
import { equipment, site } from "@/db/schema/reference";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { layOutCalendar } from "@/lib/commands/integration/lay-out-calendar";
import { telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { history } from "@/lib/queries/telemetry/history";
import { performance } from "./performance";

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof telemetryPlant>>;
let reads: Actor;
beforeAll(async () => {
  database = await testDatabase();
  plant = await telemetryPlant(database.db);
  reads = { ...plant.worker, kind: "PERSON", permissions: [], sites: [{ siteId: plant.siteId, code: "SITE-A", roles: ["LEAD"] }] } as Actor;
  await database.db.update(site).set({ timeZone: "Europe/Berlin" }).where(eq(site.id, plant.siteId));
  await database.db.delete(calendarWindow);
  await database.db.delete(calendarPattern);
  const { parentId } = await plant.unit("L1.FILLER");
  const night = { siteId: plant.siteId, workCentreId: parentId ?? "", shiftName: "NIGHT", fromTime: "22:00", toTime: "06:00" };
  await database.db.insert(calendarPattern).values([1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ ...night, id: newId(), weekday })));
});
afterAll(() => database.close());

/** An instant as a gateway of the hall writes it: with the offset that its clock has then. */
function written(at: number, change: number, before: 1 | 2): string {
  const offset = at < change ? before : before === 1 ? 2 : 1;
  return `${new Date(at + offset * HOUR_MS).toISOString().slice(0, -1)}+0${offset}:00`;
}

it.each([
  ["forward", "L1.FILLER", "fill-temp", 20, "2026-03-28", "2026-03-28T21:00:00Z", "2026-03-29T01:00:00Z", 1, 7],
  ["back", "L1.CAPPER", "cap-torque", 150, "2026-10-24", "2026-10-24T20:00:00Z", "2026-10-25T01:00:00Z", 2, 9],
] as const)(
  "the night in which the clocks go %s has its real length in planned time, states, rollups and OEE",
  async (_, unitCode, name, level, day, begins, changes, before, hours) => {
    const { db } = database;
    const [from, change] = [Date.parse(begins), Date.parse(changes)];
    const to = from + hours * HOUR_MS;
    const unit = await plant.unit(unitCode);
    await db.execute(sql`select telemetry.ensure_partitions(${day}::date, ${day}::date + 2)`);
    // A value every ten minutes is no silence here.
    await db.update(equipment).set({ sampleIntervalSeconds: 3600 }).where(eq(equipment.id, unit.id));
    await layOutCalendar(db, new Date(from - 24 * HOUR_MS), unit.parentId ?? undefined);
    const { orderId, operationId } = await plant.loadOperation(unitCode, from);

    const address = unitCode.toLowerCase().replace(".", "/");
    const says = (kind: "state" | "param", at: number, seq: number, body: object) => [`filling/${address}/${kind}`, { seq, ts: written(at, change, before), ...body }] as const;
    // Down for half an hour, beginning in the very instant of the change.
    const states = [
      [from, "PRODUCING"],
      [change, "DOWN"],
      [change + 30 * MINUTE_MS, "PRODUCING"],
      [to, "STANDBY"],
    ] as const;
    await plant.hear(states.map(([at, state], seq) => says("state", at, seq, { state })));
    const values = Array.from({ length: hours * 6 }, (__, index) => says("param", from + index * 10 * MINUTE_MS, index, { parameter: name, value: level + (index % 5) }));
    await plant.hear(values);
    await db.insert(productionEntry).values({
      id: newId(),
      siteId: plant.siteId,
      orderId,
      operationId,
      workUnitId: unit.id,
      activity: "RUN",
      good: decimal(2400 * hours),
      scrap: ZERO,
      rework: ZERO,
      origin: "COUNTER",
      final: false,
      eventTime: new Date(change + 10 * MINUTE_MS),
      recordTime: new Date(change + 10 * MINUTE_MS),
    });

    const reader = { db, now: new Date(to + HOUR_MS) };
    const told = await performance(reader, reads, { site: "SITE-A", workUnit: unitCode, from: new Date(from - 4 * HOUR_MS), to: new Date(to + HOUR_MS), by: "SHIFT" });
    expect(told?.parts.map(({ key }) => key)).toEqual([`${day} NIGHT`]);
    const figure = (wanted: string) => told?.figures.find((one) => one.name === wanted);
    expect(figure("availability")).toMatchObject({ denominator: String(hours * 3600), numerator: String(hours * 3600 - 1800) });
    expect(figure("oee")).toMatchObject({ percent: "50.00", numerator: String(1800 * hours), denominator: String(hours * 3600) });
    expect(figure("mttr")?.value).toBe("1800");

    const ribbon = await history(reader, reads, { site: "SITE-A", workUnit: unitCode, kind: "STATE", from: new Date(from), to: new Date(to), pixels: 1000 });
    if (ribbon?.kind !== "STATE") throw new Error("states were asked for");
    expect(ribbon.pieces.map((piece) => [piece.state, (Date.parse(piece.to) - Date.parse(piece.from)) / MINUTE_MS])).toEqual([
      ["PRODUCING", (change - from) / MINUTE_MS],
      ["DOWN", 30],
      ["PRODUCING", (to - change) / MINUTE_MS - 30],
    ]);
    const kept = async (every: "hour" | "minute") =>
      db.execute<{ count: number }>(
        sql`select r.count::int as count from telemetry.${sql.raw(`rollup_${every}`)} r join telemetry.tag t on t.id = r.tag_id where t.work_unit_id = ${unit.id}::uuid and t.name = ${name} order by r.${sql.raw(every)}`,
      );
    // An hour that comes twice is two, one that is skipped is none.
    expect((await kept("hour")).map(({ count }) => count)).toEqual(Array.from({ length: hours }, () => 6));
    expect((await kept("minute")).map(({ count }) => count)).toEqual(Array.from({ length: hours * 6 }, () => 1));
  },
);
