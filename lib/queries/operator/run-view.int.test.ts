import { beforeEach, describe, expect, it } from "vitest";
import { eq } from "drizzle-orm";
import { countProposal, orderComponent, orderOperation } from "@/db/schema/execution";
import { account, device } from "@/db/schema/identity";
import { lot, lotMount, lotStock } from "@/db/schema/materials";
import { equipment, site } from "@/db/schema/reference";
import { stateInterval } from "@/db/schema/telemetry";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { pauseOperation } from "@/lib/commands/execution/pause-operation";
import { raiseCall } from "@/lib/commands/execution/raise-call";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { signOnOperation } from "@/lib/commands/execution/sign-on";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { mountLot, unmountLot } from "@/lib/commands/materials/mount-lot";
import { decimal } from "@/lib/domain/shared/decimal";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { NEXT, runView } from "./run-view";
import { stationLines } from "./station-lines";

let database: TestDatabase;
let plant: ExamplePlant;
let op10: string;
let machine: string;

const seen = (actor: Actor, hours: string, unit = "MACH-1") => runView({ db: plant.db, now: after(hours) }, actor, unit);
async function shown(hours: string, actor = plant.first) {
  const view = await seen(actor, hours);
  if (view === null) throw new Error("the unit is not shown");
  return view;
}

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
  machine = await plant.unitId("MACH-1");
  return () => database.close();
});

const start = () => plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: machine });
async function run() {
  await start();
  await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
}

/** Castings are taken by the confirmations instead of scanned. */
const feedCastings = () => plant.db.update(orderComponent).set({ issueMode: "BACKFLUSH" }).where(eq(orderComponent.operationId, op10));

describe("what is next on a machine", () => {
  it("lists what can start first, and says of the others why they cannot", async () => {
    await plant.hear([exampleOrder("SITE-A", "PO-1002", { priority: 5 }), exampleOrder("SITE-A", "PO-1003", { priority: 1, status: "CREATED" })]);
    const free = await shown("0");
    expect([free.operation, free.waitingCut]).toEqual([null, undefined]);
    expect(free.waiting.map((one) => [one.order, one.opNo, one.notReady])).toEqual([
      ["PO-1002", 10, []],
      ["PO-1001", 10, []],
      ["PO-1003", 10, [{ kind: "ORDER", state: "CREATED" }]],
    ]);
    const assembly = await seen(plant.first, "0", "ASSY-2");
    expect(assembly?.waiting.find((one) => one.order === "PO-1001")?.notReady).toEqual([{ kind: "PREDECESSOR", opNo: 10, name: "Machining" }]);
    await start();
    const taken = await shown("0.1");
    const loaded = { kind: "UNIT_TAKEN", by: "PO-1001 / 10" };
    // What lacks nothing but the machine comes before what lacks more, whatever its priority.
    expect(taken.waiting.map((one) => [one.order, one.notReady])).toEqual([
      ["PO-1002", [loaded]],
      ["PO-1003", [{ kind: "ORDER", state: "CREATED" }, loaded]],
    ]);
  });

  it("lists what can start behind any number of orders that cannot, and says that there are more", async () => {
    const created = Array.from({ length: 61 }, (_, index) => exampleOrder("SITE-A", `PO-2${String(index).padStart(3, "0")}`, { priority: 1, status: "CREATED" }));
    await plant.hear([...created, exampleOrder("SITE-A", "PO-3000", { priority: 9 })]);
    const { waiting, waitingCut } = await shown("0");
    expect([waiting.length, waitingCut]).toEqual([60, true]);
    expect(waiting.slice(0, 3).map((one) => [one.order, one.notReady])).toEqual([
      ["PO-3000", []],
      ["PO-1001", []],
      ["PO-2000", [{ kind: "ORDER", state: "CREATED" }]],
    ]);
  });

  it("names what waits by what that operation is to make, which the next one needs, and not by what the order is for", async () => {
    await plant.db
      .update(orderOperation)
      .set({ required: decimal("204") })
      .where(eq(orderOperation.id, (await plant.operationIds("PO-1001")).get(20) ?? ""));
    const waiting = (await shown("0")).waiting.find((one) => one.operationId === op10);
    expect(waiting).toMatchObject({ quantity: "204", prepared: { target: "204" } });
    await start();
    expect((await shown("0.1")).operation).toMatchObject({ target: "204" });
    const lines = await stationLines({ db: plant.db, now: after("0.1") }, plant.first);
    expect(lines.flatMap((line) => line.units.map((unit) => [unit.code, unit.loaded?.quantity]))).toContainEqual(["MACH-1", "204"]);
  });

  it("EX-22 brings what its screen will show with what can start, as it is once it has started, and with nothing else", async () => {
    const free = await shown("0");
    const prepared = free.waiting.find((one) => one.operationId === op10)?.prepared;
    const { components = [], ...figures } = prepared ?? {};
    expect(components.map((one) => [one.item, one.lots.map((each) => each.number)])).toEqual([["CAST-01", ["C-A", "C-B", "C-C"]]]);
    await start();
    const begun = await shown("0.1");
    expect(begun.operation).toMatchObject({ ...figures, target: "200" });
    expect(begun.components).toEqual(components);
    expect(begun.waiting.some((one) => one.prepared !== undefined)).toBe(false);
    const assembly = await seen(plant.first, "0.1", "ASSY-2");
    expect(assembly?.waiting.some((one) => one.prepared !== undefined)).toBe(false);
  });

  it("EX-07 says of an entry that a lead let it go above the tolerance", async () => {
    await start();
    await plant.does(plant.first, finishSetup, after("0.5"), { operationId: op10 });
    await plant.db.update(site).set({ overrideCapPct: decimal("0.2") });
    await plant.does(plant.lead, confirmProduction, after("1"), { operationId: op10, good: "215", overrideReason: "They take the rest." });
    await plant.does(plant.first, confirmProduction, after("1.05"), { operationId: op10, good: "0", scrap: "1", scrapReason: "SURFACE" });
    const quantities = (await shown("1.1")).entries.flatMap((entry) => (entry.kind === "PRODUCTION" ? [[entry.good, entry.approved]] : []));
    expect(quantities.toSorted()).toEqual([
      ["0", undefined],
      ["215", true],
    ]);
  });

  it("names material of which no lot may be taken", async () => {
    await plant.db.update(lot).set({ mesStatus: "ON_HOLD" });
    expect((await shown("0")).waiting[0]?.notReady).toEqual([{ kind: "MATERIAL", items: ["Casting"] }]);
  });
});

