import { and, asc, eq } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { productionEntry, productionOrder } from "@/db/schema/execution";
import { performanceDue, performanceMark, performanceRollup, stateInterval } from "@/db/schema/telemetry";
import { testDatabase, type TestDatabase } from "@/db/testing/database";
import { classifyStop } from "@/lib/commands/equipment/classify-stop";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { reopenOrder } from "@/lib/commands/execution/reopen-order";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { telemetryPlant } from "@/lib/commands/telemetry/testing/telemetry-plant";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { performance, type Performance } from "@/lib/queries/totals/performance";
import { noteDue } from "./performance-due";
import { rebuildPerformance, rollUpPerformance } from "./roll-up-performance";
import { at, machiningPlant } from "./testing/machining-plant";

let database: TestDatabase;
let plant: Awaited<ReturnType<typeof machiningPlant>>;
beforeAll(async () => {
  database = await testDatabase();
  plant = await machiningPlant(database.db);
});
afterAll(() => database.close());

const runs = (day: string, clock: string) => rollUpPerformance(plant.asOf(at(day, clock)));

type Rollup = typeof performanceRollup.$inferSelect & { readonly seconds: Readonly<Record<string, number | string>> };

/** What is kept of the machine in a shift, by number of the order, "-" for none. */
async function kept(day: string, shift: string): Promise<Record<string, Rollup>> {
  const rows = await plant.db
    .select({ row: performanceRollup, number: productionOrder.number })
    .from(performanceRollup)
    .leftJoin(productionOrder, eq(productionOrder.id, performanceRollup.orderId))
    .where(and(eq(performanceRollup.workUnitId, plant.unitId), eq(performanceRollup.productionDay, `2026-03-${day}`), eq(performanceRollup.shiftName, shift)))
    .orderBy(asc(productionOrder.number));
  return Object.fromEntries(rows.map(({ row, number }) => [number ?? "-", row as Rollup]));
}
const everything = () => plant.db.select().from(performanceRollup).orderBy(asc(performanceRollup.id));
const restated = async (day: string, shift: string) => Object.fromEntries(Object.entries(await kept(day, shift)).map(([number, row]) => [number, row.restated]));

/** The terms of figures, as `performance()` tells them now of the facts. */
function terms(told: Pick<Performance, "figures" | "microStops">) {
  const of = (name: string) => told.figures.find((figure) => figure.name === name);
  const input = (name: string, symbol: string) => of(name)?.inputs.find((one) => one.symbol === symbol)?.value;
  return {
    apt: of("availability")?.numerator,
    pbt: of("availability")?.denominator,
    ideal: of("effectiveness")?.numerator,
    idealGood: of("oee")?.numerator,
    asut: of("setupRatio")?.numerator,
    adet: input("technicalEfficiency", "ADET"),
    loaded: of("allocationEfficiency")?.numerator,
    restore: of("mttr")?.numerator,
    failures: of("mttr")?.denominator,
    processed: of("firstPassYield")?.denominator,
    good: of("firstPassYield")?.numerator,
    scrap: of("scrapRatio")?.numerator,
    rework: of("reworkRatio")?.numerator,
    microStops: String(told.microStops),
  };
}

/** The same terms of rows that are kept, added up. */
function keptTerms(rows: readonly Rollup[]): ReturnType<typeof terms> {
  const total = (pick: (row: Rollup) => string | number | undefined) => sum(rows.map((row) => decimal(pick(row) ?? "NaN"))).toFixed();
  const seconds = (name: string) => total((row) => row.seconds[name]);
  return {
    apt: seconds("aptSeconds"),
    pbt: total((row) => Number(row.seconds["potSeconds"]) - Number(row.seconds["plannedDownSeconds"])),
    ideal: seconds("idealProcessedSeconds"),
    idealGood: seconds("idealGoodSeconds"),
    asut: seconds("asutSeconds"),
    adet: seconds("adetSeconds"),
    loaded: seconds("loadedSeconds"),
    restore: seconds("restoreSeconds"),
    failures: seconds("failures"),
    processed: total((row) => row.processed.toFixed()),
    good: total((row) => row.good.toFixed()),
    scrap: total((row) => row.scrap.toFixed()),
    rework: total((row) => row.rework.toFixed()),
    microStops: seconds("microStops"),
  };
}

