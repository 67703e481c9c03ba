import { and, asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { calendarWindow } from "@/db/schema/calendar";
import { event as eventTable } from "@/db/schema/eventlog";
import { exception } from "@/db/schema/exception";
import { equipment } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import type { Services } from "@/lib/commands/services";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { openExceptions } from "@/lib/queries/planner/exceptions";
import { acknowledgeException } from "./acknowledge-exception";
import { escalateDue } from "./escalate-due";
import { escalateException } from "./escalate-exception";
import { raiseCall } from "./raise-call";
import { resolveException } from "./resolve-exception";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";
import { whileBroken } from "./testing/while-broken";

let database: TestDatabase;
let plant: ExamplePlant;
let workUnitId: string;
let told: string[];

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  workUnitId = await plant.unitId("MACH-1");
  told = [];
});
afterEach(() => database.close());

const minutes = (count: number) => new Date(after("0").getTime() + count * 60_000);
const call = (kind: string, at: Date) => plant.does(plant.first, raiseCall, at, { workUnitId, call: kind });
const workerAt = (at: Date): Services => ({
  ...plant.services,
  clock: { now: () => at },
  tellLive: (changes) => void told.push(...changes.map(({ kind, id }) => `${kind} ${id}`)),
});
const escalated = () =>
  plant.db.select({ payload: eventTable.payload, at: eventTable.eventTime }).from(eventTable).where(eq(eventTable.type, "exception.escalated")).orderBy(asc(eventTable.position));
const only = async () => {
  const [row, ...more] = await plant.db.select().from(exception);
  if (row === undefined || more.length > 0) throw new Error("one exception was expected");
  return row;
};

