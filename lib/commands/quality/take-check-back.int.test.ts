import { eq } from "drizzle-orm";
import { afterEach, beforeEach, expect, it } from "vitest";
import { orderOperation } from "@/db/schema/execution";
import { account } from "@/db/schema/identity";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, type ExamplePlant, exampleDatabase, examplePlant, OPENING } from "@/lib/commands/execution/testing/example-plant";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { newId } from "@/lib/platform/ids";
import { dueCheck } from "@/lib/queries/operator/due-checks";
import { checkTargets } from "@/lib/queries/quality/check-targets";
import { checksOf, dueAtSites, failedAtSites } from "@/lib/queries/quality/desk";
import { recordCheck } from "./record-check";
import { releaseHold } from "./release-hold";
import { requestCheck } from "./request-check";
import { takeCheckBack } from "./take-check-back";
import { hearPlan } from "./testing/measured-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let operationId: string;

/** Somebody at a desk who is nobody of the plant: an account without a person. */
async function atDesk(name: string, role: Role): Promise<Actor> {
  const accountId = newId();
  await plant.db.insert(account).values({ id: accountId, name, createdAt: OPENING });
  return { ...plant.lead, name, accountId, personId: null, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: [role] }], signing: { name } };
}

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("0.1"), { operationId });
  await hearPlan(plant);
});
afterEach(() => database.close());

const reader = () => ({ db: plant.db, now: after("1") });
const ask = (actor: Actor, at: string, about: object = { operationId }) => plant.send(actor, requestCheck, after(at), { plan: "QP-1", ...about });
const record = (actor: Actor, at: string, checkId: string, value: string) =>
  plant.send(actor, recordCheck, after(at), { checkId, results: [{ position: 10, samples: [{ value }] }] });
const takeBack = (actor: Actor, at: string, checkId: string) => plant.send(actor, takeCheckBack, after(at), { checkId, reason: "MISKEY" });

it.each(["QUALITY_TECH", "QUALITY_MANAGER"] as const)("§10.1 %s asks for a check at the desk, records it and takes it back within 30 s; nobody else's", async (role) => {
  const quality = await atDesk("Quality", role);
  const asked = await ask(quality, "0.2");
  if (!asked.ok) throw new Error(asked.code);
  const { checkId } = asked.data;
  expect(await dueAtSites(reader(), quality)).toMatchObject([{ id: checkId, plan: "QP-1", order: "PO-1001", operation: 10, mayRecord: true, verdict: null }]);
  expect(await dueCheck(reader(), quality, checkId)).toMatchObject({ id: checkId, plan: "QP-1", characteristics: [{ name: "Diameter", lowerLimit: "9.5", upperLimit: "10" }] });
  expect(await record(quality, "0.3", checkId, "9.8")).toMatchObject({ ok: true, data: { verdict: "PASS" } });
  expect(await dueCheck(reader(), quality, checkId)).toBeNull();
  expect(await checksOf(reader(), quality, { orderId: await orderOf() })).toMatchObject([{ id: checkId, verdict: "PASS", recordedBy: "Quality", mayRecord: false }]);

  const colleague = await atDesk("Colleague", role);
  expect(await takeBack(colleague, "0.301", checkId)).toMatchObject({ ok: false, code: "UNDO_EXPIRED" });
  expect(await takeBack(plant.lead, "0.3005", newId())).toMatchObject({ ok: false, code: "NOT_FOUND" });
  expect(await takeBack(quality, "0.308", checkId)).toMatchObject({ ok: true });
  // The same check is due again, since when it was.
  const [again] = await dueAtSites(reader(), quality);
  expect(again).toMatchObject({ plan: "QP-1", dueAt: after("0.2").toISOString() });
  await record(quality, "0.4", again?.id ?? "", "9.9");
  expect(await takeBack(quality, "0.41", again?.id ?? "")).toMatchObject({ ok: false, code: "UNDO_EXPIRED" });
  expect(await takeBack(plant.lead, "0.5", again?.id ?? "")).toMatchObject({ ok: true });
  await expectRebuilt(database);
});