/** What is kept of a shift is what is reckoned from the facts: of each order, and all of it together. */
async function expectLive(day: string, shift: string, now: Date): Promise<void> {
  const question = { site: "SITE-A", workUnit: "MACH-1", from: at(day, "00:00"), to: at(day, "23:59:59"), shift };
  const told = await performance({ db: plant.db, now }, plant.lead, { ...question, by: "ORDER" });
  if (told === null) throw new Error("nothing is told");
  const rows = await kept(day, shift);
  expect(keptTerms(Object.values(rows))).toEqual(terms(told));
  const { "-": _none, ...orders } = rows;
  expect(Object.fromEntries(Object.entries(orders).map(([number, row]) => [number, keptTerms([row])]))).toEqual(
    Object.fromEntries(told.parts.map((part) => [part.key, terms(part)])),
  );
}

const does = (command: Parameters<typeof plant.does>[1], clock: string, input: object, recorded?: Date) =>
  plant.does(plant.first, command, at("17", clock), input, recorded ?? at("17", clock));

describe("figures of shifts", () => {
  it("are kept once a shift has ended and its grace has passed: a row for each order, and one for the time without", async () => {
    const [first, second] = [await plant.order("PO-A", "IT-A", "240", "0.01"), await plant.order("PO-B", "IT-B", "600", "0.005")];
    await does(startOperation, "06:00", { operationId: first, workUnitId: plant.unitId });
    await does(finishSetup, "06:30", { operationId: first });
    await does(confirmProduction, "09:29", { operationId: first, good: "242", scrap: "8", scrapReason: "SURFACE" });
    await does(completeOperation, "09:30", { operationId: first });
    await does(startOperation, "10:00", { operationId: second, workUnitId: plant.unitId });
    await does(finishSetup, "10:00", { operationId: second });
    await does(confirmProduction, "13:20", { operationId: second, good: "600" });
    const states = [
      ["06:00", "SETUP"],
      ["06:30", "PRODUCING"],
      ["09:30", "STANDBY"],
      ["10:00", "PRODUCING"],
      ["11:00", "HELD"],
      ["11:20", "PRODUCING"],
      ["13:30", "DOWN", "BRK-MECH"],
    ] as const;
    await plant.says("17", states, at("17", "13:31"));

    await runs("17", "14:09:59");
    expect(await everything()).toEqual([]);
    await runs("17", "14:10");
    const rows = await kept("17", "EARLY");
    expect(Object.keys(rows)).toEqual(["PO-A", "PO-B", "-"]);
    expect(Object.values(rows)).toMatchObject([
      {
        startedAt: at("17", "06:00"),
        restated: false,
        seconds: { potSeconds: 12_600, asutSeconds: 1_800, aptSeconds: 10_800, adetSeconds: 0, loadedSeconds: 12_600, idealProcessedSeconds: "9000", idealGoodSeconds: "8712" },
      },
      { seconds: { potSeconds: 14_400, aptSeconds: 11_400, adetSeconds: 3_000, failures: 1, restoreSeconds: 1_800, idealProcessedSeconds: "10800" } },
      { orderId: null, seconds: { potSeconds: 1_800, adotSeconds: 1_800, aptSeconds: 0, loadedSeconds: 0 } },
    ]);
    expect(Object.values(rows).map(({ processed, good, scrap }) => [processed.toNumber(), good.toNumber(), scrap.toNumber()])).toEqual([
      [250, 242, 8],
      [600, 600, 0],
      [0, 0, 0],
    ]);
    await expectLive("17", "EARLY", at("17", "14:10"));
  });

  it("are written once, however often and by however many workers", async () => {
    const before = await everything();
    expect(await Promise.all([runs("17", "14:11"), runs("17", "14:11"), runs("17", "14:30")])).toEqual([false, false, false]);
    expect(await everything()).toEqual(before);
    expect(await plant.db.$count(performanceDue)).toBe(0);
  });
});

