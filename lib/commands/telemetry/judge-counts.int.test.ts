import { asc, eq, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { calendarWindow } from "@/db/schema/calendar";
import { command } from "@/db/schema/eventlog";
import { countComparison } from "@/db/schema/count-comparison";
import { exception } from "@/db/schema/exception";
import { operationActivity, orderOperation, productionOrder } from "@/db/schema/execution";
import { equipment } from "@/db/schema/reference";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { resolveException } from "@/lib/commands/execution/resolve-exception";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { newId } from "@/lib/platform/ids";
import { leadView } from "@/lib/queries/operator/lead-view";
import { judgeCounts } from "./judge-counts";
import { resolveCounter } from "./resolve-counter";
import { type Counting, countingPlant } from "./testing/counting-machine";

let database: Counting["database"];
let plant: Counting["plant"];
let op10: string;
let counts: Counting["counts"];

beforeEach(async () => {
  ({ database, plant, op10, counts } = await countingPlant());
  const [unit] = await plant.db.select({ line: equipment.parentId }).from(equipment).where(eq(equipment.code, "MACH-1"));
  const shift = { siteId: plant.siteId, workCentreId: unit?.line ?? "", productionDay: "2026-03-17" };
  await plant.db.delete(calendarWindow);
  await plant.db.insert(calendarWindow).values([
    { ...shift, id: newId(), shiftName: "EARLY", fromAt: after("0"), toAt: after("4") },
    { ...shift, id: newId(), shiftName: "LATE", fromAt: after("4"), toAt: after("8") },
  ]);
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("0.5"), { operationId: op10 });
  return () => database.close();
});

const judge = (at: string, last: string | null = null) => judgeCounts({ ...plant.services, clock: { now: () => after(at) } }, last);
const found = () => plant.db.select().from(exception).where(eq(exception.class, "COUNT_MISMATCH"));
const says = async () => (await found()).map(({ state, detail }) => [state, detail]);
const enter = (at: string, good: string) => plant.does(plant.first, confirmProduction, after(at), { operationId: op10, good });