describe("a machine that may run several at once", () => {
  it("EX-01 shows each of them by itself, names all, and says what else could start", async () => {
    await plant.db.update(equipment).set({ parallelOperations: true }).where(eq(equipment.id, machine));
    await plant.hear([exampleOrder("SITE-A", "PO-1002"), exampleOrder("SITE-A", "PO-1003")]);
    const other = (await plant.operationIds("PO-1002")).get(10) ?? "";
    const reader = (at: string) => ({ db: plant.db, now: after(at) });
    await start();
    await plant.does(plant.second, startOperation, after("0.1"), { operationId: other, workUnitId: machine });
    const of = async (chosen?: string) => runView(reader("0.2"), plant.first, "MACH-1", chosen);
    expect((await of())?.operation?.order).toBe("PO-1001");
    expect((await of(other))?.operation?.order).toBe("PO-1002");
    const next = await of(NEXT);
    expect(next?.operation).toBeNull();
    expect(next?.runs?.map((one) => [one.order, one.opNo])).toEqual([
      ["PO-1001", 10],
      ["PO-1002", 10],
    ]);
    expect(next?.waiting.map((one) => [one.order, one.notReady, one.prepared !== undefined])).toContainEqual(["PO-1003", [], true]);
    // One that is not in work here, or no more: nothing of another order shows in its place.
    expect((await of((await plant.operationIds("PO-1003")).get(10)))?.operation).toBeNull();
    const units = (await stationLines(reader("0.2"), plant.first)).flatMap((line) => line.units);
    expect(units.find((one) => one.id === machine)).toMatchObject({ loaded: { order: "PO-1001" }, others: [{ order: "PO-1002" }] });
  });

  it("on any other machine what is asked for changes nothing", async () => {
    await start();
    const seenBy = await runView({ db: plant.db, now: after("0.2") }, plant.first, "MACH-1", NEXT);
    expect([seenBy?.operation?.order, seenBy?.runs]).toEqual(["PO-1001", undefined]);
  });
});

