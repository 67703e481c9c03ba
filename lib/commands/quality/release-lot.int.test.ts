import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/postgres-js";
import { afterEach, beforeEach, expect, it } from "vitest";
import * as schema from "@/db/schema/index";
import { outboxMessage } from "@/db/schema/integration";
import { lot } from "@/db/schema/materials";
import { hold, inspectionPlan, qualityCheck } from "@/db/schema/quality";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { execute } from "@/lib/commands/execute";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, type ExamplePlant, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { pendingAtSites } from "@/lib/queries/quality/desk";
import { placeHold } from "./place-hold";
import { releaseHold } from "./release-hold";
import { releaseLot } from "./release-lot";
import { hearPlan, measureOne } from "./testing/measured-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let manager: Actor;
let op20: string;
let lotId: string;
let number: string;

/** The day after: the order's lot of the day is not filled any more. */
const NEXT_DAY = "24";

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  const about = { kind: "FINISHED" as const, baseUom: "EA", decimals: 0, units: [], tracking: "LOT" as const, shelfLifeDays: null, minRemainingDays: 0, status: "ACTIVE" as const };
  const pump = { ...about, site: "SITE-A", item: "FG-100", erpVersion: 2, text: "Pump", requiresRelease: true };
  await plant.hear([inboundMessage("erp.item.v1", pump, "erp/example", "2026-03-02T07:00:00Z")]);
  manager = { ...(await plant.employ("0601", "A1", ["QUALITY_MANAGER"])), signing: { name: "Manager 0601" } };
  const ids = await plant.operationIds("PO-1001");
  const op10 = ids.get(10) ?? "";
  op20 = ids.get(20) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
  await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "50" });
  await plant.does(plant.first, startOperation, after("2.1"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
  await plant.does(plant.first, finishSetup, after("2.2"), { operationId: op20 });
  number = (await makes("2.3")).lot ?? "";
  lotId = await plant.lotId(number);
});
afterEach(() => database.close());

const makes = (at: string) => plant.does(plant.first, confirmProduction, after(at), { operationId: op20, good: "10" });
const release = (actor: Actor, at: string) => plant.send(actor, releaseLot, after(at), { lotId, reason: "Certificate seen" });
const statusNow = async () => (await plant.db.select().from(lot).where(eq(lot.id, lotId)))[0]?.mesStatus;
const told = async (type: string): Promise<readonly Record<string, unknown>[]> =>
  (await plant.db.select().from(outboxMessage).where(eq(outboxMessage.type, type)).orderBy(outboxMessage.recordTime, outboxMessage.sequence)).map(({ payload, priority }) => ({
    ...(payload as { data: Record<string, unknown> }).data,
    priority,
  }));
const issue = async (at: string) => {
  const line = {
    pos: 10,
    item: "FG-100",
    qty: "1",
    uom: "EA",
    scrapFactor: "0",
    operation: 20,
    issueMode: "MANUAL_SCAN" as const,
    mixGroup: null,
    substitutes: [],
    required: null,
  };
  await plant.hear([exampleOrder("SITE-A", "PO-2001", { components: [line] })]);
  return plant.send(plant.first, issueMaterial, after(at), { operationId: (await plant.operationIds("PO-2001")).get(20) ?? "", lot: number, quantity: "1" });
};

it("EX-15 a lot that needs its release waits for it; a quality manager gives it with a signature, and the ERP hears it at once", async () => {
  expect(await issue("3")).toMatchObject({ ok: false, code: "LOT_NOT_RELEASED", params: { status: "PENDING" } });
  const desk = () => pendingAtSites({ db: plant.db, now: after("25") }, manager);
  expect(await desk()).toMatchObject([{ lot: number, item: "FG-100", order: "PO-1001", due: 0, failed: 0, mayRelease: true }]);
  expect(await release(plant.lead, NEXT_DAY)).toMatchObject({ code: "FORBIDDEN" });
  expect(await release({ ...manager, signing: undefined }, NEXT_DAY)).toMatchObject({ code: "SIGNATURE_REQUIRED" });
  expect(await statusNow()).toBe("PENDING");
  expect(await release(manager, NEXT_DAY)).toMatchObject({ ok: true, data: { status: "RELEASED" } });
  expect(await told("mes.lot.released.v1")).toMatchObject([{ lot: number, onHand: "10", status: "RELEASED", comment: "Certificate seen", priority: 0 }]);
  expect(await desk()).toEqual([]);
  expect(await release(manager, "24.1")).toMatchObject({ code: "INVALID_TRANSITION", params: { state: "RELEASED" } });
  expect((await issue("24.2")).ok).toBe(true);
  await expectRebuilt(database);
});

it("§2.2 is not released while its order still adds to it", async () => {
  expect(await release(manager, "4")).toMatchObject({ code: "LOT_STILL_MADE", params: { lot: number } });
});

