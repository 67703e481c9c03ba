import { expect, it } from "vitest";
import { z } from "zod";
import { and, eq, isNull } from "drizzle-orm";
import { costLine } from "@/db/schema/costing";
import { event } from "@/db/schema/eventlog";
import { orderComponent, orderOperation, productionEntry } from "@/db/schema/execution";
import { labourBooking } from "@/db/schema/labour";
import { outboxMessage } from "@/db/schema/integration";
import { lotStock, materialMove } from "@/db/schema/materials";
import { equipment } from "@/db/schema/reference";
import { decimal, sum } from "@/lib/domain/shared/decimal";
import { newId } from "@/lib/platform/ids";
import { abandonSetup } from "./abandon-setup";
import { confirmProduction } from "./confirm-production";
import { reverseEntry } from "./reverse-entry";
import { startOperation } from "./start-operation";
import { finishSetup } from "./finish-setup";
import { pauseOperation } from "./pause-operation";
import { signOffOperation, signOnOperation } from "./sign-on";
import { after } from "./testing/example-plant";
import { playExample1 } from "./testing/play-example-1";
import { straightExample } from "./testing/straight-example";
import { issueMaterial } from "@/lib/commands/materials/issue-material";

const { fresh, figuresOf, straight } = straightExample();

it("S07 a wrong entry taken back and entered again costs what the right one costs, and all three facts stay", async () => {
  const plant = await fresh();
  const { op10 } = await playExample1(plant, async ({ does, second }, operationId, at) => {
    const seconds = (count: number) => new Date(at.getTime() + count * 1000);
    const wrong = await does(second, confirmProduction, at, { operationId, good: "190", scrap: "12", scrapReason: "SURFACE" });
    await does(second, reverseEntry, at, { entryId: wrong.entryId, reason: "MISKEY" }, seconds(10));
    const right = await does(second, confirmProduction, at, { operationId, good: "200", scrap: "4", scrapReason: "SURFACE" }, seconds(20));
    return right.entryId;
  });
  expect(await figuresOf(plant)).toEqual(straight());
  const entries = await plant.db.select().from(productionEntry).where(eq(productionEntry.operationId, op10));
  const quantities = entries.map((entry) => [entry.good.toNumber(), entry.scrap.toNumber(), entry.reversesId !== null]);
  // Wrong, its reversal, the time that was really used with no quantity, right, final.
  expect(quantities).toHaveLength(5);
  for (const quantity of [
    [190, 12, false],
    [-190, -12, true],
    [200, 4, false],
    [0, 0, false],
  ])
    expect(quantities).toContainEqual(quantity);
  const told = await plant.db.select().from(outboxMessage).where(eq(outboxMessage.type, "mes.entry.reversed.v1"));
  expect(told).toHaveLength(1);
});

it("EX-19 time alone that a lead takes back is negated and the ERP hears of it once; nobody else takes it back", async () => {
  const plant = await fresh();
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, abandonSetup, after("2"), { operationId });
  const [entry] = await plant.db.select().from(productionEntry).where(eq(productionEntry.operationId, operationId));
  const sums = async () => {
    const lines = await plant.db.select().from(costLine).where(eq(costLine.operationId, operationId));
    return { amount: sum(lines.map((line) => line.amount)).toFixed(2), seconds: lines.reduce((total, line) => total + (line.seconds ?? 0), 0) };
  };
  const told = async (type: string) => plant.db.select().from(outboxMessage).where(eq(outboxMessage.type, type));
  const before = await sums();
  expect(before.seconds).toBe(3 * 2 * 3600);
  const back = { entryId: entry?.id, reason: "MISKEY" };
  expect(await plant.send(plant.first, reverseEntry, after("2"), back)).toMatchObject({ ok: false, code: "NOT_REVERSIBLE" });
  expect(await sums()).toEqual(before);
  await plant.does(plant.lead, reverseEntry, after("3"), back);
  expect(await sums()).toEqual({ amount: "0.00", seconds: 0 });
  expect([await told("mes.production.confirmed.v1"), await told("mes.entry.reversed.v1")].map((messages) => messages.length)).toEqual([1, 1]);
  expect(await plant.send(plant.lead, reverseEntry, after("3.1"), back)).toMatchObject({ ok: false, code: "ALREADY_REVERSED" });
});

