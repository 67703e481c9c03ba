import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/db/testing/database";
import { orderComponent } from "@/db/schema/execution";
import { lot, lotMount, lotStock, materialMove } from "@/db/schema/materials";
import { equipment, item, site } from "@/db/schema/reference";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { runView } from "@/lib/queries/operator/run-view";
import { orderEvents } from "@/lib/queries/planner/order-events";
import { decimal } from "@/lib/domain/shared/decimal";
import { example1, exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { newId } from "@/lib/platform/ids";
import { issueMaterial } from "./issue-material";
import { mountLot } from "./mount-lot";

const open: TestDatabase[] = [];
afterAll(() => Promise.all(open.map((database) => database.close())));

let plant: ExamplePlant;
let operationId: string;

/** PO-2001 runs op10 on MACH-1: castings are scanned, seals are taken by its confirmations. */
beforeEach(async () => {
  const database = await exampleDatabase();
  open.push(database);
  plant = await examplePlant(database.db);
  const line = { qty: "1", uom: "EA", scrapFactor: "0", operation: 10, mixGroup: null, substitutes: [], required: null };
  await plant.hear([
    exampleOrder("SITE-A", "PO-2001", {
      components: [
        { ...line, pos: 10, item: "CAST-01", issueMode: "MANUAL_SCAN" },
        { ...line, pos: 20, item: "SEAL-02", issueMode: "BACKFLUSH" },
      ],
    }),
  ]);
  operationId = (await plant.operationIds("PO-2001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
});

const issue = (number: string, rest: object = {}) => plant.send(plant.first, issueMaterial, after("2"), { operationId, lot: number, ...rest });
const change = (number: string, values: Partial<typeof lot.$inferInsert>) => plant.db.update(lot).set(values).where(eq(lot.number, number));
const reserve = async (number: string, reserved: string) =>
  plant.db
    .update(lotStock)
    .set({ reserved: decimal(reserved) })
    .where(eq(lotStock.lotId, await plant.lotId(number)));

describe("EX-08 issue mode", () => {
  it("refuses to issue what the confirmations take, by lot and by quantity, and nothing is taken", async () => {
    expect(await issue("S-1", { quantity: "5" })).toMatchObject({ ok: false, code: "WRONG_ISSUE_MODE", params: { item: "SEAL-02", lot: "S-1" } });
    // Nobody is told to mount what may not be used at all.
    await change("S-2", { mesStatus: "ON_HOLD" });
    expect(await issue("S-2", { quantity: "5" })).toMatchObject({ ok: false, code: "LOT_NOT_RELEASED" });
    const [seal] = await plant.db
      .update(orderComponent)
      .set({ tracked: false })
      .where(and(eq(orderComponent.operationId, operationId), eq(orderComponent.position, 20)))
      .returning({ id: orderComponent.id });
    const byQuantity = await plant.send(plant.first, issueMaterial, after("2"), { operationId, componentId: seal?.id, quantity: "5" });
    expect(byQuantity).toMatchObject({ ok: false, code: "WRONG_ISSUE_MODE", params: { item: "SEAL-02" } });
    expect(await plant.db.select().from(materialMove)).toEqual([]);
  });
});

describe("EX-10 lot choice", () => {
  it("of lots that expire together, or never, the one made or received first goes first, then the lower id", async () => {
    expect(await issue("C-B", { quantity: "1" })).toMatchObject({ ok: false, code: "LOT_NOT_FIRST", params: { lot: "C-B", first: "C-A" } });
    await change("C-B", { receivedAt: new Date("2026-03-01T06:00:00Z") });
    expect(await issue("C-A", { quantity: "1" })).toMatchObject({ ok: false, code: "LOT_NOT_FIRST", params: { first: "C-B" } });
    await change("C-A", { madeAt: new Date("2026-02-01T06:00:00Z") });
    expect(await issue("C-A", { quantity: "1" })).toMatchObject({ ok: true });
    for (const number of ["C-A", "C-B", "C-C"]) await change(number, { expiresAt: after("900") });
    await change("C-C", { expiresAt: after("800") });
    expect(await issue("C-A", { quantity: "1" })).toMatchObject({ ok: false, code: "LOT_NOT_FIRST", params: { first: "C-C" } });
  });

  it("where the site takes what came first, that goes before what expires first", async () => {
    await change("C-B", { expiresAt: after("800") });
    await change("C-C", { receivedAt: new Date("2026-02-01T06:00:00Z") });
    expect(await issue("C-A", { quantity: "1" })).toMatchObject({ ok: false, code: "LOT_NOT_FIRST", params: { first: "C-B" } });
    await plant.db.update(site).set({ issueOrder: "FIFO" }).where(eq(site.id, plant.siteId));
    expect(await issue("C-B", { quantity: "1" })).toMatchObject({ ok: false, code: "LOT_NOT_FIRST", params: { first: "C-C" } });
    expect(await issue("C-C", { quantity: "1" })).toMatchObject({ ok: true });
  });

  it("EX-12 of two substitutes the one of the better priority goes first while any of it may be taken, and the tablet offers them so", async () => {
    const cover = async (code: string) => {
      const id = newId();
      await plant.db.insert(item).values({ id, siteId: plant.siteId, code });
      return id;
    };
    const [first, second] = [await cover("ALT-1"), await cover("ALT-2")];
    const [sample] = await plant.db.select().from(lot).where(eq(lot.number, "C-A"));
    const [place] = await plant.db
      .select()
      .from(lotStock)
      .where(eq(lotStock.lotId, sample?.id ?? ""));
    if (sample === undefined || place === undefined) throw new Error("the example has no lot C-A in stock");
    for (const [number, itemId] of [
      ["A-1", first],
      ["A-2", second],
    ] as const) {
      const id = newId();
      await plant.db.insert(lot).values({ ...sample, id, itemId, number });
      await plant.db.insert(lotStock).values({ ...place, lotId: id });
    }
    await plant.db
      .update(orderComponent)
      .set({
        substitutes: [
          { item: "ALT-2", itemId: second, factor: "1", priority: 2 },
          { item: "ALT-1", itemId: first, factor: "1", priority: 1 },
        ],
      })
      .where(and(eq(orderComponent.operationId, operationId), eq(orderComponent.position, 10)));
    const offered = async () =>
      (await runView({ db: plant.db, now: after("2") }, plant.first, "MACH-1"))?.components.find((one) => one.position === 10)?.lots.map((one) => one.number);
    expect(await offered()).toEqual(["C-A", "C-B", "C-C", "A-1", "A-2"]);
    expect(await issue("A-2", { quantity: "1" })).toMatchObject({ ok: false, code: "LOT_NOT_FIRST", params: { lot: "A-2", first: "A-1" } });
    expect(await issue("A-1", { quantity: "1" })).toMatchObject({ ok: true });
    await change("A-1", { mesStatus: "ON_HOLD" });
    expect(await offered()).toEqual(["C-A", "C-B", "C-C", "A-2", "A-1"]);
    expect(await issue("A-2", { quantity: "1" })).toMatchObject({ ok: true });
  });

  it("another one takes a lead and a reason, and the reason stays with the fact: of an issue, and of a mount", async () => {
    const asked = { operationId, lot: "C-C", overrideReason: "C-A is damaged" };
    const fed = { ...asked, lot: "S-2" };
    expect(await plant.send(plant.first, mountLot, after("2"), fed)).toMatchObject({ ok: false, code: "LEAD_REQUIRED" });
    await plant.does(plant.lead, mountLot, after("2"), fed);
    await plant.does(plant.lead, issueMaterial, after("2.1"), { ...asked, quantity: "1" });
    expect((await plant.db.select({ reason: lotMount.reason }).from(lotMount)).map((row) => row.reason)).toEqual(["C-A is damaged"]);
    const [component] = await plant.db.select({ orderId: orderComponent.orderId }).from(orderComponent).where(eq(orderComponent.operationId, operationId));
    const { rows } = await orderEvents({ db: plant.db, now: after("3") }, component?.orderId ?? "");
    expect(rows.filter((row) => row.type === "lot.mounted" || row.type === "material.issued").map((row) => [row.type, row.reason])).toEqual([
      ["material.issued", "C-A is damaged"],
      ["lot.mounted", "C-A is damaged"],
    ]);
  });

  it("a lot that lies at another line is out of reach; at the unit's own line, or at a place of the whole site, it is not", async () => {
    const [main] = await plant.db.select().from(equipment).where(eq(equipment.code, "MAIN"));
    const place = async (unit: string) => {
      const [line] = await plant.db.select({ id: equipment.parentId }).from(equipment).where(eq(equipment.code, unit));
      const id = newId();
      await plant.db.insert(equipment).values({ id, siteId: plant.siteId, parentId: line?.id, code: `AT-${unit}`, name: unit, level: "WORK_UNIT", type: "STORAGE_UNIT" });
      await plant.db
        .update(lotStock)
        .set({ locationId: id })
        .where(eq(lotStock.lotId, await plant.lotId("C-A")));
    };
    expect(main?.parentId).toBeNull();
    await place("ASSY-2");
    expect(await issue("C-A")).toMatchObject({ ok: false, code: "LOT_EMPTY", params: { available: "0" } });
    expect(await issue("C-B", { quantity: "1" })).toMatchObject({ ok: true });
    await place("MACH-1");
    expect(await issue("C-A", { quantity: "1" })).toMatchObject({ ok: true });
  });

  it("what feeds the machine, or did since the last entry, is used up there and keeps no other lot from being mounted", async () => {
    const mount = (number: string, at: string) => plant.send(plant.first, mountLot, after(at), { operationId, lot: number });
    expect(await mount("S-1", "1.5")).toMatchObject({ ok: true });
    expect(await mount("S-2", "2")).toMatchObject({ ok: true });
    expect((await plant.db.select().from(lotMount).where(isNull(lotMount.unmountedAt))).map((row) => row.lotId)).toEqual([await plant.lotId("S-2")]);
  });
});

describe("EX-11 reserved", () => {
  it("takes what is free and no more, with a quantity and without one", async () => {
    await reserve("C-A", "140");
    expect(await issue("C-A", { quantity: "11" })).toMatchObject({ ok: false, code: "LOT_RESERVED", params: { free: "10", asked: "11" } });
    expect(await issue("C-A")).toMatchObject({ ok: true, data: { quantity: "10" } });
    expect(await issue("C-A")).toMatchObject({ ok: false, code: "LOT_RESERVED", params: { free: "0" } });
    // Nothing of it is free: it does not go first any more.
    expect(await issue("C-B", { quantity: "1" })).toMatchObject({ ok: true });
  });

  it("no more can be promised than is there, and what really went cannot stay promised", async () => {
    await expect(reserve("S-2", "21")).rejects.toMatchObject({ cause: { constraint_name: "lot_stock_reserved_ck" } });
    await reserve("S-2", "20");
    const told = example1("SITE-A").find((one) => one.type === "erp.lot.v1" && one.data.lot === "S-2");
    if (told?.type !== "erp.lot.v1") throw new Error("the example has no lot S-2");
    await plant.hear([inboundMessage("erp.lot.v1", { ...told.data, erpVersion: 2, stock: [{ location: "MAIN", qty: "15" }] }, "erp/example", "2026-03-10T06:00:00Z")]);
    const [stock] = await plant.db
      .select()
      .from(lotStock)
      .where(and(eq(lotStock.lotId, await plant.lotId("S-2"))));
    expect([stock?.onHand.toFixed(), stock?.reserved.toFixed()]).toEqual(["15", "15"]);
  });
});
