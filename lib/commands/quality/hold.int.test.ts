import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { outboxMessage } from "@/db/schema/integration";
import { lot } from "@/db/schema/materials";
import { hold } from "@/db/schema/quality";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { mountLot } from "@/lib/commands/materials/mount-lot";
import { after, type ExamplePlant, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { lotHolds } from "@/lib/queries/trace/lot-holds";
import { placeHold } from "./place-hold";
import { releaseHold } from "./release-hold";

let database: TestDatabase;
let plant: ExamplePlant;
let quality: Actor;
let second: Actor;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  quality = { ...(await plant.employ("0601", "A1", ["QUALITY_MANAGER"])), signing: { name: "Manager 0601" } };
  second = { ...(await plant.employ("0602", "A1", ["QUALITY_MANAGER"])), signing: { name: "Manager 0602" } };
});
afterEach(() => database.close());

const castings = () => plant.lotId("C-A");
const statusOf = async (number: string) => (await plant.db.select().from(lot).where(eq(lot.number, number)))[0]?.mesStatus;
const told = async () =>
  (await plant.db.select().from(outboxMessage).orderBy(outboxMessage.recordTime, outboxMessage.sequence))
    .filter((row) => row.type.startsWith("mes.lot."))
    .map((row) => [row.type, row.priority, row.subject, (row.payload as { data: Record<string, unknown> }).data] as const);
const place = async (actor: Actor, at: string, reason = "Cracks") => (await plant.does(actor, placeHold, after(at), { lotId: await castings(), reason })).holds[0]?.holdId ?? "";
const issue = async (at: string) =>
  plant.send(plant.first, issueMaterial, after(at), { operationId: (await plant.operationIds("PO-1001")).get(10) ?? "", lot: "C-A", quantity: "10" });

