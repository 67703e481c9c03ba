import { asc, inArray } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plannedDowntime } from "@/db/schema/calendar";
import { equipment } from "@/db/schema/reference";
import { type TestDatabase, testDatabase } from "@/db/testing/database";
import { copyReference, projectedState } from "@/lib/eventlog/testing/compare-state";
import { rebuild } from "@/lib/eventlog/rebuild";
import { newId } from "@/lib/platform/ids";
import { runView } from "@/lib/queries/operator/run-view";
import { lineScreen } from "@/lib/queries/planner/line-screen";
import { plannedDowntimeOf } from "@/lib/queries/planner/planned-downtime";
import { exampleP, wall } from "@/lib/queries/planner/testing/example-p";
import { cancelDowntime, changeDowntime } from "./change-downtime";
import { planDowntime } from "./plan-downtime";

const at = (day: Parameters<typeof wall>[0], time: string) => new Date(wall(day, time));
const NOON = at("Mon", "10:00");

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof exampleP>>;
let capper: string;
beforeAll(async () => {
  database = await testDatabase();
  plant = await exampleP(database.db);
  const [filler] = (await database.db.select().from(equipment)).filter(({ id }) => id === plant.unit);
  if (filler === undefined) throw new Error("the example has no filler");
  capper = newId();
  await database.db
    .insert(equipment)
    .values({ id: capper, siteId: filler.siteId, parentId: filler.parentId, code: "L1.CAPPER", name: "Capper", level: "WORK_UNIT", type: "UNIT", position: 1 });
});
afterAll(() => database.close());

const line = (now: Date) => lineScreen({ db: database.db, now }, plant.planner, "L1", null);
const finishes = async (now: Date) => ((await line(now))?.orders ?? []).map((order) => [order.number, order.nowAt]);
const rows = () => database.db.select().from(plannedDowntime).orderBy(asc(plannedDowntime.fromAt), asc(plannedDowntime.workUnitId));
const asked = (equipmentId: string, from: string, to: string, reason = "PM") => ({ equipmentId, reason, from, to });

