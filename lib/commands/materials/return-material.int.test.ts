import { and, eq, isNull } from "drizzle-orm";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { costLine } from "@/db/schema/costing";
import { orderComponent } from "@/db/schema/execution";
import { outboxMessage } from "@/db/schema/integration";
import { genealogyEdge } from "@/db/schema/genealogy";
import { lot, lotStock, materialMove } from "@/db/schema/materials";
import { item } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { holdOrder } from "@/lib/commands/execution/hold-order";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { lotBalance } from "@/lib/queries/trace/mass-balance";
import { walkGenealogy } from "@/lib/queries/trace/walk-genealogy";
import { issueMaterial } from "./issue-material";
import { returnMaterial } from "./return-material";

const open: TestDatabase[] = [];
afterAll(() => Promise.all(open.map((database) => database.close())));

let database: TestDatabase;
let plant: ExamplePlant;
let operationId: string;

/** PO-2001 runs op10 on MACH-1: castings are scanned, and there are castings of three lots at their own cost. */
beforeEach(async () => {
  database = await exampleDatabase();
  open.push(database);
  plant = await examplePlant(database.db);
  const line = { qty: "1", uom: "EA", scrapFactor: "0", operation: 10, mixGroup: null, substitutes: [], required: null };
  await plant.hear([exampleOrder("SITE-A", "PO-2001", { components: [{ ...line, pos: 10, item: "CAST-01", issueMode: "MANUAL_SCAN" }] })]);
  operationId = (await plant.operationIds("PO-2001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
});

const issue = (number: string, quantity: string, hours: string) =>
  plant.does(plant.lead, issueMaterial, after(hours), { operationId, lot: number, quantity, overrideReason: "It stands in front" });
const giveBack = (number: string, quantity: string, hours: string) => plant.send(plant.first, returnMaterial, after(hours), { operationId, lot: number, quantity });
const onHand = async (number: string) =>
  sum((await plant.db.select({ at: lotStock.onHand }).from(lotStock).innerJoin(lot, eq(lot.id, lotStock.lotId)).where(eq(lot.number, number))).map((row) => row.at)).toFixed();
const component = async () => {
  const [row] = await plant.db.select().from(orderComponent).where(eq(orderComponent.operationId, operationId));
  return row === undefined ? null : [row.issued.toFixed(), row.returned.toFixed(), row.state];
};
const material = async () => (await plant.db.select().from(costLine).where(eq(costLine.element, "MATERIAL"))).map((line) => [line.quantity?.toFixed(), line.amount.toFixed(2)]);
const told = async () =>
  (await plant.db.select().from(outboxMessage).where(eq(outboxMessage.subject, "PO-2001")).orderBy(outboxMessage.sequence)).flatMap(({ id, type, payload }) =>
    type === "mes.material.issued.v1" || type === "mes.entry.reversed.v1" ? [{ id, type, data: (payload as { data: Record<string, unknown> }).data }] : [],
  );

describe("C-03 material that goes back", () => {
  it("is in stock again and off the order, at the cost of its own issue to the cent", async () => {
    const before = await onHand("C-C");
    await issue("C-C", "20", "1.1");
    expect(await giveBack("C-C", "7", "1.2")).toMatchObject({ ok: true, data: { item: "CAST-01", lot: "C-C", quantity: "7", uom: "EA", left: "13" } });
    expect(await onHand("C-C")).toBe(decimal(before).minus(13).toFixed());
    expect(await component()).toEqual(["20", "7", "PARTIAL"]);
    // Lot C-C costs 14.95 apiece.
    expect(await material()).toEqual([
      ["20", "299.00"],
      ["-7", "-104.65"],
    ]);
    expect(await giveBack("C-C", "13", "1.3")).toMatchObject({ ok: true, data: { left: "0" } });
    expect(await onHand("C-C")).toBe(before);
    expect(await component()).toEqual(["20", "20", "OPEN"]);
    expect(sum((await plant.db.select().from(costLine).where(eq(costLine.element, "MATERIAL"))).map((line) => line.amount)).toFixed(2)).toBe("0.00");
  });

  it("keeps the cost that it was issued at, whatever the lot is worth by then", async () => {
    await issue("C-C", "20", "1.1");
    await plant.db
      .update(lot)
      .set({ unitCost: decimal("99") })
      .where(eq(lot.number, "C-C"));
    await issue("C-C", "5", "1.2");
    // The newest comes back first: five at 99, two at 14.95.
    expect(await giveBack("C-C", "7", "1.3")).toMatchObject({ ok: true });
    expect(await material()).toEqual([
      ["20", "299.00"],
      ["5", "495.00"],
      ["-5", "-495.00"],
      ["-2", "-29.90"],
    ]);
    const moves = await plant.db.select().from(materialMove).where(eq(materialMove.type, "RETURN"));
    expect(moves.map((move) => [move.quantity.toFixed(), move.unitCost?.toFixed(), move.returnsId !== null]).sort()).toEqual([
      ["2", "14.95", true],
      ["5", "99", true],
    ]);
  });

  it("leaves no cent on the order when all of it came back in parts", async () => {
    await plant.db
      .update(lot)
      .set({ unitCost: decimal("0.125") })
      .where(eq(lot.number, "C-C"));
    await issue("C-C", "10", "1.1");
    for (const [quantity, hours] of [
      ["3", "1.2"],
      ["3", "1.3"],
      ["4", "1.4"],
    ] as const)
      expect(await giveBack("C-C", quantity, hours)).toMatchObject({ ok: true });
    expect(sum((await plant.db.select().from(costLine).where(eq(costLine.element, "MATERIAL"))).map((line) => line.amount)).toFixed(2)).toBe("0.00");
  });

  it("is the lot of the newest issue, where two items have lots of that number", async () => {
    const [cast] = await plant.db.select().from(item).where(eq(item.code, "CAST-01"));
    const [seal] = await plant.db.select().from(item).where(eq(item.code, "SEAL-02"));
    await issue("C-C", "20", "1.1");
    await plant.db
      .update(orderComponent)
      .set({ itemId: seal?.id, substitutes: [{ item: "CAST-01", itemId: cast?.id ?? "", factor: "1", priority: 1, validFrom: null, validTo: null }] })
      .where(eq(orderComponent.operationId, operationId));
    await issue("S-1", "5", "1.2");
    await plant.db.update(lot).set({ number: "C-C" }).where(eq(lot.number, "S-1"));
    expect(await giveBack("C-C", "6", "1.3")).toMatchObject({ ok: false, code: "RETURN_TOO_MUCH", params: { available: "5" } });
    expect(await giveBack("C-C", "5", "1.3")).toMatchObject({ ok: true, data: { item: "SEAL-02", left: "0" } });
  });

  it("can be issued again, for the order needs it again", async () => {
    await issue("C-C", "20", "1.1");
    await giveBack("C-C", "20", "1.2");
    await issue("C-C", "20", "1.3");
    expect(await giveBack("C-C", "1", "1.4")).toMatchObject({ ok: true, data: { left: "19" } });
    expect(await component()).toEqual(["40", "21", "PARTIAL"]);
  });

  it("comes back from an order on hold as well: it is emptied before it is given up", async () => {
    await issue("C-C", "20", "1.1");
    const [row] = await plant.db.select({ orderId: orderComponent.orderId }).from(orderComponent).where(eq(orderComponent.operationId, operationId));
    await plant.does(plant.lead, holdOrder, after("1.2"), { orderId: row?.orderId, reason: "MAT-DEFECT" });
    expect(await giveBack("C-C", "20", "1.3")).toMatchObject({ ok: true });
  });
});

describe("what is refused, and nothing is booked", () => {
  it.each([
    ["more than is out", "C-C", "20.1", "INVALID_QUANTITY"],
    ["more than is out, in whole pieces", "C-C", "21", "RETURN_TOO_MUCH"],
    ["nothing", "C-C", "0", "INVALID_QUANTITY"],
    ["a lot that was not taken", "C-B", "1", "NOT_ISSUED"],
    ["a lot that nobody knows", "X-1", "1", "NOT_ISSUED"],
  ])("%s", async (_, number, quantity, code) => {
    await issue("C-C", "20", "1.1");
    expect(await giveBack(number, quantity, "1.2")).toMatchObject({ ok: false, code });
    expect(await plant.db.select().from(materialMove).where(eq(materialMove.type, "RETURN"))).toEqual([]);
  });

  it("what was not taken yet at that time", async () => {
    await issue("C-C", "20", "1.5");
    expect(await giveBack("C-C", "5", "1.2")).toMatchObject({ ok: false, code: "NOT_ISSUED" });
  });

  it("from an operation that is over", async () => {
    await issue("C-C", "60", "1.1");
    await plant.does(plant.lead, confirmProduction, after("2"), { operationId, good: "60" });
    await plant.does(plant.lead, completeOperation, after("2.1"), { operationId });
    expect(await giveBack("C-C", "5", "2.2")).toMatchObject({ ok: false, code: "INVALID_TRANSITION" });
  });

  it("EX-19 taking back an issue of which a part came back: it would come back twice", async () => {
    await issue("C-C", "20", "1.1");
    await giveBack("C-C", "7", "1.2");
    const [move] = await plant.db.select().from(materialMove).where(eq(materialMove.type, "ISSUE"));
    expect(await plant.send(plant.lead, reverseEntry, after("1.3"), { entryId: move?.id, reason: "WRONG-LOT" })).toMatchObject({ ok: false, code: "PARTLY_RETURNED" });
    const [back] = await plant.db.select().from(materialMove).where(eq(materialMove.type, "RETURN"));
    expect(await plant.send(plant.lead, reverseEntry, after("1.3"), { entryId: back?.id, reason: "MISKEY" })).toMatchObject({ ok: false, code: "NOT_REVERSIBLE" });
  });

  it("two tablets that give the same back at once: only one does", async () => {
    await issue("C-C", "20", "1.1");
    const answers = await Promise.all([giveBack("C-C", "15", "1.2"), giveBack("C-C", "15", "1.2")]);
    expect(answers.map((answer) => (answer.ok ? "OK" : answer.code)).sort()).toEqual(["OK", "RETURN_TOO_MUCH"]);
  });
});

describe("what others see of it", () => {
  it("TR-08 the mass balance has nothing unexplained, and the way of the lot has what stayed", async () => {
    const lotId = await plant.lotId("C-C");
    await issue("C-C", "20", "1.1");
    await giveBack("C-C", "7", "1.2");
    expect(await lotBalance({ db: plant.db, now: after("2") }, lotId)).toMatchObject({ consumed: "13", unexplained: "0", flagged: false });
    const forward = async () => (await walkGenealogy({ db: plant.db, now: after("2") }, plant.lead, lotId, "forward")).edges.map((edge) => [edge.kind, edge.quantity, edge.toAt]);
    expect(await forward()).toEqual([["CONSUME", "13", null]]);
    const standing = await plant.db
      .select()
      .from(genealogyEdge)
      .where(and(eq(genealogyEdge.lotId, lotId), isNull(genealogyEdge.reversesId)));
    expect(standing.map((edge) => edge.quantity.toFixed()).sort()).toEqual(["13", "20"]);
    await giveBack("C-C", "13", "1.3");
    expect(await forward()).toEqual([]);
    expect(await lotBalance({ db: plant.db, now: after("2") }, lotId)).toMatchObject({ consumed: "0", unexplained: "0" });
  });

  it("the ERP hears the issue taken back and what stayed issued anew, each time what it heard last", async () => {
    await issue("C-C", "20", "1.1");
    await giveBack("C-C", "7", "1.2");
    await giveBack("C-C", "13", "1.3");
    const messages = await told();
    expect(messages.map(({ type, data }) => [type.split(".")[1], data.qty ?? (data.reversed as { data: { qty: string } }).data.qty])).toEqual([
      ["material", "20"],
      ["entry", "20"],
      ["material", "13"],
      ["entry", "13"],
    ]);
    const [first, , rest] = messages;
    expect(messages[1]?.data.reversed).toMatchObject({ id: first?.id });
    expect(messages[3]?.data.reversed).toMatchObject({ id: rest?.id });
    expect(rest?.data).toMatchObject({ order: "PO-2001", operation: 10, item: "CAST-01", lot: "C-C", mode: "MANUAL_SCAN", final: false });
    expect(rest?.data.issueId).not.toBe(first?.data.issueId);
  });

  it("EX-12 a substitute comes back by its factor", async () => {
    const [cast] = await plant.db.select().from(item).where(eq(item.code, "CAST-01"));
    const [seal] = await plant.db.select().from(item).where(eq(item.code, "SEAL-02"));
    await plant.db
      .update(orderComponent)
      .set({ itemId: seal?.id, substitutes: [{ item: "CAST-01", itemId: cast?.id ?? "", factor: "3", priority: 1, validFrom: null, validTo: null }] })
      .where(eq(orderComponent.operationId, operationId));
    await issue("C-C", "20", "1.1");
    expect(await component()).toEqual(["6.666667", "0", "PARTIAL"]);
    await giveBack("C-C", "7", "1.2");
    await giveBack("C-C", "7", "1.3");
    // Rounded piece by piece, and never more than was given.
    await giveBack("C-C", "6", "1.4");
    expect(await component()).toEqual(["6.666667", "6.666666", "PARTIAL"]);
  });

  it("a replay of the log gives the same tables", async () => {
    await issue("C-C", "20", "1.1");
    await giveBack("C-C", "7", "1.2");
    await giveBack("C-C", "3", "1.3");
    const { tables } = await expectRebuilt(database);
    expect(tables["materials.material_move"]?.length).toBe(3);
  });
});