it("§10.1 who may not record checks neither asks for one at a desk, nor sees what it asks for, nor takes one back", async () => {
  const asked = await ask(plant.first, "0.2");
  if (!asked.ok) throw new Error(asked.code);
  for (const role of ["PLANNER", "MAINTENANCE", "FINANCE", "IT", "EXECUTIVE", "AUDITOR"] as const) {
    const other = await atDesk(role, role);
    for (const answer of [await ask(other, "0.3"), await record(other, "0.3", asked.data.checkId, "9.8"), await takeBack(other, "0.3", asked.data.checkId)])
      expect(answer, role).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(await dueCheck(reader(), other, asked.data.checkId)).toBeNull();
    expect((await dueAtSites(reader(), other)).map(({ mayRecord }) => mayRecord)).not.toContain(true);
    expect(await checkTargets(reader(), other, "IN_WORK")).toEqual([]);
  }
});

it("SEC-01 an inspection of a lot that failed at the desk holds it, and who recorded it does not lift that, with or without a person", async () => {
  await hearPlan(plant, { plan: "QP-IN", item: "CAST-01" });
  const quality = await atDesk("Quality", "QUALITY_MANAGER");
  const lotId = await plant.lotId("C-A");
  expect(await checkTargets(reader(), quality, { lotId })).toMatchObject([{ id: lotId, kind: "LOT", lot: "C-A", plans: [{ plan: "QP-IN", asks: ["Diameter"] }] }]);
  const asked = await plant.does(quality, requestCheck, after("0.2"), { plan: "QP-IN", lotId });
  // What is due there already is not offered again.
  expect(await checkTargets(reader(), quality, { lotId })).toEqual([]);
  expect(await checksOf(reader(), quality, { lotId })).toMatchObject([{ id: asked.checkId, lot: "C-A", mayRecord: true }]);
  const failed = await record(quality, "0.3", asked.checkId, "10.01");
  expect(failed).toMatchObject({ ok: true, data: { verdict: "FAIL", held: [{ lot: "C-A" }] } });
  expect(await failedAtSites(reader(), quality)).toMatchObject([{ id: asked.checkId, lot: "C-A", failed: ["Diameter"], recordedBy: "Quality" }]);
  const holdId = failed.ok ? failed.data.held[0]?.holdId : undefined;
  expect(await plant.send(quality, releaseHold, after("0.4"), { holdId, reason: "Sorted" })).toMatchObject({ ok: false, code: "SECOND_PERSON_REQUIRED" });
});

it("offers for a check what is in work, and of an order what has not ended, by the plans that count there", async () => {
  await hearPlan(plant, { plan: "QP-20", operation: 20 });
  await hearPlan(plant, { plan: "QP-OLD", validTo: "2026-02-01T00:00:00Z" });
  await hearPlan(plant, { plan: "QP-OTHER", item: "CAST-01" });
  const technician = await atDesk("Technician", "QUALITY_TECH");
  const seen = async (about: Parameters<typeof checkTargets>[2]) =>
    (await checkTargets(reader(), technician, about)).map(({ order, operation, plans }) => [order, operation, plans.map(({ plan }) => plan)]);
  expect(await seen("IN_WORK")).toEqual([["PO-1001", 10, ["QP-1"]]]);
  expect(await seen({ orderId: await orderOf() })).toEqual([
    ["PO-1001", 10, ["QP-1"]],
    ["PO-1001", 20, ["QP-1", "QP-20"]],
  ]);
});

async function orderOf(): Promise<string> {
  const [row] = await plant.db.select({ orderId: orderOperation.orderId }).from(orderOperation).where(eq(orderOperation.id, operationId));
  return row?.orderId ?? "";
}