describe("§6.1.1 planned downtime", () => {
  it("moves what the line makes at once, by the hours that the constraint stands, and back when it is called off", async () => {
    const before = await finishes(NOON);
    // Example P without a stop: O-501 1200 at 100/h from Monday 10:00 to 22:00, packed on Tuesday at 12:00.
    expect(before[0]).toEqual(["O-501", wall("Tue", "12:00")]);
    const unit = await plant.does(plant.planner, planDowntime, NOON, asked(plant.unit, wall("Mon", "12:00"), wall("Mon", "15:00")));
    expect(await line(NOON)).toMatchObject({
      downtime: { rows: [{ units: ["L1.FILLER"], wholeLine: false, stopsLine: true, reasonCode: "PM", from: wall("Mon", "12:00"), to: wall("Mon", "15:00") }] },
    });
    // Three hours of twelve are lost on Monday: the rest is made on Tuesday 06:00 to 09:00, packed six hours later.
    expect((await finishes(NOON))[0]).toEqual(["O-501", wall("Tue", "15:00")]);

    const downtimeIds = unit.planned.map(({ downtimeId }) => downtimeId);
    await plant.does(plant.planner, changeDowntime, NOON, { downtimeIds, reason: "MEETING", from: wall("Mon", "12:00"), to: wall("Mon", "13:00") });
    expect((await finishes(NOON))[0]).toEqual(["O-501", wall("Tue", "13:00")]);
    await plant.does(plant.planner, cancelDowntime, NOON, { downtimeIds });
    expect(await finishes(NOON)).toEqual(before);
    expect(await rows()).toEqual([]);
  });

  it("plans a whole line as one, and tells each of its machines' tablets what is coming", async () => {
    const lineId = (await line(NOON))?.line.id ?? "";
    const { planned } = await plant.does(plant.planner, planDowntime, NOON, asked(lineId, wall("Mon", "14:00"), wall("Mon", "15:00"), "BREAK"));
    expect(planned.map(({ workUnitId }) => workUnitId).toSorted()).toEqual([plant.unit, capper].toSorted());
    expect((await line(NOON))?.downtime.rows).toMatchObject([{ units: ["L1.FILLER", "L1.CAPPER"], wholeLine: true, reasonCode: "BREAK" }]);
    const tablet = (unit: string, now: Date) => runView({ db: database.db, now }, plant.first, unit);
    expect((await tablet("L1.CAPPER", NOON))?.downtime).toMatchObject([{ from: wall("Mon", "14:00"), to: wall("Mon", "15:00") }]);
    expect((await tablet("L1.CAPPER", at("Mon", "15:00")))?.downtime).toEqual([]);

    // One that has begun ends when it is called off, and what has passed of it stays.
    await plant.does(plant.planner, cancelDowntime, at("Mon", "14:20"), { downtimeIds: planned.map(({ downtimeId }) => downtimeId) });
    expect((await rows()).map((row) => [row.fromAt.toISOString(), row.toAt.toISOString()])).toEqual([
      [wall("Mon", "14:00"), wall("Mon", "14:20")],
      [wall("Mon", "14:00"), wall("Mon", "14:20")],
    ]);
  });

  it("refuses what nobody may plan", async () => {
    const tuesday = asked(plant.unit, wall("Tue", "08:00"), wall("Tue", "09:00"));
    const { planned } = await plant.does(plant.planner, planDowntime, NOON, tuesday);
    expect(await plant.send(plant.planner, planDowntime, NOON, asked(plant.unit, wall("Tue", "08:30"), wall("Tue", "10:00")))).toMatchObject({
      code: "DOWNTIME_OVERLAPS",
      params: { unit: "L1.FILLER", from: wall("Tue", "08:00"), to: wall("Tue", "09:00") },
    });
    expect(await plant.send(plant.planner, planDowntime, NOON, asked(plant.unit, wall("Mon", "08:00"), wall("Mon", "12:00")))).toMatchObject({ code: "DOWNTIME_PASSED" });
    expect(await plant.send(plant.planner, planDowntime, NOON, { ...tuesday, reason: "BRK-MECH" })).toMatchObject({ code: "REASON_NOT_PLANNED" });
    expect(await plant.send(plant.planner, planDowntime, NOON, { ...tuesday, reason: "NO-SUCH" })).toMatchObject({ code: "REASON_UNKNOWN" });
    expect(await plant.send(plant.planner, planDowntime, NOON, { ...tuesday, equipmentId: newId() })).toMatchObject({ code: "NOT_FOUND" });
    expect(await plant.send(plant.first, planDowntime, NOON, asked(plant.unit, wall("Wed", "08:00"), wall("Wed", "09:00")))).toMatchObject({ code: "FORBIDDEN" });
    const gone = { downtimeIds: [...planned.map(({ downtimeId }) => downtimeId), newId()] };
    expect(await plant.send(plant.planner, cancelDowntime, NOON, gone)).toMatchObject({ code: "NOT_FOUND" });
  });

  it("lists all that is planned, however much: a page of 60 with the next first, then the others", async () => {
    const lineId = (await line(NOON))?.line.id ?? "";
    const [filler] = (await database.db.select().from(equipment)).filter(({ id }) => id === plant.unit);
    const begins = Date.parse(wall("Thu", "06:00"));
    const hours = (from: number) => new Date(begins + from * 3_600_000);
    const before = (await line(NOON))?.downtime.total ?? 0;
    const many = Array.from({ length: 65 }, (_, index) => ({
      id: newId(),
      siteId: filler?.siteId ?? "",
      workUnitId: capper,
      reasonCode: "PM",
      fromAt: hours(index * 2),
      toAt: hours(index * 2 + 1),
    }));
    await database.db.insert(plannedDowntime).values(many);
    const first = (await line(NOON))?.downtime;
    expect(first).toMatchObject({ page: 1, pages: 2, first: 1, total: before + 65 });
    expect(first?.rows).toHaveLength(60);
    const reader = { db: database.db, now: NOON };
    const second = await plannedDowntimeOf(reader, lineId, 2);
    expect(second).toMatchObject({ page: 2, first: 61, total: before + 65 });
    expect(second.rows.at(-1)).toMatchObject({ units: ["L1.CAPPER"], from: hours(128).toISOString() });
    expect(new Set([...(first?.rows ?? []), ...second.rows].map(({ ids }) => ids[0])).size).toBe(before + 65);
    // Of what was called off meanwhile the last page that is there is shown.
    const ids = many.map(({ id }) => id);
    await database.db.delete(plannedDowntime).where(inArray(plannedDowntime.id, ids));
    expect(await plannedDowntimeOf(reader, lineId, 2)).toMatchObject({ page: 1, pages: 1, total: before });
  });

  it("takes one of two plans for one machine that are sent at the same time", async () => {
    const both = await Promise.all(["08:00", "08:30"].map((from) => plant.send(plant.planner, planDowntime, NOON, asked(capper, wall("Wed", from), wall("Wed", "10:00")))));
    expect(both.map((answer) => (answer.ok ? "OK" : answer.code)).toSorted()).toEqual(["DOWNTIME_OVERLAPS", "OK"]);
  });

  it("is the same after a replay of the log", async () => {
    const again = await testDatabase();
    try {
      await copyReference(database, again);
      await rebuild(database.db, again.db);
      const [kept, replayed] = [await projectedState(database), await projectedState(again)];
      expect(kept["reference.planned_downtime"]?.length).toBe(4);
      expect(replayed["reference.planned_downtime"]).toEqual(kept["reference.planned_downtime"]);
    } finally {
      await again.close();
    }
  });
});