it("EX-19 an issue of the wrong lot taken back leaves stock, component and cost as if it had not been", async () => {
  const plant = await fresh();
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  const asked = { operationId, lot: "C-C", overrideReason: "The first one lies behind it" };
  await plant.does(plant.lead, issueMaterial, after("0.1"), { ...asked, quantity: "20" });
  const [issued] = await plant.db.select({ payload: event.payload }).from(event).where(eq(event.type, "material.issued"));
  const moveId = z.object({ moveId: z.string() }).parse(issued?.payload).moveId;
  await plant.does(plant.lead, reverseEntry, after("0.2"), { entryId: moveId, reason: "WRONG-LOT" });
  expect((await plant.db.select().from(costLine)).map((line) => [line.quantity?.toNumber(), line.amount.toFixed(2)])).toEqual([
    [20, "299.00"],
    [-20, "-299.00"],
  ]);
  const again = await plant.send(plant.lead, reverseEntry, after("0.3"), { entryId: moveId, reason: "WRONG-LOT" });
  expect(again).toMatchObject({ ok: false, code: "ALREADY_REVERSED" });
  // All of it is there again to be taken.
  await plant.does(plant.lead, issueMaterial, after("0.4"), { ...asked, quantity: "66" });
});

it("EX-19 an issue that took a lot from two places is taken back as a whole, and the ERP hears of both", async () => {
  const plant = await fresh();
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  const lotId = await plant.lotId("C-A");
  const [stock] = await plant.db.select().from(lotStock).where(eq(lotStock.lotId, lotId));
  const [beside] = await plant.db
    .insert(equipment)
    .values({ id: newId(), siteId: plant.siteId, code: "RACK-2", name: "Rack 2", level: "WORK_UNIT", type: "STORAGE_ZONE", position: 99 })
    .returning();
  if (stock === undefined || beside === undefined) throw new Error("the lot lies nowhere");
  await plant.db
    .update(lotStock)
    .set({ onHand: decimal(12) })
    .where(eq(lotStock.lotId, lotId));
  await plant.db.insert(lotStock).values({ ...stock, locationId: beside.id, onHand: decimal(10), reserved: decimal(0) });
  const onHand = async () => (await plant.db.select().from(lotStock).where(eq(lotStock.lotId, lotId))).map((row) => row.onHand.toFixed()).toSorted();
  const issued = await plant.does(plant.first, issueMaterial, after("2"), { operationId, lot: "C-A", quantity: "20" });
  const moves = await plant.db.select().from(materialMove);
  expect(moves.map((move) => move.quantity.toFixed()).toSorted()).toEqual(["12", "8"]);
  await plant.does(plant.first, reverseEntry, after("2"), { entryId: issued.entryId, reason: "WRONG-LOT" });
  expect(await onHand()).toEqual(["10", "12"]);
  const [component] = await plant.db
    .select()
    .from(orderComponent)
    .where(eq(orderComponent.id, moves[0]?.componentId ?? ""));
  expect(component?.issued.toFixed()).toBe("0");
  expect(sum((await plant.db.select().from(costLine)).map((line) => line.amount)).toFixed(2)).toBe("0.00");
  expect(await plant.db.select().from(outboxMessage).where(eq(outboxMessage.type, "mes.entry.reversed.v1"))).toHaveLength(2);
  for (const move of moves)
    expect(await plant.send(plant.first, reverseEntry, after("2"), { entryId: move.id, reason: "WRONG-LOT" })).toMatchObject({ ok: false, code: "ALREADY_REVERSED" });
});