describe("the operation in hand", () => {
  it("shows target, totals and limits of an operation before the last, and its pace from the run's start", async () => {
    await run();
    await plant.does(plant.first, confirmProduction, after("3"), { operationId: op10, good: "40", scrap: "2", scrapReason: "SURFACE", rework: "1", reworkReason: "DIM" });
    const { operation } = await shown("3");
    expect(operation).toMatchObject({
      order: "PO-1001",
      opNo: 10,
      state: "RUNNING",
      item: "FG-100",
      good: "40",
      scrap: "2",
      rework: "1",
      openRework: "1",
      processed: "43",
      isLast: false,
      minGood: null,
      arrived: null,
    });
    // Op 20 needs 200 first-pass units; 5 % more are allowed. 0.98 yield at 0.05 h each is 19.6 an hour.
    expect(operation).toMatchObject({ target: "200", maxGood: "210", planPerHour: "19.60", planFrom: after("1").toISOString(), perHour: "40" });
  });

  it("takes its entries newest first, leaves out those that carry time alone, and marks what was taken back", async () => {
    await run();
    const wrong = await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "12" });
    await plant.does(plant.first, issueMaterial, after("2.5"), { operationId: op10, lot: "C-A", quantity: "20" });
    await plant.does(plant.lead, reverseEntry, after("3"), { entryId: wrong.entryId, reason: "MISKEY" });
    const { entries, operation } = await shown("3");
    expect(operation?.good).toBe("0");
    expect(entries.map((one) => [one.kind, one.reversed])).toEqual([
      ["PRODUCTION", false],
      ["ISSUE", false],
      ["PRODUCTION", true],
    ]);
    expect(entries[1]).toMatchObject({ item: "CAST-01", lot: "C-A", quantity: "20", personId: plant.first.personId });
  });

  it("offers lots by FEFO with what is left and why one may not be taken, and shows what is mounted", async () => {
    await plant.db
      .update(lot)
      .set({ expiresAt: after("800") })
      .where(eq(lot.number, "C-B"));
    await plant.db.update(lot).set({ mesStatus: "ON_HOLD" }).where(eq(lot.number, "C-A"));
    await run();
    await feedCastings();
    await plant.does(plant.first, mountLot, after("1.5"), { operationId: op10, lot: "C-B" });
    const [casting] = (await shown("2")).components;
    expect(casting).toMatchObject({ item: "CAST-01", fits: ["CAST-01"], mode: "BACKFLUSH", tracked: true, issued: "0", perUnit: "1", mounted: { lot: "C-B", left: "194" } });
    expect(casting?.lots.map((one) => [one.number, one.blocked])).toEqual([
      ["C-B", null],
      ["C-C", null],
      ["C-A", "STATUS"],
    ]);
  });

  it("UI-11 says above how much scrap an entry is read once more: a tenth of what the operation is to make, or what the site says", async () => {
    await run();
    expect((await shown("2")).operation).toMatchObject({ target: "200", scrapQuestion: "20" });
    await plant.db.update(site).set({ scrapQuestionPct: decimal("0.025") });
    expect((await shown("2")).operation?.scrapQuestion).toBe("5");
  });

  it("TR-01 a lot that was taken off feeds nothing any more, and the log says who did it; one that made room for another is no entry", async () => {
    await run();
    await feedCastings();
    await plant.does(plant.first, mountLot, after("1.4"), { operationId: op10, lot: "C-A" });
    await plant.does(plant.lead, mountLot, after("1.5"), { operationId: op10, lot: "C-B", overrideReason: "nearer" });
    const on = (await shown("2")).components[0]?.mounted;
    const elsewhere = { mountId: on?.mountId, operationId: newId() };
    expect(await plant.send(plant.second, unmountLot, after("1.6"), elsewhere)).toMatchObject({ ok: false, code: "NOT_FOUND" });
    await plant.does(plant.second, unmountLot, after("1.6"), { mountId: on?.mountId, operationId: op10 });
    const { components, entries } = await shown("2");
    expect(components[0]?.mounted).toBeNull();
    const offs = entries.filter((entry) => entry.kind === "UNMOUNT");
    expect(offs).toMatchObject([{ lot: on?.lot, item: "CAST-01", personId: plant.second.personId, reversed: false }]);
  });

  it("EX-08 EX-12 shows all that feeds a line, the planned item first: a substitute that another order left on as well", async () => {
    await run();
    await feedCastings();
    await plant.does(plant.first, mountLot, after("1.5"), { operationId: op10, lot: "C-A" });
    const [seal] = await plant.db
      .select()
      .from(lot)
      .where(eq(lot.id, await plant.lotId("S-1")));
    const instead = { item: "SEAL-02", itemId: seal?.itemId ?? "", factor: "3", priority: 1, validFrom: null, validTo: null };
    await plant.db
      .update(orderComponent)
      .set({ substitutes: [instead] })
      .where(eq(orderComponent.operationId, op10));
    await plant.db.insert(lotMount).values({ id: newId(), siteId: plant.siteId, workUnitId: machine, lotId: seal?.id ?? "", itemId: seal?.itemId ?? "", mountedAt: after("1") });
    const [casting] = (await shown("2")).components;
    expect(casting).toMatchObject({ fits: ["CAST-01", "SEAL-02"], mounted: { lot: "C-A", left: "150" }, mountedToo: [{ lot: "S-1", since: after("1").toISOString() }] });
    // Planned by a line of its own, it is on for that one.
    const [line] = await plant.db.select().from(orderComponent).where(eq(orderComponent.operationId, op10));
    if (line === undefined) throw new Error("the operation takes nothing");
    await plant.db.insert(orderComponent).values({ ...line, id: newId(), position: 30, itemId: seal?.itemId ?? "", substitutes: [] });
    const [first, second] = (await shown("2")).components;
    expect(first).toMatchObject({ fits: ["CAST-01"], mounted: { lot: "C-A" } });
    expect([first?.mountedToo, second?.mounted?.lot]).toEqual([undefined, "S-1"]);
  });

  it("EX-10 advises the lot that goes first and counts all that is free, however many lots there are", async () => {
    const [main] = await plant.db.select().from(lotStock).limit(1);
    const [some] = await plant.db.select().from(lot).where(eq(lot.number, "C-A"));
    if (main === undefined || some === undefined) throw new Error("the plant has stock");
    const many = Array.from({ length: 600 }, (_, index) => ({ ...some, id: newId(), number: `M-${String(index).padStart(3, "0")}`, expiresAt: after("900"), erpLotId: null }));
    const lots = [...many, { ...some, id: newId(), number: "FIRST", expiresAt: after("500") }];
    await plant.db.insert(lot).values(lots);
    await plant.db.delete(lotStock);
    await plant.db.insert(lotStock).values(lots.map((one) => ({ ...main, lotId: one.id, onHand: decimal(1), reserved: decimal(0) })));
    // 601 are there, and as many are needed.
    await plant.db
      .update(orderComponent)
      .set({ required: decimal(601) })
      .where(eq(orderComponent.operationId, op10));
    expect((await shown("0")).waiting.find((one) => one.order === "PO-1001" && one.opNo === 10)?.notReady).toEqual([]);
    await plant.db
      .update(orderComponent)
      .set({ required: decimal(602) })
      .where(eq(orderComponent.operationId, op10));
    expect((await shown("0")).waiting.find((one) => one.order === "PO-1001" && one.opNo === 10)?.notReady).toEqual([
      { kind: "MATERIAL_SHORT", items: [{ item: "Casting", needed: "602", free: "601", uom: "EA" }] },
    ]);
    await run();
    const [casting] = (await shown("2")).components;
    expect(casting?.lots.slice(0, 2).map((one) => one.number)).toEqual(["FIRST", "M-000"]);
    expect(casting?.lots).toHaveLength(12);
    // And that is what a scan takes.
    expect(await plant.send(plant.first, issueMaterial, after("2"), { operationId: op10, lot: "FIRST", quantity: "1" })).toMatchObject({ ok: true });
  });

  it("EX-10 offers only what a scan there finds: a lot at another line is neither offered nor counted as being there", async () => {
    const [other] = await plant.db.select({ id: equipment.parentId }).from(equipment).where(eq(equipment.code, "ASSY-2"));
    const away = newId();
    await plant.db
      .insert(equipment)
      .values({ id: away, siteId: plant.siteId, parentId: other?.id, code: "AT-ASSY", name: "At assembly", level: "WORK_UNIT", type: "STORAGE_UNIT" });
    const move = (lotId: string) => plant.db.update(lotStock).set({ locationId: away }).where(eq(lotStock.lotId, lotId));
    await move(await plant.lotId("C-A"));
    await run();
    const [casting] = (await shown("2")).components;
    expect(casting?.lots.map((one) => one.number)).toEqual(["C-B", "C-C"]);
    // What is offered first is what the scan takes, and what is not offered it refuses.
    expect(await plant.send(plant.first, issueMaterial, after("2"), { operationId: op10, lot: "C-A", quantity: "1" })).toMatchObject({ ok: false, code: "LOT_EMPTY" });
    expect(await plant.send(plant.first, issueMaterial, after("2"), { operationId: op10, lot: casting?.lots[0]?.number, quantity: "1" })).toMatchObject({ ok: true });
    await plant.hear([exampleOrder("SITE-A", "PO-1002")]);
    for (const number of ["C-B", "C-C"]) await move(await plant.lotId(number));
    expect((await shown("2.1")).waiting.find((one) => one.order === "PO-1002" && one.opNo === 10)?.notReady).toContainEqual({ kind: "MATERIAL", items: ["Casting"] });
  });

  it("knows who is on it, why it is paused, what was called, and what the line counted", async () => {
    await run();
    await plant.does(plant.second, signOnOperation, after("1.5"), { operationId: op10 });
    await plant.does(plant.first, raiseCall, after("1.6"), { workUnitId: machine, call: "MAINTENANCE" });
    await plant.does(plant.first, pauseOperation, after("2"), { operationId: op10, reason: "QA-WAIT" });
    await plant.db
      .insert(countProposal)
      .values({ operationId: op10, siteId: plant.siteId, good: decimal("48.5"), scrap: decimal("0.5"), countedSince: after("1"), countedTo: after("2") });
    const view = await shown("2.1");
    expect(view.people.map((one) => one.number)).toEqual(["0417", "0422"]);
    expect(view.operation).toMatchObject({
      state: "PAUSED",
      pausedFrom: "RUNNING",
      since: after("2").toISOString(),
      reason: { code: "QA-WAIT", name: "Waiting for quality" },
      proposal: { good: "48", scrap: "0", since: after("1").toISOString() },
    });
    expect(view.calls).toEqual([
      {
        id: expect.any(String),
        call: "MAINTENANCE",
        raisedAt: after("1.6").toISOString(),
        acknowledged: false,
        owner: "MAINTENANCE",
        takenAt: null,
        next: { at: expect.any(String), to: "PLANNER" },
        own: true,
        mayEnd: true,
      },
    ]);
    expect(view.reasons.stop.map((one) => one.code)).toContain("BRK-MECH");
    expect(view.reasons.issuedShort?.map((one) => one.code)).toEqual(["NOT-SCANNED", "OPEN-PACK", "OTHER-ORDER", "PLAN-HIGH", "NO-BACKFLUSH", "COUNT-HIGH"]);
  });

  it("says which of the reader's commands it already contains", async () => {
    const commandId = newId();
    await run();
    await plant.does(plant.first, confirmProduction, after("2"), { commandId, operationId: op10, good: "5" });
    expect((await shown("2.1")).included).toContain(commandId);
    expect((await shown("2.1", plant.second)).included).toEqual([]);
    expect((await shown("3")).included).toEqual([]);
  });

  it("10.1 shows no cost and no price", async () => {
    await run();
    await plant.does(plant.first, issueMaterial, after("2"), { operationId: op10, lot: "C-A", quantity: "20" });
    const text = JSON.stringify(await shown("2.5"));
    for (const word of ["cost", "price", "rate", "14.05", "amount"]) expect(text.toLowerCase()).not.toContain(word === "rate" ? '"rate' : word);
  });
});