describe("§2.5 escalation", () => {
  it("begins anew when somebody calls again within 15 minutes of the end: nobody has that call yet, whoever had the last one", async () => {
    await call("SAFETY", minutes(0));
    const { id: exceptionId } = await only();
    await plant.does(plant.lead, acknowledgeException, minutes(1), { exceptionId });
    await plant.does(plant.lead, resolveException, minutes(3), { exceptionId, note: "wiped up" });
    await plant.does(plant.second, raiseCall, minutes(15), { workUnitId, call: "SAFETY" });
    expect(await only()).toMatchObject({ id: exceptionId, state: "IN_PROGRESS", acknowledgedAt: null, owner: "LEAD", detail: { calledBy: plant.second.personId } });
    expect((await only()).detail).not.toHaveProperty("takenBy");
    expect((await openExceptions({ db: plant.db, now: minutes(16) }, [plant.siteId])).rows).toMatchObject([{ next: { at: minutes(17).toISOString(), to: "SITE_HEAD" } }]);
    expect([await escalateDue(workerAt(new Date(minutes(17).getTime() - 1))), await escalateDue(workerAt(minutes(17)))]).toEqual([0, 1]);
    await plant.does(plant.lead, acknowledgeException, minutes(18), { exceptionId });
    expect(await only()).toMatchObject({ state: "IN_PROGRESS", acknowledgedAt: minutes(18), owner: plant.lead.name, escalationLevel: 1 });
    await expectRebuilt(database);
  });

  it("takes a call that nobody answers to the next owner when its time has come, and tells the screens", async () => {
    await call("MATERIAL", minutes(0));
    expect(await escalateDue(workerAt(minutes(14)))).toBe(0);
    expect(await escalateDue(workerAt(minutes(15)))).toBe(1);
    const row = await only();
    expect(row).toMatchObject({ state: "RAISED", escalationLevel: 1, owner: "PLANNER" });
    expect(await escalated()).toEqual([{ payload: { exceptionId: row.id, level: 1, to: "PLANNER", owner: "PLANNER" }, at: minutes(15) }]);
    expect(told).toEqual([`exception ${row.id}`]);
    expect(await escalateDue(workerAt(minutes(600)))).toBe(0);
  });

  it("two workers, again and again, reach each level once", async () => {
    await call("MAINTENANCE", minutes(0));
    const workers = (at: Date) => Promise.all([escalateDue(workerAt(at)), escalateDue(workerAt(at)), escalateDue(workerAt(at))]);
    expect((await workers(minutes(10))).reduce((sum, count) => sum + count, 0)).toBe(1);
    expect((await workers(minutes(10))).reduce((sum, count) => sum + count, 0)).toBe(0);
    expect((await workers(minutes(30))).reduce((sum, count) => sum + count, 0)).toBe(1);
    expect((await escalated()).map(({ payload }) => payload)).toMatchObject([
      { level: 1, to: "PLANNER" },
      { level: 2, to: "SITE_HEAD" },
    ]);
  });

  it("a worker that died, or none for an hour, misses no level and skips none", async () => {
    await call("MAINTENANCE", minutes(0));
    const late = workerAt(minutes(60));
    // One dies with everything done and nothing committed.
    const dies = plant.db.transaction(async (tx) => {
      await escalateDue({ ...late, db: tx as unknown as typeof plant.db });
      throw new Error("killed");
    });
    await expect(dies).rejects.toThrow("killed");
    expect(await escalated()).toEqual([]);
    expect([await escalateDue(late), await escalateDue(late), await escalateDue(late)]).toEqual([1, 1, 0]);
    expect((await only()).escalationLevel).toBe(2);
  });

  it("one whose escalation fails keeps none of those behind it from theirs, and is escalated when it can be", async () => {
    await call("MAINTENANCE", minutes(0));
    const first = await only();
    await call("MATERIAL", minutes(0));
    expect(await whileBroken(database, "execution.exception", "class <> 'LINE_DOWN' or escalation_level = 0", () => escalateDue(workerAt(minutes(15))))).toBe(1);
    expect((await escalated()).map(({ payload }) => payload)).toMatchObject([{ to: "PLANNER" }]);
    expect((await plant.db.select().from(exception).where(eq(exception.class, "MATERIAL_SHORT")))[0]?.escalationLevel).toBe(1);
    expect(await escalateDue(workerAt(minutes(15)))).toBe(1);
    expect((await plant.db.select().from(exception).where(eq(exception.id, first.id)))[0]?.escalationLevel).toBe(1);
  });

  it("who has taken it stops the clock and keeps it; a line that is down escalates until it runs, and the taker stays its owner", async () => {
    await call("MATERIAL", minutes(0));
    await plant.does(plant.lead, acknowledgeException, minutes(5), { exceptionId: (await only()).id });
    expect(await escalateDue(workerAt(minutes(60)))).toBe(0);
    await plant.db.delete(exception);
    await call("MAINTENANCE", minutes(100));
    const { id } = await only();
    await plant.does(plant.lead, acknowledgeException, minutes(105), { exceptionId: id });
    expect(await escalateDue(workerAt(minutes(110)))).toBe(1);
    expect(await only()).toMatchObject({ owner: plant.lead.name, escalationLevel: 1, state: "ACKNOWLEDGED" });
    await plant.does(plant.lead, resolveException, minutes(115), { exceptionId: id });
    expect(await escalateDue(workerAt(minutes(200)))).toBe(0);
  });

  it("class 3 waits for the end of the shift of its line, eight hours where none is planned", async () => {
    const [unit] = await plant.db.select().from(equipment).where(eq(equipment.id, workUnitId));
    await plant.db.delete(calendarWindow);
    const shift = {
      id: newId(),
      siteId: plant.siteId,
      workCentreId: unit?.parentId ?? "",
      shiftName: "Early",
      productionDay: "2026-03-17",
      fromAt: minutes(-60),
      toAt: minutes(240),
    };
    await plant.db.insert(calendarWindow).values(shift);
    const suspect = { siteId: plant.siteId, class: "COUNTER_SUSPECT", severity: 3, state: "RAISED" as const, workUnitId, owner: "LEAD" };
    await plant.db.insert(exception).values([
      { ...suspect, id: newId(), subject: "in the shift", raisedAt: minutes(10) },
      { ...suspect, id: newId(), subject: "of the site", raisedAt: minutes(20), workUnitId: null },
      { ...suspect, id: newId(), subject: "after it", raisedAt: minutes(250) },
    ]);
    const levels = async () => (await plant.db.select().from(exception).orderBy(asc(exception.raisedAt))).map((row) => row.escalationLevel);
    const shown = await openExceptions({ db: plant.db, now: minutes(100) }, [plant.siteId]);
    expect(shown.rows.map((row) => row.next)).toEqual([
      { at: minutes(240).toISOString(), to: "PLANNER" },
      { at: minutes(240).toISOString(), to: "PLANNER" },
      { at: minutes(730).toISOString(), to: "PLANNER" },
    ]);
    await escalateDue(workerAt(minutes(239)));
    expect(await levels()).toEqual([0, 0, 0]);
    await escalateDue(workerAt(minutes(240)));
    expect(await levels()).toEqual([1, 1, 0]);
    await escalateDue(workerAt(minutes(730)));
    expect(await levels()).toEqual([1, 1, 1]);
  });

  it("is nobody's to do by hand, nor before its time, nor level by level ahead", async () => {
    await call("MATERIAL", minutes(0));
    const { id } = await only();
    const attempt = (actor: Actor, at: Date, level: number) => execute(workerAt(at), actor, escalateException, { commandId: newId(), exceptionId: id, level });
    const worker: Actor = { ...plant.lead, kind: "SYSTEM", permissions: ["exception.end"] };
    expect(await attempt(plant.lead, minutes(20), 1)).toMatchObject({ code: "FORBIDDEN" });
    expect(await attempt(worker, minutes(14), 1)).toMatchObject({ code: "INVALID_TRANSITION" });
    expect(await attempt(worker, minutes(20), 2)).toMatchObject({ code: "INVALID_TRANSITION" });
    expect(await attempt(worker, minutes(20), 1)).toMatchObject({ ok: true, data: { to: "PLANNER" } });
  });

  it("a replay of the log gives the same levels and owners", async () => {
    await call("MATERIAL", minutes(0));
    await call("MAINTENANCE", minutes(1));
    const [down] = await plant.db
      .select()
      .from(exception)
      .where(and(eq(exception.class, "LINE_DOWN")));
    await plant.does(plant.lead, acknowledgeException, minutes(5), { exceptionId: down?.id });
    await escalateDue(workerAt(minutes(40)));
    await escalateDue(workerAt(minutes(40)));
    const { tables } = await expectRebuilt(database);
    expect(tables["execution.exception"]).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ class: "LINE_DOWN", escalation_level: 2, owner: plant.lead.name }),
        expect.objectContaining({ class: "MATERIAL_SHORT", escalation_level: 1, owner: "PLANNER" }),
      ]),
    );
  });
});