it("UI-10 EX-22 an undo counts from its tap on the tablet, however long it was on its way, and from when it came for all others", async () => {
  const plant = await fresh();
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("0.5"), { operationId });
  const atTablet = newId();
  const seconds = (hours: string, more: number) => new Date(after(hours).getTime() + more * 1000);
  const undone = async (hours: string, tapped: number, arrived: number, rest: object, deviceId: string | null = atTablet) => {
    const { entryId } = await plant.does(plant.first, confirmProduction, after(hours), { operationId, good: "1" });
    const answer = await plant.send({ ...plant.first, deviceId }, reverseEntry, seconds(hours, tapped), { entryId, reason: "MISKEY", ...rest }, seconds(hours, arrived));
    return answer.ok ? "taken back" : answer.code;
  };
  const tablet = { deviceSequence: 9 };
  expect([
    await undone("1", 20, 40, tablet),
    await undone("2", 20, 7200, tablet),
    await undone("5", 31, 40, tablet),
    await undone("6", 20, 40, {}),
    // At a desk, whatever it claims.
    await undone("6.5", 20, 40, tablet, null),
    await undone("7", 20, 8 * 86_400, tablet),
    await undone("200", 200, 40, tablet),
  ]).toEqual(["taken back", "taken back", "UNDO_EXPIRED", "UNDO_EXPIRED", "UNDO_EXPIRED", "UNDO_EXPIRED", "UNDO_EXPIRED"]);
});

it("S02 the same command twice records once and answers twice alike", async () => {
  const plant = await fresh();
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  const tap = { commandId: newId(), operationId, good: "50", eventTime: after("2").toISOString() };
  const answers = await Promise.all([plant.send(plant.first, confirmProduction, after("2"), tap), plant.send(plant.first, confirmProduction, after("2"), tap)]);
  const [one, two] = answers.toSorted((a, b) => Number("repeated" in a && a.repeated) - Number("repeated" in b && b.repeated));
  expect(one).toMatchObject({ ok: true, repeated: false, data: { good: "50" } });
  expect(two).toEqual({ ...one, repeated: true });
  const [row] = await plant.db.select().from(orderOperation).where(eq(orderOperation.id, operationId));
  expect(row?.processed.toNumber()).toBe(50);
  const confirmed = and(eq(outboxMessage.type, "mes.production.confirmed.v1"));
  expect(await plant.db.select().from(outboxMessage).where(confirmed)).toHaveLength(1);
  const changed = await plant.send(plant.first, confirmProduction, after("2"), { ...tap, good: "51" });
  expect(changed).toMatchObject({ ok: false, code: "KEY_REUSED" });
});

it("EX-20 an entry whose rework has been reworked since is not taken back before the rework is", async () => {
  const plant = await fresh();
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  const sent = await plant.does(plant.first, confirmProduction, after("2"), { operationId, rework: "5", reworkReason: "DIM" });
  const reworked = await plant.does(plant.first, confirmProduction, after("3"), { operationId, activity: "REWORK", good: "2" });
  // C-07: the hour before the rework entry was rework.
  const labour = (await plant.db.select().from(costLine)).filter((line) => line.element === "LABOUR").map((line) => [line.activity, line.seconds] as const);
  expect(new Map(labour)).toEqual(
    new Map([
      ["SETUP", 3600],
      ["RUN", 3600],
      ["REWORK", 3600],
    ]),
  );
  expect(await plant.send(plant.lead, reverseEntry, after("4"), { entryId: sent.entryId, reason: "MISKEY" })).toMatchObject({ ok: false, code: "DOWNSTREAM_USED" });
  await plant.does(plant.lead, reverseEntry, after("4"), { entryId: reworked.entryId, reason: "MISKEY" });
  await plant.does(plant.lead, reverseEntry, after("4"), { entryId: sent.entryId, reason: "MISKEY" });
});

it("EX-21 a pause that arrives late finds somebody who came after it: they are on delay from when they came", async () => {
  const plant = await fresh();
  const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
  await plant.does(plant.second, signOnOperation, after("3"), { operationId });
  await plant.does(plant.first, pauseOperation, after("2"), { operationId, reason: "BRK-MECH" }, after("3.5"));
  const open = await plant.db.select().from(labourBooking).where(isNull(labourBooking.toAt));
  expect(open.map((booking) => [booking.activity, booking.fromAt.getTime()])).toEqual(
    expect.arrayContaining([
      ["DELAY", after("2").getTime()],
      ["DELAY", after("3").getTime()],
    ]),
  );
  expect(open).toHaveLength(2);
  await plant.does(plant.second, signOffOperation, after("5"), { operationId });
  expect(await plant.send(plant.second, signOnOperation, after("4"), { operationId })).toMatchObject({ ok: false, code: "OUT_OF_ORDER" });
});