describe("ST-05 a late fact restates what is kept, found by when it was recorded", () => {
  let before: Rollup[];
  beforeEach(async () => void (before = (await everything()) as Rollup[]));
  /** Everything of other shifts than this one is as it was. */
  const expectOnly = async (day: string, shift: string) => {
    const others = (rows: readonly Rollup[]) => rows.filter((row) => row.productionDay !== `2026-03-${day}` || row.shiftName !== shift);
    expect(others((await everything()) as Rollup[])).toEqual(others(before));
  };

  it("a failure that goes on into the next shift counts whole where it began", async () => {
    await plant.says("17", [["15:00", "PRODUCING"]], at("17", "15:00"));
    await runs("17", "15:02");
    expect((await kept("17", "EARLY"))["PO-B"]?.seconds).toMatchObject({ failures: 1, restoreSeconds: 5_400 });
    expect(await restated("17", "EARLY")).toEqual({ "PO-A": false, "PO-B": true, "-": false });
    await expectLive("17", "EARLY", at("17", "15:02"));
  });

  it("a stop that gets its reason", async () => {
    const [held] = await plant.db.select().from(stateInterval).where(eq(stateInterval.state, "HELD"));
    await plant.does(plant.first, classifyStop, at("17", "15:20"), { intervalId: held?.id, reason: "BRK-MECH" });
    await runs("17", "15:30");
    expect((await kept("17", "EARLY"))["PO-B"]?.seconds).toMatchObject({ failures: 2, restoreSeconds: 5_400 + 1_200, adetSeconds: 3_000 });
    await expectLive("17", "EARLY", at("17", "15:30"));
  });

  it("an entry that is taken back, and one in its place", async () => {
    const [entry] = await plant.db
      .select()
      .from(productionEntry)
      .where(eq(productionEntry.good, decimal(600)));
    await plant.does(plant.lead, reverseEntry, at("17", "15:40"), { entryId: entry?.id, reason: "MISKEY" });
    await does(confirmProduction, "13:21", { operationId: entry?.operationId, good: "580", scrap: "20", scrapReason: "SURFACE" }, at("17", "15:41"));
    await runs("17", "15:42");
    const row = (await kept("17", "EARLY"))["PO-B"];
    expect([row?.processed.toNumber(), row?.good.toNumber(), row?.scrap.toNumber()]).toEqual([600, 580, 20]);
    await expectLive("17", "EARLY", at("17", "15:42"));
  });

  it("states that a gateway delivers late", async () => {
    await plant.says(
      "17",
      [
        ["08:00", "STARVED"],
        ["08:10", "PRODUCING"],
      ],
      at("17", "15:50"),
    );
    await runs("17", "15:51");
    expect((await kept("17", "EARLY"))["PO-A"]?.seconds).toMatchObject({ aptSeconds: 10_200, adetSeconds: 600 });
    expect(await restated("17", "EARLY")).toEqual({ "PO-A": true, "PO-B": true, "-": false });
    await expectLive("17", "EARLY", at("17", "15:51"));
  });

  it("an order that a tablet without a network had on the machine: its row comes to those that were there", async () => {
    const second = (await plant.operationIds("PO-B")).get(10);
    await does(completeOperation, "16:00", { operationId: second });
    await plant.says("17", [["16:00", "STANDBY"]], at("17", "16:00"));
    await runs("17", "22:10");
    expect(Object.entries(await kept("17", "LATE")).map(([number, row]) => [number, row.seconds["potSeconds"], row.restated])).toEqual([
      ["PO-B", 7_200, false],
      ["-", 21_600, false],
    ]);
    const late = at("17", "23:30");
    const third = await plant.order("PO-C", "IT-A", "95", "0.01", { known: true });
    await does(startOperation, "17:00", { operationId: third, workUnitId: plant.unitId }, late);
    await does(finishSetup, "17:00", { operationId: third }, late);
    await does(confirmProduction, "17:59", { operationId: third, good: "95" }, late);
    await does(completeOperation, "18:00", { operationId: third }, late);
    await runs("17", "23:31");
    expect(Object.entries(await kept("17", "LATE")).map(([number, row]) => [number, row.seconds["potSeconds"], row.restated])).toEqual([
      ["PO-B", 7_200, false],
      ["PO-C", 3_600, true],
      ["-", 18_000, true],
    ]);
    await expectLive("17", "LATE", late);
    await expectOnly("17", "LATE");
  });

  it("and nothing else does: a fact of the shift that runs leaves the ended ones alone", async () => {
    await plant.says("18", [["06:00", "PRODUCING"]], at("18", "06:00"));
    await runs("18", "06:11");
    expect(await everything()).toEqual(before);
  });
});