describe("§2.2 holding a lot", () => {
  it("stops issue and mount at once, and tells the ERP with priority 0 how much is left", async () => {
    expect((await issue("0.1")).ok).toBe(true);
    const holdId = await place(plant.first, "0.2");
    expect(await statusOf("C-A")).toBe("ON_HOLD");
    expect(await issue("0.3")).toMatchObject({ ok: false, code: "LOT_NOT_RELEASED", params: { lot: "C-A", status: "ON_HOLD" } });
    const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
    expect(await plant.send(plant.first, mountLot, after("0.3"), { operationId, lot: "C-A" })).toMatchObject({ ok: false, code: "LOT_NOT_RELEASED" });
    expect(await told()).toEqual([["mes.lot.held.v1", 0, "lot/C-A", { hold: holdId, site: "SITE-A", item: "CAST-01", lot: "C-A", onHand: "140", uom: "EA", comment: "Cracks" }]]);
  });

  it("SEC-01, §10.1: an operator places it, only a quality manager lifts it, and never who placed it", async () => {
    const holdId = await place(quality, "0.1");
    const lift = (actor: Actor, at: string) => plant.send(actor, releaseHold, after(at), { holdId, reason: "Checked again" });
    expect(await lift(plant.first, "0.2")).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(await lift(plant.lead, "0.2")).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(await lift(quality, "0.2")).toMatchObject({ ok: false, code: "SECOND_PERSON_REQUIRED" });
    expect(await lift(second, "0.3")).toMatchObject({ ok: true, data: { status: "RELEASED" } });
    expect(await lift(second, "0.4")).toMatchObject({ ok: false, code: "HOLD_OVER" });
    expect((await told()).at(-1)).toMatchObject(["mes.lot.released.v1", 0, "lot/C-A", { hold: holdId, status: "RELEASED", comment: "Checked again" }]);
    expect((await issue("0.5")).ok).toBe(true);
  });

  it("several holds overlap: the lot is free when the last one is lifted", async () => {
    const [first, other] = [await place(plant.first, "0.1"), await place(plant.lead, "0.2", "Label")];
    expect(await plant.does(quality, releaseHold, after("0.3"), { holdId: first, reason: "No cracks" })).toMatchObject({ status: "ON_HOLD" });
    expect(await issue("0.4")).toMatchObject({ ok: false, code: "LOT_NOT_RELEASED" });
    expect(await plant.does(quality, releaseHold, after("0.5"), { holdId: other, reason: "Relabelled" })).toMatchObject({ status: "RELEASED" });
    expect(await statusOf("C-A")).toBe("RELEASED");
  });

  it("what the ERP blocks stays blocked when ours is lifted, and a lot that waited for its release waits again", async () => {
    await plant.db.update(lot).set({ erpStatus: "ON_HOLD" }).where(eq(lot.number, "C-A"));
    expect(await plant.does(quality, releaseHold, after("0.2"), { holdId: await place(plant.first, "0.1"), reason: "Fine" })).toMatchObject({ status: "ON_HOLD" });
    await plant.db.update(lot).set({ erpStatus: "RELEASED", mesStatus: "PENDING" }).where(eq(lot.number, "C-A"));
    expect(await plant.does(quality, releaseHold, after("0.4"), { holdId: await place(plant.first, "0.3"), reason: "Fine" })).toMatchObject({ status: "PENDING" });
    expect(await statusOf("C-A")).toBe("PENDING");
  });

  it("of an order holds every lot that it made; one that made none is told so", async () => {
    const [order] = (await plant.db.execute("select id from execution.production_order where number = 'PO-1001'")) as unknown as { id: string }[];
    const orderId = order?.id ?? "";
    expect(await plant.send(plant.lead, placeHold, after("0.1"), { orderId, reason: "Wrong recipe" })).toMatchObject({ ok: false, code: "NO_LOTS" });
    await plant.db
      .update(lot)
      .set({ orderId })
      .where(eq(lot.itemId, (await plant.db.select().from(lot).where(eq(lot.number, "S-1")))[0]?.itemId ?? ""));
    const { holds } = await plant.does(plant.lead, placeHold, after("0.2"), { orderId, reason: "Wrong recipe" });
    expect(holds.map((one) => one.lot).toSorted()).toEqual(["S-1", "S-2"]);
    expect([await statusOf("S-1"), await statusOf("S-2"), await statusOf("C-A")]).toEqual(["ON_HOLD", "ON_HOLD", "RELEASED"]);
  });

  it("needs a reason, and one of lot and order", async () => {
    const lotId = await castings();
    for (const input of [{ lotId, reason: "  " }, { reason: "Cracks" }, { lotId, orderId: lotId, reason: "Cracks" }])
      expect(await plant.send(plant.first, placeHold, after("0.1"), input)).toMatchObject({ ok: false, code: "INVALID_INPUT" });
  });

  it("the page of the lot shows who holds it and offers to lift it to a second quality manager only", async () => {
    const lotId = await castings();
    const holdId = await place(quality, "0.1");
    const seen = async (actor: Actor) => {
      const { rows, mayPlace } = await lotHolds({ db: plant.db, now: after("1") }, actor, { id: lotId, siteId: plant.siteId });
      return [mayPlace, rows.map((row) => [row.reason, row.placedName, row.mayLift])];
    };
    expect(await seen(quality)).toEqual([true, [["Cracks", "Operator 0601", false]]]);
    expect(await seen(second)).toEqual([true, [["Cracks", "Operator 0601", true]]]);
    expect(await seen(plant.first)).toEqual([true, [["Cracks", "Operator 0601", false]]]);
    await plant.does(second, releaseHold, after("0.2"), { holdId, reason: "Fine" });
    expect(await seen(second)).toEqual([true, [["Cracks", "Operator 0601", false]]]);
    expect((await plant.db.select().from(hold))[0]).toMatchObject({ releasedName: "Operator 0602", releaseReason: "Fine" });
  });

  it("leaves a log that rebuilds the same tables", async () => {
    const holdId = await place(plant.first, "0.1");
    await place(plant.lead, "0.2");
    await plant.does(quality, releaseHold, after("0.3"), { holdId, reason: "Fine" });
    await expectRebuilt(database);
  });
});