describe("the lines", () => {
  it("put the tablet's own line first, with what its machines do", async () => {
    await run();
    const line = await plant.db.select({ id: equipment.id }).from(equipment).where(eq(equipment.code, "ASSY"));
    const deviceId = newId();
    await plant.db.insert(device).values({ id: deviceId, siteId: plant.siteId, workCentreId: line[0]?.id ?? null, name: "Tablet", tokenHash: "h", enrolledAt: after("0") });
    await plant.db
      .insert(stateInterval)
      .values({ id: newId(), siteId: plant.siteId, workUnitId: machine, state: "DOWN", rawState: "DOWN", reasonCode: "BRK-MECH", source: "PLC", fromAt: after("2") });
    const lines = await stationLines({ db: plant.db, now: after("2") }, { ...plant.first, deviceId });
    expect(lines.map((one) => [one.code, one.own, one.ready])).toEqual([
      ["ASSY", true, 0],
      ["MACH", false, 0],
    ]);
    expect(lines[1]?.units[0]).toMatchObject({
      code: "MACH-1",
      machine: { state: "DOWN", reasonName: "Mechanical breakdown" },
      loaded: { order: "PO-1001", opNo: 10, state: "RUNNING" },
    });
  });

  it("S26 are none at sites that are not the reader's, nor is a machine there", async () => {
    const [elsewhere] = await plant.db.select({ id: account.id }).from(account).limit(1);
    const foreign: Actor = { ...plant.first, accountId: elsewhere?.id ?? null, sites: [{ siteId: newId(), code: "SITE-X", roles: ["OPERATOR"] }] };
    expect(await stationLines({ db: plant.db, now: after("0") }, foreign)).toEqual([]);
    expect(await seen(foreign, "0")).toBeNull();
    const quality: Actor = { ...plant.first, sites: plant.first.sites.map((one) => ({ ...one, roles: ["QUALITY_TECH"] })) };
    expect(await seen(quality, "0")).toBeNull();
  });
});
