import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { calendarWindow } from "@/db/schema/calendar";
import { countProposal } from "@/db/schema/execution";
import { exception } from "@/db/schema/exception";
import { equipment } from "@/db/schema/reference";
import { tag } from "@/db/schema/telemetry-source";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after } from "@/lib/commands/execution/testing/example-plant";
import { newId } from "@/lib/platform/ids";
import { rawSql } from "@/lib/telemetry/sink/raw-sql";
import { retireTags } from "@/lib/telemetry/sink/retire-tags";
import { judgeCounts } from "./judge-counts";
import { restateAttribution } from "./restate-attribution";
import { type Counting, countingPlant } from "./testing/counting-machine";

type Counter = "GOOD" | "SCRAP" | "TOTAL";
let database: Counting["database"];
let plant: Counting["plant"];
let op10: string;
let counts: Counting["counts"];

beforeEach(async () => {
  ({ database, plant, op10, counts } = await countingPlant());
  const [unit] = await plant.db.select({ line: equipment.parentId }).from(equipment).where(eq(equipment.code, "MACH-1"));
  await plant.db.delete(calendarWindow);
  const shift = { siteId: plant.siteId, workCentreId: unit?.line ?? "", productionDay: "2026-03-17", shiftName: "EARLY" };
  await plant.db.insert(calendarWindow).values({ ...shift, id: newId(), fromAt: after("0"), toAt: after("4") });
  return () => database.close();
});

/** Begins the operation with its shift, which is told at an instant. */
async function start(told: Date): Promise<void> {
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") }, told);
  await plant.does(plant.first, finishSetup, after("0.5"), { operationId: op10 }, told);
}
/** Maps one more counter of the machine, beside that of its good pieces. */
async function mapped(counter: Counter): Promise<void> {
  const [good] = await plant.db.select().from(tag).where(eq(tag.counter, "GOOD"));
  if (good === undefined) throw new Error("the machine counts nothing");
  const { id: _, ...same } = good;
  await plant.db.insert(tag).values({ ...same, address: same.address.replace(/#.*/, ""), name: counter, counter, active: true });
}
async function ended(counter: Counter): Promise<void> {
  const tags = await plant.db.select({ id: tag.id }).from(tag).where(eq(tag.counter, counter));
  await plant.db.transaction((tx) =>
    retireTags(
      rawSql(tx),
      tags.map(({ id }) => id),
    ),
  );
}
async function differences(at = "4") {
  await judgeCounts({ ...plant.services, clock: { now: () => after(at) } }, null);
  return (await plant.db.select({ detail: exception.detail }).from(exception).where(eq(exception.class, "COUNT_MISMATCH"))).map(({ detail }) => detail);
}
const enter = (at: string, good: string, more: object = {}) => plant.does(plant.first, confirmProduction, after(at), { operationId: op10, good, ...more });
const SCRAP = { scrapReason: "SURFACE" };

describe("KP-03 counters that are mapped anew", () => {
  beforeEach(() => start(after("0.5")));

  it("are held against what was entered after a total was mapped for some time, as if it never had been", async () => {
    await mapped("TOTAL");
    await ended("TOTAL");
    await counts(after("0.5"), 0);
    await counts(after("2"), 80);
    await enter("2", "100");
    expect(await differences()).toMatchObject([{ counted: "80", confirmed: "100" }]);
  });

  it("hold no scrap against a line that counts none of it any more", async () => {
    await mapped("SCRAP");
    await counts(after("0.4"), 0, "SCRAP");
    await ended("SCRAP");
    await counts(after("0.5"), 0);
    await counts(after("2"), 80);
    await enter("2", "80", { scrap: "10", ...SCRAP });
    expect(await differences()).toEqual([]);
  });

  it("count each for its time where the total gives way to the good, and where it comes beside them", async () => {
    await mapped("TOTAL");
    await counts(after("0.5"), 0, "TOTAL");
    await counts(after("1.5"), 40, "TOTAL");
    await ended("TOTAL");
    await counts(after("1.6"), 0);
    await counts(after("2.4"), 40);
    await mapped("TOTAL");
    await counts(after("2.5"), 1000, "TOTAL");
    await counts(after("3.5"), 1040, "TOTAL");
    await counts(after("3.6"), 80);
    await enter("3.9", "120");
    expect(await differences()).toEqual([]);
    await plant.does(plant.first, confirmProduction, after("3.95"), { operationId: op10, good: "10" }, after("4.5"));
    expect(await differences("4.6")).toMatchObject([{ counted: "120", confirmed: "130" }]);
  });

  it("put a total before the lead that says other than good and scrap from which the entry was made", async () => {
    await mapped("TOTAL");
    await mapped("SCRAP");
    for (const counter of ["GOOD", "SCRAP", "TOTAL"] as const) await counts(after("0.5"), 0, counter);
    await counts(after("2"), 80);
    await counts(after("2"), 5, "SCRAP");
    await counts(after("2"), 60, "TOTAL");
    const [proposal] = await plant.db.select().from(countProposal);
    expect([proposal?.good.toFixed(), proposal?.scrap.toFixed()]).toEqual(["80", "5"]);
    await enter("2", "80", { scrap: "5", ...SCRAP });
    expect(await differences()).toMatchObject([{ counted: "60", confirmed: "85" }]);
  });
});

it("KP-03 what a counter counted before it was given another meaning is proposed as what it was then, to an operation whose start is told after that", async () => {
  await ended("GOOD");
  await mapped("TOTAL");
  await counts(after("0.5"), 0, "TOTAL");
  await counts(after("1.5"), 40, "TOTAL");
  await ended("TOTAL");
  await mapped("GOOD");
  await counts(after("1.6"), 0);
  await counts(after("2"), 20);
  await start(after("3"));
  await restateAttribution(plant.services);
  const [proposal] = await plant.db.select().from(countProposal);
  expect([proposal?.good.toFixed(), proposal?.scrap.toFixed()]).toEqual(["60", "0"]);
});
