import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { productionEntry } from "@/db/schema/execution";
import { signature } from "@/db/schema/identity";
import { hold, nonconformance } from "@/db/schema/quality";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { closeContext } from "@/lib/commands/execution/close-guards";
import { lockOrder } from "@/lib/commands/execution/store";
import { correctEntry } from "@/lib/commands/execution/correct-entry";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { enterWithPhoto } from "@/lib/commands/execution/testing/enter-with-photo";
import { after, type ExamplePlant, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { checkTrend } from "@/lib/queries/operator/check-trend";
import { dueAtSites, failedAtSites, holdsAtSites } from "@/lib/queries/quality/desk";
import { nonconformances } from "@/lib/queries/quality/nonconformances";
import { actOnNonconformance } from "./act-on-nonconformance";
import { closeNonconformance } from "./close-nonconformance";
import { dispositionNonconformance } from "./disposition-nonconformance";
import { releaseHold } from "./release-hold";
import { reviewNonconformance } from "./review-nonconformance";
import { voidNonconformance } from "./void-nonconformance";
import { hearPlan, measureOne } from "./testing/measured-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let manager: Actor;
let signing: Actor;
let nonconformanceId = "";
let checkId = "";

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  manager = await plant.employ("0601", "A1", ["QUALITY_MANAGER"]);
  signing = { ...manager, signing: { name: "Quality Manager 0601" } };
  await hearPlan(plant);
  const { op20 } = await playExample1(plant, async (there, operationId, at) => {
    const wrong = await enterWithPhoto(there, operationId, at);
    await there.does(there.lead, reverseEntry, at, { entryId: wrong, reason: "MISKEY" });
    return enterWithPhoto(there, operationId, at);
  });
  ({ checkId, nonconformanceId } = await measureOne(plant, "21", { operationId: op20 }, "10.01"));
});
afterEach(() => database.close());

const lines = (...parts: [decision: string, quantity: string][]) => parts.map(([decision, quantity]) => ({ decision, quantity, reason: "Sorted" }));
const review = () => plant.does(manager, reviewNonconformance, after("22"), { nonconformanceId });
const decide = (actor: Actor, parts: ReturnType<typeof lines>) => plant.send(actor, dispositionNonconformance, after("22.5"), { nonconformanceId, lines: parts });
const openOfOrder = async () => {
  const [row] = await plant.db.select({ orderId: nonconformance.orderId }).from(nonconformance);
  return plant.db.transaction(async (tx) => (await closeContext(tx, (await lockOrder(tx, row?.orderId ?? "")).order)).openNonconformances);
};

describe("§2.2 a nonconformance", () => {
  it("is reviewed, decided over with a signature, acted on and closed; until then its order does not close", async () => {
    expect(await plant.send(plant.first, reviewNonconformance, after("22"), { nonconformanceId })).toMatchObject({ code: "FORBIDDEN" });
    expect(await plant.send(manager, closeNonconformance, after("22"), { nonconformanceId, note: "Done" })).toMatchObject({ code: "INVALID_TRANSITION" });
    expect(await review()).toMatchObject({ number: "NC-00001", state: "IN_REVIEW" });
    expect(await decide(signing, lines(["SCRAP", "20"], ["REWORK", "179"]))).toMatchObject({ code: "DISPOSITION_SUM", params: { quantity: "200", given: "199" } });
    expect(await decide(signing, lines(["RETURN_TO_VENDOR", "200"]))).toMatchObject({ code: "NOT_PURCHASED" });
    const sorted = lines(["SCRAP", "20"], ["REWORK", "60"], ["USE_AS_IS", "120"]);
    expect(await decide(manager, sorted)).toMatchObject({ code: "SIGNATURE_REQUIRED" });
    expect(await decide(signing, sorted)).toMatchObject({ ok: true, data: { state: "DISPOSITIONED" } });
    expect(await openOfOrder()).toBe(1);
    await plant.does(manager, actOnNonconformance, after("23"), { nonconformanceId, action: "Turn 60 down, scrap 20" });
    await plant.does(manager, closeNonconformance, after("24"), { nonconformanceId, note: "Turned down and scrapped", posting: "BY_HAND" });
    expect(await openOfOrder()).toBe(0);
    const [signed] = await plant.db.select().from(signature);
    expect(signed).toMatchObject({
      printedName: "Quality Manager 0601",
      meaning: "APPROVAL",
      subject: `nonconformance/${nonconformanceId}`,
      accountId: manager.accountId,
      signedAt: after("22.5"),
      localTime: "2026-03-18 05:30:00 Europe/Berlin",
    });
    expect(signed?.recordDigest).toMatch(/^[0-9a-f]{64}$/);
    const [shown] = await nonconformances({ db: plant.db, now: after("25") }, manager);
    expect(shown).toMatchObject({ number: "NC-00001", state: "CLOSED", quantity: "200", said: "Turned down and scrapped", signedBy: "Quality Manager 0601", order: "PO-1001" });
    expect(shown?.dispositions.map(({ decision, quantity }) => `${quantity} ${decision}`)).toEqual(["20 SCRAP", "60 REWORK", "120 USE_AS_IS"]);
    await expectRebuilt(database, async (replayed) => expect(await replayed.db.select().from(signature)).toEqual(await plant.db.select().from(signature)));
  });

  it("SEC-01: who recorded the failed check does not decide over it, and a second person voids it only before its review", async () => {
    const recorder = { ...signing, personId: plant.first.personId };
    const undone = (actor: Actor) => plant.send(actor, voidNonconformance, after("22"), { nonconformanceId, reason: "Worn gauge" });
    expect(await undone(recorder)).toMatchObject({ code: "RAISER_DECIDES_NOT" });
    await review();
    expect(await undone(manager)).toMatchObject({ code: "INVALID_TRANSITION" });
    expect(await decide(recorder, lines(["USE_AS_IS", "200"]))).toMatchObject({ code: "RAISER_DECIDES_NOT" });
  });

  it("a void one keeps no order open", async () => {
    await plant.does(manager, voidNonconformance, after("22"), { nonconformanceId, reason: "Worn gauge" });
    expect(await openOfOrder()).toBe(0);
  });
});

