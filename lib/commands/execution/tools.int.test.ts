import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { orderOperation } from "@/db/schema/execution";
import { signature } from "@/db/schema/identity";
import { productionRun } from "@/db/schema/genealogy";
import { site } from "@/db/schema/reference";
import { tool } from "@/db/schema/tool";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { dispatchList } from "@/lib/queries/operator/dispatch-list";
import { floorUnit } from "@/lib/queries/operator/floor-unit";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, type ExamplePlant, examplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;
let op10 = "";
let unit = "";

const SAID = "2026-03-16T06:00:00Z";
const GAUGE = { tool: "GAUGE-1", text: "Bore gauge", status: "AVAILABLE" as const, validUntil: after("1").toISOString() };
const DIE = { tool: "DIE-1", text: "Clamping die", status: "AVAILABLE" as const, validUntil: null };

/** What the ERP says of the line's tools, and then of another order that needs both. */
async function tell(workCentre: string, tools: readonly (typeof GAUGE | typeof DIE | (Omit<typeof DIE, "status"> & { status: "BLOCKED" }))[], erpVersion: number) {
  const known = example1("SITE-A").find((one) => one.type === "erp.work-centre.v1" && one.data.workCentre === workCentre);
  if (known?.type !== "erp.work-centre.v1") throw new Error(`there is no ${workCentre}`);
  await plant.hear([inboundMessage("erp.work-centre.v1", { ...known.data, erpVersion, tools: [...tools] }, "erp/test", SAID)]);
}

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  const routing = example1("SITE-A").find((one) => one.type === "erp.routing.v1");
  if (routing?.type !== "erp.routing.v1") throw new Error("the example has no routing");
  const operations = routing.data.operations.map((one) => (one.operation === 10 ? { ...one, tools: ["GAUGE-1", "DIE-1", "DIE-1"] } : one));
  const order = exampleOrder("SITE-A", "PO-1002");
  if (order.type !== "erp.order.v1") throw new Error("the example has no order");
  await plant.hear([inboundMessage("erp.routing.v1", { ...routing.data, version: "T", erpVersion: 9, status: "DRAFT", operations }, "erp/test", SAID)]);
  await plant.hear([inboundMessage("erp.order.v1", { ...order.data, routingVersion: "T" }, "erp/test", SAID)]);
  op10 = (await plant.operationIds("PO-1002")).get(10) ?? "";
  unit = await plant.unitId("MACH-1");
});
afterEach(() => database.close());

const start = (at: string, actor: Actor = plant.first, more: object = {}) => plant.send(actor, startOperation, after(at), { operationId: op10, workUnitId: unit, ...more });
const waiting = async (at: string) => {
  const reader = { db: plant.db, now: after(at) };
  const place = await floorUnit(reader, plant.first, "MACH-1");
  if (place === null) throw new Error("there is no MACH-1");
  return (await dispatchList(reader, plant.first, place)).waiting.find((one) => one.operationId === op10)?.notReady;
};
const allow = () => plant.db.update(site).set({ toolOverride: true });

describe("EX-01 tool valid", () => {
  it("keeps an operation from starting while a tool of its routing is not at the line, blocked or out of calibration", async () => {
    const [planned] = await plant.db.select({ tools: orderOperation.tools }).from(orderOperation).where(eq(orderOperation.id, op10));
    expect(planned?.tools).toEqual(["GAUGE-1", "DIE-1"]);
    expect(await start("0")).toMatchObject({ code: "START_BLOCKED", params: { guards: ["TOOL_NOT_HERE"], toolsNotHere: ["GAUGE-1", "DIE-1"] } });
    await tell("MACH", [GAUGE, { ...DIE, status: "BLOCKED" }], 2);
    expect(await start("1.5")).toMatchObject({ params: { guards: ["TOOL_BLOCKED", "TOOL_EXPIRED"], toolsBlocked: ["DIE-1"], toolsExpired: ["GAUGE-1"], toolOverride: false } });
    expect(await waiting("1.5")).toEqual([
      { kind: "TOOL", guard: "TOOL_BLOCKED", tools: ["DIE-1"] },
      { kind: "TOOL", guard: "TOOL_EXPIRED", tools: ["GAUGE-1"] },
    ]);
    await tell("MACH", [GAUGE, DIE], 3);
    expect(await waiting("0.5")).toEqual([]);
    // The other line has the die now, and the record of this one no longer names it.
    await tell("ASSY", [DIE], 2);
    expect(await start("0.5")).toMatchObject({ params: { guards: ["TOOL_NOT_HERE"], toolsNotHere: ["DIE-1"] } });
    await tell("MACH", [GAUGE, DIE], 4);
    expect(await start("0.6")).toMatchObject({ ok: true });
    const [run] = await plant.db.select({ tool: productionRun.tool }).from(productionRun);
    expect(run?.tool).toBe("GAUGE-1, DIE-1");
    await expectRebuilt(database, async (replayed) => expect(await replayed.db.select({ tool: productionRun.tool }).from(productionRun)).toEqual([run]));
  });

  it("a record that says nothing of tools leaves them where they are, an empty list takes them away", async () => {
    await tell("MACH", [GAUGE, DIE], 2);
    const known = example1("SITE-A").find((one) => one.type === "erp.work-centre.v1" && one.data.workCentre === "MACH");
    if (known?.type !== "erp.work-centre.v1") throw new Error("there is no MACH");
    await plant.hear([inboundMessage("erp.work-centre.v1", { ...known.data, erpVersion: 3 }, "erp/test", SAID)]);
    expect((await plant.db.select().from(tool)).map((one) => one.active)).toEqual([true, true]);
    await tell("MACH", [], 4);
    expect((await plant.db.select().from(tool)).map((one) => one.active)).toEqual([false, false]);
  });

  it("is overridden by a lead with a reason where the site says so, alone or at the operator's tablet with a signature; nothing else is", async () => {
    const overrideReason = "Die was inspected this morning";
    expect(await start("0", plant.first, { overrideReason })).toMatchObject({ code: "LEAD_REQUIRED", params: { for: "TOOL" } });
    expect(await start("0", plant.lead, { overrideReason })).toMatchObject({ code: "START_BLOCKED", params: { toolOverride: false } });
    await allow();
    expect(await start("0.1")).toMatchObject({ code: "START_BLOCKED", params: { toolOverride: true } });
    const { accountId, personId, name, sites } = plant.lead;
    if (accountId === null) throw new Error("the lead has no account");
    expect(await start("0.2", { ...plant.first, approver: { accountId, personId, name, sites } }, { overrideReason })).toMatchObject({ ok: true });
    expect((await plant.db.select().from(signature)).map((one) => [one.printedName, one.subject.startsWith("override/")])).toEqual([[name, true]]);
  });

  it("is not in use twice", async () => {
    await tell("MACH", [GAUGE, DIE], 2);
    const order = exampleOrder("SITE-A", "PO-1003");
    if (order.type !== "erp.order.v1") throw new Error("the example has no order");
    await plant.hear([inboundMessage("erp.order.v1", { ...order.data, routingVersion: "T" }, "erp/test", SAID)]);
    const other = (await plant.operationIds("PO-1003")).get(10) ?? "";
    expect(await start("0.1")).toMatchObject({ ok: true });
    expect(await plant.send(plant.second, startOperation, after("0.2"), { operationId: other, workUnitId: unit })).toMatchObject({
      code: "START_BLOCKED",
      params: { guards: ["WORK_UNIT_TAKEN", "TOOL_IN_USE"], toolsInUse: ["GAUGE-1", "DIE-1"] },
    });
  });
});