it("SEC-01 is not released by who recorded one of its checks", async () => {
  const { siteId } = plant;
  const planId = newId();
  await plant.db.insert(inspectionPlan).values({ id: planId, siteId, code: "QP-9", version: "1", trigger: "EVENT", event: "LOT", validFrom: after("0") });
  const recorded = { state: "RECORDED" as const, verdict: "PASS" as const, dueAt: after("3"), recordedAt: after("3"), recordedBy: manager.personId, failed: [] };
  await plant.db.insert(qualityCheck).values({ id: newId(), siteId, planId, lotId, snapshot: {}, ...recorded });
  expect(await release(manager, NEXT_DAY)).toMatchObject({ code: "OWN_CHECK" });
  // Whoever is nobody of the plant answers for it by their account.
  const desk: Actor = { ...manager, personId: null };
  await plant.db.insert(qualityCheck).values({ id: newId(), siteId, planId, lotId, snapshot: {}, ...recorded, recordedBy: null, recordedSigner: desk.accountId });
  expect(await release(desk, NEXT_DAY)).toMatchObject({ code: "OWN_CHECK" });
  const other = { ...(await plant.employ("0602", "A1", ["QUALITY_MANAGER"])), signing: { name: "Manager 0602" } };
  expect((await release(other, NEXT_DAY)).ok).toBe(true);
});

it("a hold in between gives back that it waits, and then it can be released", async () => {
  const { holds } = await plant.does(plant.lead, placeHold, after("3"), { lotId, reason: "Label" });
  expect(await release(manager, NEXT_DAY)).toMatchObject({ code: "INVALID_TRANSITION", params: { state: "ON_HOLD" } });
  await plant.does(manager, releaseHold, after("24.1"), { holdId: holds[0]?.holdId, reason: "Relabelled" });
  expect(await statusNow()).toBe("PENDING");
  expect((await release(manager, "24.2")).ok).toBe(true);
});

it("EX-15 the ERP hears of each receipt what the lot is: held, what joins a held lot", async () => {
  await plant.does(plant.lead, placeHold, after("3"), { lotId, reason: "Label" });
  await makes("3.1");
  expect((await told("mes.production.received.v1")).map(({ qualityStatus }) => qualityStatus)).toEqual(["PENDING", "ON_HOLD"]);
});

it("EX-14 what joins a lot of which no piece is held reads no move of it, however much it was made of", async () => {
  await plant.does(plant.lead, placeHold, after("3"), { lotId, reason: "Label" });
  const statements: string[] = [];
  const db = drizzle(database.sql, { schema, logger: { logQuery: (query) => void statements.push(query) } });
  const joined = await execute({ ...plant.services, db }, plant.first, confirmProduction, {
    commandId: newId(),
    eventTime: after("3").toISOString(),
    operationId: op20,
    good: "10",
  });
  expect(joined).toMatchObject({ ok: true, data: { lot: number } });
  expect(statements.filter((text) => text.includes('insert into "materials"."material_move"'))).toHaveLength(1);
  expect(statements.filter((text) => text.includes('from "materials"."material_move"'))).toEqual([]);
});

it("§2.2 what is told late into a lot that was released meanwhile is not released with it: the lot is held until quality has looked", async () => {
  expect((await release(manager, NEXT_DAY)).ok).toBe(true);
  const late = await plant.send(plant.first, confirmProduction, after("4"), { operationId: op20, good: "5" }, after("24.5"));
  expect(late).toMatchObject({ ok: true, data: { lot: number } });
  expect(await statusNow()).toBe("ON_HOLD");
  expect((await told("mes.production.received.v1")).at(-1)).toMatchObject({ qty: "5", qualityStatus: "ON_HOLD" });
  const [placed] = await plant.db.select().from(hold).where(eq(hold.lotId, lotId));
  await plant.does(manager, releaseHold, after("25"), { holdId: placed?.id, reason: "Looked at" });
  expect(await statusNow()).toBe("RELEASED");
});

it("EX-14 a lot that was released while pieces of it are held is released again after a hold that was told late of before them", async () => {
  await hearPlan(plant);
  await measureOne(plant, "2.5", { operationId: op20 }, "9.8");
  await makes("3");
  await measureOne(plant, "3.1", { operationId: op20 }, "10.01");
  expect(await statusNow()).toBe("PENDING");
  expect((await release(manager, NEXT_DAY)).ok).toBe(true);
  const { holds } = await plant.does(plant.lead, placeHold, after("2.9"), { lotId, reason: "Label" }, after("24.5"));
  expect(await statusNow()).toBe("ON_HOLD");
  await plant.does(manager, releaseHold, after("25"), { holdId: holds[0]?.holdId, reason: "Relabelled" });
  expect(await statusNow()).toBe("RELEASED");
});