describe("KP-03 count against entry of a shift", () => {
  it("differs where more was entered than counted, is put before the lead once, and is over when a correction makes them agree", async () => {
    await counts(after("0.5"), 0);
    await counts(after("2"), 80);
    const entry = await enter("2", "100");
    expect(await judge("3.9")).toBeNull();
    expect(await found()).toEqual([]);
    await judge("4");
    await judge("4.1");
    const detail = { operationId: op10, day: "2026-03-17", shift: "EARLY", counted: "80", confirmed: "100" };
    expect(await says()).toMatchObject([["RAISED", detail]]);
    expect((await leadView({ db: plant.db, now: after("4.1") }, plant.lead)).suspects).toMatchObject([
      { suspect: { kind: "MISMATCH", operation: "PO-1001 / 10", shift: "EARLY", day: "2026-03-17", counted: "80", confirmed: "100", uom: "EA" }, unit: "Machining" },
    ]);
    await plant.does(plant.lead, correctEntry, after("4.5"), { entryId: entry.entryId, reason: "MISKEY", good: "80" });
    await judge("4.6");
    expect(await says()).toMatchObject([["RESOLVED", detail]]);
  });

  it("does not differ while what was counted waits to be confirmed, nor in the shift that confirms it", async () => {
    await counts(after("0.5"), 0);
    await counts(after("3.9"), 150);
    await enter("3", "60");
    await judge("4");
    await counts(after("5"), 200);
    await enter("5", "140");
    await judge("8");
    expect(await found()).toEqual([]);
  });

  it("differs once the operation has ended with more counted than was entered; a lead who ends it is not asked again", async () => {
    await counts(after("0.5"), 0);
    await counts(after("3.9"), 204);
    await enter("3.9", "196");
    await plant.does(plant.first, issueMaterial, after("3.9"), { operationId: op10, lot: "C-A", quantity: "150" });
    await plant.does(plant.first, issueMaterial, after("3.9"), { operationId: op10, lot: "C-B", quantity: "54" });
    await plant.does(plant.first, completeOperation, after("3.95"), { operationId: op10 });
    await judge("4");
    expect(await says()).toMatchObject([["RAISED", { counted: "204", confirmed: "196" }]]);
    const [row] = await found();
    await plant.does(plant.lead, resolveException, after("4.2"), { exceptionId: row?.id, note: "Eight fell off the belt." });
    await judge("4.3");
    expect(await says()).toMatchObject([["RESOLVED", { outcome: "Eight fell off the belt." }]]);
    expect(await found()).toHaveLength(1);
  });

  it("takes what a lead let count of a suspect counter as counted", async () => {
    await counts(after("0.5"), 0);
    await counts(after("0.6"), 60);
    const [suspect] = await plant.db.select({ id: exception.id }).from(exception).where(eq(exception.class, "COUNTER_SUSPECT"));
    await plant.does(plant.lead, resolveCounter, after("1"), { exceptionId: suspect?.id, verdict: "COUNT", steps: 1 });
    await enter("1", "60");
    await judge("4");
    expect(await found()).toEqual([]);
  });

  it("says nothing of an operation whose machine counted none of it", async () => {
    await enter("2", "100");
    await judge("4");
    expect(await found()).toEqual([]);
  });

  const judgements = async () => (await plant.db.select({ id: command.id }).from(command).where(eq(command.name, "judge-count"))).length;

  it("compares without a lock and writes nothing down while nothing is to be told", async () => {
    await counts(after("0.5"), 0);
    await counts(after("2"), 80);
    await enter("2", "100");
    await judge("4");
    expect(await judgements()).toBe(1);
    await plant.db.transaction(async (tx) => {
      // As each command that changes them holds them.
      await tx.select().from(productionOrder).for("no key update");
      await tx.select().from(orderOperation).for("no key update");
      // The difference that waits is looked at, and the shift that ended as if for the first time.
      await plant.db.delete(countComparison);
      expect(await judge("4.1")).toBeNull();
    });
    expect(await judgements()).toBe(1);
    expect(await says()).toMatchObject([["RAISED", { counted: "80" }]]);
  });

  it("gives each difference that waits its turn, a hundred a round, and begins with the oldest again behind the last", async () => {
    await counts(after("0.5"), 0);
    await counts(after("2"), 80);
    await enter("2", "80");
    await enter("3", "20");
    await judge("4");
    // A hundred older ones that go on differing, and one behind them that agrees by now: up to 02:30 as many were entered as counted.
    await plant.db.execute(sql`
      insert into execution.exception (id, site_id, class, severity, state, work_unit_id, order_id, subject, owner, raised_at, detail)
      select ('00000000-0000-7000-8000-' || lpad(n::text, 12, '0'))::uuid, site_id, class, severity, state, work_unit_id, order_id,
        ${op10} || '/2026-03-17/' || n, owner, raised_at - interval '1 hour', detail || jsonb_build_object('shift', n::text)
      from execution.exception, generate_series(1, 100) n where class = 'COUNT_MISMATCH'
      union all select 'ffffffff-ffff-7fff-8fff-ffffffffffff', site_id, class, severity, state, work_unit_id, order_id,
        ${op10} || '/2026-03-17/BREAK', owner, raised_at, detail || jsonb_build_object('shift', 'BREAK', 'to', ${after("2.5").toISOString()}::text)
      from execution.exception where class = 'COUNT_MISMATCH'`);
    const open = async () => (await found()).filter(({ state }) => state === "RAISED").length;
    const first = await judge("4.1");
    expect([first, await open()]).toEqual(["00000000-0000-7000-8000-000000000100", 102]);
    const second = await judge("4.2", first);
    expect([second, await open()]).toEqual([null, 101]);
    expect((await found()).find(({ state }) => state === "RESOLVED")?.detail).toMatchObject({ shift: "BREAK" });
  });

  it("compares a shift that ended while no worker ran, and each once", async () => {
    await counts(after("0.5"), 0);
    await counts(after("2"), 80);
    await enter("2", "100");
    await judge("100");
    expect(await says()).toMatchObject([["RAISED", { shift: "EARLY", counted: "80", confirmed: "100" }]]);
    const compared = () => plant.db.select().from(countComparison).orderBy(asc(countComparison.shiftName));
    const once = [
      { operationId: op10, productionDay: "2026-03-17", shiftName: "EARLY", comparedAt: after("100") },
      { operationId: op10, productionDay: "2026-03-17", shiftName: "LATE", comparedAt: after("100") },
    ];
    expect(await compared()).toEqual(once);
    await judge("101");
    expect(await compared()).toEqual(once);
    // Nothing is kept of what is looked for no more.
    await judge("500");
    expect(await compared()).toEqual([]);
  });

  it("compares a shift again of which something is entered late, and after that no more", async () => {
    await counts(after("0.5"), 0);
    await counts(after("2"), 80);
    await enter("2", "80");
    await judge("4");
    expect(await found()).toEqual([]);
    await plant.does(plant.first, confirmProduction, after("3"), { operationId: op10, good: "20" }, after("76"));
    await judge("76.1");
    expect(await says()).toMatchObject([["RAISED", { shift: "EARLY", counted: "80", confirmed: "100" }]]);
    const compared = () => plant.db.select({ at: countComparison.comparedAt }).from(countComparison).where(eq(countComparison.shiftName, "EARLY"));
    expect(await compared()).toEqual([{ at: after("76.1") }]);
    await judge("77");
    expect(await compared()).toEqual([{ at: after("76.1") }]);
  });

  it("lets one operation that cannot be compared keep no other from it, and compares it once it can be", async () => {
    const op20 = (await plant.operationIds("PO-1001")).get(20) ?? "";
    const [unit] = await plant.db.select().from(operationActivity).where(eq(operationActivity.operationId, op10));
    if (unit === undefined) throw new Error("nothing is loaded");
    await plant.db.insert(operationActivity).values({ ...unit, id: newId(), operationId: op20, fromAt: after("0.1"), toAt: after("0.2") });
    await counts(after("0.5"), 0);
    await counts(after("2"), 80);
    await enter("2", "100");
    const owner = async (statements: string) => database.sql.begin(async (tx) => (await tx`set local role none`, tx.unsafe(statements)));
    await owner(`create function execution.fails() returns trigger language plpgsql as $$ begin raise exception 'no'; end $$;
      create trigger fails before insert on execution.exception for each row when (new.class = 'COUNT_MISMATCH') execute function execution.fails()`);
    await judge("4");
    const done = async () => (await plant.db.select().from(countComparison)).map(({ operationId }) => operationId);
    expect([await found(), await done()]).toEqual([[], [op20]]);
    await owner("drop trigger fails on execution.exception");
    await judge("4.1");
    expect(await says()).toMatchObject([["RAISED", { operationId: op10 }]]);
    expect((await done()).toSorted()).toEqual([op10, op20].toSorted());
  });
});