describe("S23 the hold of a failed check", () => {
  it("its recorder is refused first, then a manager lifts it with a signature, whose name, time and meaning are stored", async () => {
    const [held] = await plant.db.select().from(hold);
    const lift = (actor: Actor) => plant.send(actor, releaseHold, after("22"), { holdId: held?.id, reason: "Sorted" });
    expect(await lift({ ...signing, personId: plant.first.personId })).toMatchObject({ code: "SECOND_PERSON_REQUIRED" });
    expect(await lift(manager)).toMatchObject({ code: "SIGNATURE_REQUIRED" });
    expect(await lift(signing)).toMatchObject({ ok: true });
    const [lifted] = await plant.db.select().from(hold);
    const [signed] = await plant.db
      .select()
      .from(signature)
      .where(eq(signature.id, lifted?.signatureId ?? ""));
    expect(signed).toMatchObject({ printedName: "Quality Manager 0601", meaning: "APPROVAL", subject: `hold/${held?.id}`, signedAt: after("22") });
  });
});

describe("the quality desk", () => {
  const reader = () => ({ db: plant.db, now: after("22") });
  it("shows what failed and is held to whoever may trace, and lets nobody lift an own hold", async () => {
    expect(await failedAtSites(reader(), manager)).toMatchObject([{ plan: "QP-1", order: "PO-1001", operation: 20, failed: ["Diameter"], recordedBy: "Operator 0417" }]);
    expect(await holdsAtSites(reader(), manager)).toMatchObject([{ nonconformance: "NC-00001", mayLift: true, own: false }]);
    expect(await holdsAtSites(reader(), { ...manager, personId: plant.first.personId })).toMatchObject([{ mayLift: false, own: true }]);
    expect(await dueAtSites(reader(), manager)).toEqual([]);
    const elsewhere = { ...manager, sites: [] };
    expect([await nonconformances(reader(), elsewhere), await holdsAtSites(reader(), elsewhere), await failedAtSites(reader(), elsewhere)]).toEqual([[], [], []]);
    expect(await checkTrend(reader(), elsewhere, checkId)).toBeNull();
  });

  it("EX-13 shows at a nonconformance the photos of what its operation rejected, and not those of what was taken back", async () => {
    const op10 = (await plant.operationIds("PO-1001")).get(10);
    await measureOne(plant, "21", { operationId: op10 }, "10.01");
    const photos = async () => (await nonconformances(reader(), manager)).map((one) => [one.operation, one.photos.map(({ scrap, rework, reason }) => [scrap, rework, reason])]);
    expect(await photos()).toEqual(
      expect.arrayContaining([
        [10, [["4", "0", "SURFACE"]]],
        [20, []],
      ]),
    );
  });

  it("EX-19 shows the photo of what was corrected since at what counts", async () => {
    const op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
    const entries = await plant.db.select().from(productionEntry).where(eq(productionEntry.operationId, op10));
    const photographed = entries.find(({ id, scrap, reversesId }) => scrap.gt(0) && entries.every((one) => one.reversesId !== id) && reversesId === null);
    const right = { entryId: photographed?.id ?? "", reason: "MISKEY", good: "201", scrap: "3", scrapReason: "SURFACE" };
    await plant.does(plant.lead, correctEntry, after("20.5"), right);
    await measureOne(plant, "21", { operationId: op10 }, "10.01");
    const found = (await nonconformances(reader(), manager)).find((one) => one.operation === 10);
    expect(found?.photos).toMatchObject([{ scrap: "3", rework: "0", reason: "SURFACE" }]);
  });

  it("shows the last values with the limits of the process as soon as there are eight", async () => {
    const op20 = (await plant.operationIds("PO-1001")).get(20);
    for (const [index, value] of ["9.7", "9.8", "9.75", "9.7", "9.8", "9.75"].entries()) {
      await measureOne(plant, `22.${index}`, { operationId: op20 }, value);
    }
    expect(await checkTrend(reader(), plant.first, checkId)).toMatchObject({ trends: [{ name: "Diameter", lowerLimit: "9.5", control: null, least: 8 }] });
    await measureOne(plant, "23", { operationId: op20 }, "9.75");
    const trend = (await checkTrend(reader(), plant.first, checkId))?.trends[0];
    expect(trend?.points.map(({ value }) => value)).toEqual(["10.01", "9.7", "9.8", "9.75", "9.7", "9.8", "9.75", "9.75"]);
    expect(trend?.control).toMatchObject({ mean: "9.7825" });
  });
});