describe("whatever happens to workers", () => {
  it("what one has put in line and not written is written by another", async () => {
    const now = at("18", "14:10");
    expect(await noteDue(plant.db, plant.siteId, now)).toBe(false);
    expect(await plant.db.$count(performanceDue)).toBe(1);
    expect(await kept("18", "EARLY")).toEqual({});
    await runs("18", "14:11");
    expect(await kept("18", "EARLY")).toMatchObject({ "-": { seconds: { potSeconds: 28_800, aptSeconds: 28_800 } } });
    expect(await plant.db.$count(performanceDue)).toBe(0);
  });

  it("what came while none ran is found when one does, day by day", async () => {
    const third = (await plant.operationIds("PO-C")).get(10);
    const [entry] = await plant.db
      .select()
      .from(productionEntry)
      .where(eq(productionEntry.operationId, third ?? ""));
    await plant.does(plant.lead, reopenOrder, at("18", "14:50"), { orderId: entry?.orderId, reason: "MISKEY" });
    await plant.does(plant.lead, reverseEntry, at("18", "15:00"), { entryId: entry?.id, reason: "MISKEY" });
    const later = plant.asOf(at("25", "08:00"));
    let turns = 1;
    while (await rollUpPerformance(later)) turns += 1;
    expect(turns).toBe(7);
    expect((await kept("17", "LATE"))["PO-C"]?.processed.toNumber()).toBe(0);
    expect(Object.keys(await kept("19", "LATE"))).toEqual(["-"]);
    await expectLive("17", "LATE", at("25", "08:00"));
  });
});

describe("npm run rollups:rebuild", () => {
  const rebuild = () => rebuildPerformance(plant.asOf(at("25", "08:00")), at("17", "00:00"), at("20", "00:00"));

  it("changes nothing of what the worker wrote", async () => {
    const before = await everything();
    expect(before.length).toBeGreaterThan(6);
    expect(await rebuild()).toBe(6);
    expect(await everything()).toEqual(before);
  });

  it("makes the same of what is gone or wrong", async () => {
    const figures = async () => (await everything()).map(({ id: _id, restated: _restated, ...row }) => JSON.stringify(row)).toSorted();
    const before = await figures();
    await plant.db.delete(performanceRollup).where(eq(performanceRollup.shiftName, "EARLY"));
    await plant.db.update(performanceRollup).set({ processed: decimal(1), seconds: {} });
    await rebuild();
    expect(await figures()).toEqual(before);
  });
});

it("ST-02 a failure of several pieces is told anew where it began when a later piece of another shift changes", async () => {
  const fails = [
    ["13:00", "DOWN", "BRK-MECH"],
    ["14:10", "DOWN", "BRK-ELEC"],
    ["14:20", "DOWN", "BRK-MECH"],
  ] as const;
  await plant.says("19", fails, at("25", "09:00"));
  await plant.says("19", [["16:00", "PRODUCING"]], at("25", "09:01"));
  await runs("25", "09:10");
  expect((await kept("19", "EARLY"))["-"]?.seconds).toMatchObject({ failures: 1, restoreSeconds: 10_800 });
  await plant.says("19", [["15:00", "PRODUCING"]], at("25", "10:00"));
  await runs("25", "10:01");
  expect((await kept("19", "EARLY"))["-"]?.seconds).toMatchObject({ failures: 1, restoreSeconds: 7_200 });
  await expectLive("19", "EARLY", at("25", "10:01"));
});

it("a site at which nothing was recorded yet has nothing to keep", async () => {
  const empty = await testDatabase();
  const { services } = await telemetryPlant(empty.db);
  expect(await rollUpPerformance(services)).toBe(false);
  expect(await empty.db.$count(performanceMark)).toBe(0);
  await empty.close();
});
