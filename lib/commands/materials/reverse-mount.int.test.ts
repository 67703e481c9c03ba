import { asc, eq } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/db/testing/database";
import { event } from "@/db/schema/eventlog";
import { exception } from "@/db/schema/exception";
import { orderOperation } from "@/db/schema/execution";
import { genealogyEdge } from "@/db/schema/genealogy";
import { lot, lotMount } from "@/db/schema/materials";
import { equipment, reasonCode } from "@/db/schema/reference";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { mountLot } from "@/lib/commands/materials/mount-lot";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { orderEvents } from "@/lib/queries/planner/order-events";

const open: TestDatabase[] = [];
afterAll(() => Promise.all(open.map((database) => database.close())));

let database: TestDatabase;
let plant: ExamplePlant;
let operationId: string;

const substitutes = [{ item: "SEAL-02", factor: "3", priority: 1, validFrom: null, validTo: null }];
const castings = { pos: 10, item: "CAST-01", qty: "1", uom: "EA", scrapFactor: "0", operation: 10, issueMode: "BACKFLUSH" as const, mixGroup: null, substitutes, required: null };

/** PO-2001 runs op10 on MACH-1 and takes one casting each, or three seals instead, by its confirmations. */
beforeEach(async () => {
  database = await exampleDatabase();
  open.push(database);
  plant = await examplePlant(database.db);
  await plant.hear([exampleOrder("SITE-A", "PO-2001", { components: [castings] })]);
  operationId = (await plant.operationIds("PO-2001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  await mount("2", "C-A");
});

const confirm = (at: string, good: string) => plant.does(plant.first, confirmProduction, after(at), { operationId, good });
const mount = (at: string, number: string) => plant.does(plant.lead, mountLot, after(at), { operationId, lot: number, overrideReason: "It stands at the machine" });
const reversal = (entryId: string) => ({ entryId, reason: "WRONG-LOT" });
const seconds = (at: string, more: number) => new Date(after(at).getTime() + more * 1_000);
const hours = (at: Date | null) => (at === null ? "" : String((at.getTime() - after("0").getTime()) / 3_600_000));

/** "C-A 2-": what was on the machine, from when to when, in hours. */
async function mounts(): Promise<string[]> {
  const rows = await plant.db
    .select({ mount: lotMount, number: lot.number })
    .from(lotMount)
    .innerJoin(lot, eq(lot.id, lotMount.lotId))
    .orderBy(asc(lotMount.mountedAt), asc(lotMount.id));
  return rows.map(({ mount: one, number }) => `${number} ${hours(one.mountedAt)}-${hours(one.unmountedAt)}`);
}

async function edges(): Promise<string[]> {
  const rows = await plant.db
    .select({ number: lot.number, quantity: genealogyEdge.quantity, from: genealogyEdge.fromAt, to: genealogyEdge.toAt })
    .from(genealogyEdge)
    .innerJoin(lot, eq(lot.id, genealogyEdge.lotId))
    .where(eq(genealogyEdge.kind, "CONSUME"))
    .orderBy(asc(genealogyEdge.fromAt), asc(lot.number));
  return rows.map((row) => `${row.number} ${row.quantity.toFixed()} ${hours(row.from)}-${hours(row.to)}`);
}

describe("EX-19, TR-01 a mount that is taken back", () => {
  it("never was: what had come off for it is on without a break and feeds what is made, and both facts stand in the log", async () => {
    const { mountId } = await mount("4", "C-B");
    const undone = await plant.does(plant.lead, reverseEntry, seconds("4", 20), reversal(mountId));
    expect(undone).toEqual({ reversed: mountId });
    expect(await mounts()).toEqual(["C-A 2-", "C-B 4-4"]);
    await confirm("6", "4");
    expect(await edges()).toEqual(["C-A 4 2-6"]);
    const facts = await plant.db.select({ type: event.type, at: event.eventTime }).from(event).where(eq(event.aggregate, "lot")).orderBy(asc(event.position));
    expect(facts.filter(({ type }) => type.includes("mount")).map(({ type, at }) => `${type} ${hours(at)}`)).toEqual([
      "lot.mounted 2",
      "lot.unmounted 4",
      "lot.mounted 4",
      "lot.mount_reversed 4",
    ]);
    await expectRebuilt(database);
  });

  it("UI-10 is taken back by whoever made it for 30 s, by a lead later as well, once, and only while it is on", async () => {
    const { mountId } = await mount("4", "C-B");
    await plant.db.update(lotMount).set({ mountedBy: plant.first.personId }).where(eq(lotMount.id, mountId));
    expect(await plant.send(plant.second, reverseEntry, seconds("4", 20), reversal(mountId))).toMatchObject({ ok: false, code: "UNDO_EXPIRED" });
    expect(await plant.send(plant.first, reverseEntry, seconds("4", 31), reversal(mountId))).toMatchObject({ ok: false, code: "UNDO_EXPIRED" });
    const { mountId: next } = await mount("5", "C-C");
    expect(await plant.send(plant.lead, reverseEntry, after("5.5"), reversal(mountId))).toMatchObject({ ok: false, code: "NOT_MOUNTED" });
    await plant.does(plant.lead, reverseEntry, after("5.5"), reversal(next));
    await plant.does(plant.first, reverseEntry, seconds("4", 29), reversal(mountId), seconds("4", 29));
    expect(await plant.send(plant.lead, reverseEntry, after("6"), reversal(mountId))).toMatchObject({ ok: false, code: "ALREADY_REVERSED" });
    expect(await mounts()).toEqual(["C-A 2-", "C-B 4-4", "C-C 5-5"]);
  });

  it("EX-21 is told to the lead with the entries that took of it, brings a lot back for which a substitute was put on, and none where none had come off", async () => {
    const { mountId } = await mount("4", "S-1");
    const { entryId } = await confirm("6", "4");
    await plant.does(plant.lead, reverseEntry, after("7"), reversal(mountId));
    const told = await plant.db.select().from(exception).where(eq(exception.class, "LOT_TOLD_LATE"));
    expect(told).toMatchObject([{ detail: { lot: "S-1", on: false, at: after("4").toISOString(), entryIds: [entryId] } }]);
    expect(await mounts()).toEqual(["C-A 2-", "S-1 4-4"]);
    const [first] = await plant.db.select().from(lotMount).orderBy(asc(lotMount.mountedAt));
    await plant.does(plant.lead, reverseEntry, after("7"), reversal(first?.id ?? ""));
    expect(await mounts()).toEqual(["C-A 2-2", "S-1 4-4"]);
  });

  it("tells the history of the order why, by the name in the list of corrections", async () => {
    const alike = { id: newId(), siteId: plant.siteId, use: "STOP", code: "WRONG-LOT", name: "Waits for the right lot", class: "MATERIAL", valuation: "NORMAL" } as const;
    await plant.db.insert(reasonCode).values(alike);
    const { mountId } = await mount("4", "C-B");
    await plant.does(plant.lead, reverseEntry, seconds("4", 20), reversal(mountId));
    const [row] = await plant.db.select({ orderId: orderOperation.orderId }).from(orderOperation).where(eq(orderOperation.id, operationId));
    const { rows } = await orderEvents({ db: plant.db, now: after("5") }, row?.orderId ?? "");
    expect(rows.find(({ type }) => type === "lot.mount_reversed")).toMatchObject({ lot: "C-B", unit: "MACH-1", reason: "Wrong lot" });
  });

  it("stands in the way of no lot that is told to have come on before it", async () => {
    const { mountId } = await mount("4", "C-B");
    await plant.does(plant.lead, reverseEntry, seconds("4", 20), reversal(mountId));
    await mount("3", "C-C");
    expect(await mounts()).toEqual(["C-A 2-3", "C-C 3-", "C-B 4-4"]);
    expect(await plant.send(plant.lead, mountLot, after("2.5"), { operationId, lot: "C-B", overrideReason: "It stood there" })).toMatchObject({ ok: false, code: "OUT_OF_ORDER" });
  });

  it("lets a lot that another order puts on at the same moment take off the one that it brings back: two would feed", async () => {
    await plant.hear([exampleOrder("SITE-A", "PO-2002", { components: [castings] })]);
    const unitId = await plant.unitId("MACH-1");
    await plant.db.update(equipment).set({ parallelOperations: true }).where(eq(equipment.id, unitId));
    const other = (await plant.operationIds("PO-2002")).get(10) ?? "";
    await plant.does(plant.second, startOperation, after("2"), { operationId: other, workUnitId: unitId });
    const { mountId } = await mount("4", "C-B");
    let answers: Promise<unknown[]> | undefined;
    await plant.db.transaction(async (tx) => {
      await tx.select().from(lotMount).where(eq(lotMount.id, mountId)).for("update");
      const undone = plant.send(plant.lead, reverseEntry, seconds("4", 20), reversal(mountId));
      await expect.poll(database.waiting).toBe(1);
      const mounted = plant.send(plant.lead, mountLot, after("5"), { operationId: other, lot: "C-C", overrideReason: "It stands at the machine" });
      await expect.poll(database.waiting).toBe(2);
      answers = Promise.all([undone, mounted]);
    });
    expect(await answers).toMatchObject([{ ok: true }, { ok: true }]);
    expect(await mounts()).toEqual(["C-A 2-5", "C-B 4-4", "C-C 5-"]);
  });
});
