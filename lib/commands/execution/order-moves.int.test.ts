import { and, eq, isNull, sql } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { costLine } from "@/db/schema/costing";
import { event } from "@/db/schema/eventlog";
import { operationActivity, orderComponent, orderOperation, productionEntry, productionOrder } from "@/db/schema/execution";
import { labourBooking } from "@/db/schema/labour";
import { outboxMessage } from "@/db/schema/integration";
import { nonconformance } from "@/db/schema/quality";
import type { TestDatabase } from "@/db/testing/database";
import type { Actor } from "@/lib/auth/actor";
import type { Role } from "@/lib/auth/permissions";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { decimal } from "@/lib/domain/shared/decimal";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { newId } from "@/lib/platform/ids";
import { abandonSetup } from "./abandon-setup";
import { closeDue } from "./close-due";
import { closeOrder } from "./close-order";
import { completeOperation } from "./complete-operation";
import { confirmProduction } from "./confirm-production";
import { finishSetup } from "./finish-setup";
import { holdOrder } from "./hold-order";
import { reopenOrder } from "./reopen-order";
import { resumeOperation } from "./resume-operation";
import { resumeOrder } from "./resume-order";
import { reverseEntry } from "./reverse-entry";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";
import { playExample1 } from "./testing/play-example-1";
import { whileBroken } from "./testing/while-broken";

let database: TestDatabase;
let plant: ExamplePlant;
let orderId: string;
let op10: string;
let op20: string;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  orderId = (await orderRow()).id;
  const operations = await plant.operationIds("PO-1001");
  [op10, op20] = [operations.get(10) ?? "", operations.get(20) ?? ""];
  return () => database.close();
});

const as = (role: Role): Actor => ({ ...plant.lead, accountId: newId(), personId: null, name: role, sites: [{ siteId: plant.siteId, code: "SITE-A", roles: [role] }] });
async function orderRow(number = "PO-1001") {
  const [row] = await plant.db.select().from(productionOrder).where(eq(productionOrder.number, number));
  if (row === undefined) throw new Error(`there is no ${number}`);
  return row;
}
const stateOf = async (id: string) => (await plant.db.select({ state: orderOperation.state }).from(orderOperation).where(eq(orderOperation.id, id)))[0]?.state;
const setup = async (at = "0") => plant.does(plant.first, startOperation, after(at), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
const openBookings = () => plant.db.select({ activity: labourBooking.activity, operationId: labourBooking.operationId }).from(labourBooking).where(isNull(labourBooking.toAt));
const accepted = () => plant.db.update(outboxMessage).set({ state: "ACCEPTED", acceptedAt: after("20.40") });
async function statuses(): Promise<string[]> {
  const rows = await plant.db.select().from(outboxMessage).where(eq(outboxMessage.type, "mes.order.status.v1")).orderBy(outboxMessage.sequence);
  return rows.map((row) => z.object({ data: z.object({ state: z.string() }) }).parse(row.payload).data.state);
}
async function machineSeconds(): Promise<number> {
  return (await plant.db.select().from(costLine)).filter((line) => line.element === "MACHINE").reduce((total, line) => total + (line.seconds ?? 0), 0);
}

describe("§2.2 hold and resume", () => {
  it("pauses what is in work, refuses everything on it, and goes back to the state before", async () => {
    await setup();
    await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
    expect(await plant.does(as("PLANNER"), holdOrder, after("2"), { orderId, reason: "MAT-WAIT" })).toEqual({ state: "ON_HOLD", holdClass: "PLANNER", paused: [10] });
    expect(await orderRow()).toMatchObject({ state: "ON_HOLD", heldFrom: "IN_PROGRESS", holdClass: "PLANNER" });
    expect(await stateOf(op10)).toBe("PAUSED");
    expect(await openBookings()).toEqual([{ activity: "DELAY", operationId: op10 }]);
    const [machine] = await plant.db
      .select()
      .from(operationActivity)
      .where(and(eq(operationActivity.operationId, op10), isNull(operationActivity.toAt)));
    expect(machine).toMatchObject({ activity: "DELAY", reasonCode: "MAT-WAIT", fromAt: after("2") });

    const refused = async (command: Parameters<typeof plant.send>[1], input: object, at = "3") => {
      const result = await plant.send(plant.first, command, after(at), input);
      return result.ok ? "ok" : result.code;
    };
    expect(await refused(confirmProduction, { operationId: op10, good: "5" })).toBe("ORDER_ON_HOLD");
    expect(await refused(completeOperation, { operationId: op10 })).toBe("ORDER_ON_HOLD");
    expect(await refused(resumeOperation, { operationId: op10 })).toBe("ORDER_NOT_EXECUTABLE");
    expect(await refused(issueMaterial, { operationId: op10, lot: "C-A", quantity: "5" })).toBe("ORDER_NOT_EXECUTABLE");
    expect(await plant.send(as("PLANNER"), holdOrder, after("3"), { orderId, reason: "MAT-WAIT" })).toMatchObject({
      code: "INVALID_TRANSITION",
      params: { of: "ORDER", state: "ON_HOLD" },
    });
    expect(await plant.send(plant.lead, resumeOrder, after("3"), { orderId })).toMatchObject({ code: "HOLD_OF_OTHERS", params: { class: "PLANNER" } });

    expect(await plant.does(as("PLANNER"), resumeOrder, after("3"), { orderId })).toEqual({ state: "IN_PROGRESS" });
    expect(await orderRow()).toMatchObject({ state: "IN_PROGRESS", heldFrom: null, holdClass: null });
    expect(await stateOf(op10)).toBe("PAUSED");
    await plant.does(plant.first, resumeOperation, after("3.5"), { operationId: op10 });
    await plant.does(plant.first, confirmProduction, after("4"), { operationId: op10, good: "5" });
    expect(await statuses()).toEqual(["IN_PROGRESS", "ON_HOLD", "IN_PROGRESS"]);
    await expectRebuilt(database);
  });

  it("counts what was made before the hold when it comes late from a tablet without network", async () => {
    await setup();
    await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
    await plant.does(plant.lead, holdOrder, after("3"), { orderId, reason: "QA-WAIT" }, after("3"));
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "5" }, after("4"));
    expect(await plant.send(plant.first, confirmProduction, after("3"), { operationId: op10, good: "5" }, after("4"))).toMatchObject({ code: "ORDER_ON_HOLD" });
  });

  it("a quality hold before the start is lifted by the quality manager alone", async () => {
    expect(await plant.does(as("QUALITY_TECH"), holdOrder, after("0"), { orderId, reason: "QA-WAIT" })).toEqual({ state: "ON_HOLD", holdClass: "QUALITY", paused: [] });
    const started = await plant.send(plant.first, startOperation, after("1"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
    expect(started).toMatchObject({ code: "START_BLOCKED", params: { orderState: "ON_HOLD" } });
    for (const role of ["QUALITY_TECH", "LEAD", "PLANNER"] as const)
      expect(await plant.send(as(role), resumeOrder, after("1"), { orderId })).toMatchObject({ code: "HOLD_OF_OTHERS" });
    expect(await plant.does(as("QUALITY_MANAGER"), resumeOrder, after("1"), { orderId })).toEqual({ state: "RELEASED" });
    expect(await statuses()).toEqual(["ON_HOLD", "RELEASED"]);
    await setup("2");
  });

  it("is for leads, quality and planners, with a reason of the site", async () => {
    expect(await plant.send(plant.first, holdOrder, after("0"), { orderId, reason: "QA-WAIT" })).toMatchObject({ code: "HOLD_FORBIDDEN" });
    expect(await plant.send(as("FINANCE"), holdOrder, after("0"), { orderId, reason: "QA-WAIT" })).toMatchObject({ code: "FORBIDDEN" });
    expect(await plant.send(plant.lead, holdOrder, after("0"), { orderId, reason: "NONE-SUCH" })).toMatchObject({ code: "REASON_UNKNOWN" });
    expect(await plant.send(plant.lead, resumeOrder, after("0"), { orderId })).toMatchObject({ code: "INVALID_TRANSITION", params: { of: "ORDER", state: "RELEASED" } });
  });
});

describe("§2.2 reopen", () => {
  it("REOPEN_FIRST: what a completed order needs is taken back only once a lead has opened it, and the rest is made and booked again", async () => {
    const { entry20 } = await playExample1(plant);
    const used = await machineSeconds();
    expect(await plant.send(plant.lead, reverseEntry, after("21"), { entryId: entry20, reason: "MISKEY" })).toMatchObject({
      code: "REOPEN_FIRST",
      params: { left: "0", min: "190" },
    });
    expect(await plant.send(plant.first, reopenOrder, after("21"), { orderId, reason: "MISKEY" })).toMatchObject({ code: "FORBIDDEN" });
    expect(await plant.send(plant.lead, reopenOrder, after("21"), { orderId, reason: "NONE-SUCH" })).toMatchObject({ code: "REASON_UNKNOWN" });
    expect(await plant.does(plant.lead, reopenOrder, after("21"), { orderId, reason: "MISKEY" })).toEqual({ state: "IN_PROGRESS", operation: 20 });
    expect(await orderRow()).toMatchObject({ state: "IN_PROGRESS", completedAt: null });
    const lines = await plant.db.select({ state: orderComponent.state, op: orderComponent.operationId }).from(orderComponent).where(eq(orderComponent.orderId, orderId));
    expect(lines.toSorted((a, b) => a.state.localeCompare(b.state))).toEqual([
      { state: "CLOSED", op: op10 },
      { state: "ISSUED", op: op20 },
    ]);
    expect(await plant.send(plant.lead, reopenOrder, after("21"), { orderId, reason: "MISKEY" })).toMatchObject({ code: "INVALID_TRANSITION", params: { state: "READY" } });

    await plant.does(plant.lead, reverseEntry, after("21.5"), { entryId: entry20, reason: "MISKEY" });
    expect((await orderRow()).good.toNumber()).toBe(0);
    await plant.does(plant.first, startOperation, after("22"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
    await plant.does(plant.first, finishSetup, after("22.5"), { operationId: op20 });
    await plant.does(plant.first, confirmProduction, after("23"), { operationId: op20, good: "198" });
    await plant.does(plant.lead, completeOperation, after("23"), { operationId: op20 });
    const done = await orderRow();
    expect([done.state, done.good.toNumber(), done.received.toNumber(), done.completedAt]).toEqual(["COMPLETED", 198, 198, after("23")]);
    // The hour and a half between its end and its new start is nobody's time.
    expect((await machineSeconds()) - used).toBe(3600);
    const [row] = await plant.db.select().from(orderOperation).where(eq(orderOperation.id, op20));
    expect(row?.actualStartAt).toEqual(after("12"));
    expect(await statuses()).toEqual(["IN_PROGRESS", "COMPLETED", "IN_PROGRESS", "COMPLETED"]);
    await expectRebuilt(database);
  });

  it("an operation of a running order is opened alone, and not while the order is held", async () => {
    await setup();
    await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
    expect(await plant.send(plant.lead, reopenOrder, after("1"), { orderId, operationId: op10, reason: "MISKEY" })).toMatchObject({
      code: "INVALID_TRANSITION",
      params: { state: "RUNNING" },
    });
    await plant.does(plant.first, issueMaterial, after("1"), { operationId: op10, lot: "C-A", quantity: "100" });
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "100" });
    await plant.does(plant.first, completeOperation, after("2"), { operationId: op10 });
    await plant.does(plant.lead, holdOrder, after("3"), { orderId, reason: "QA-WAIT" });
    expect(await plant.send(plant.lead, reopenOrder, after("3"), { orderId, operationId: op10, reason: "MISKEY" })).toMatchObject({ params: { of: "ORDER", state: "ON_HOLD" } });
    await plant.does(plant.lead, resumeOrder, after("3"), { orderId });
    await plant.does(plant.lead, reopenOrder, after("4"), { orderId, operationId: op10, reason: "MISKEY" });
    expect([await stateOf(op10), await stateOf(op20), (await orderRow()).state]).toEqual(["READY", "READY", "IN_PROGRESS"]);
    expect(await plant.send(plant.lead, reopenOrder, after("4"), { orderId, operationId: newId(), reason: "MISKEY" })).toMatchObject({ code: "NOT_FOUND" });
  });
});

describe("§2.2 COMPLETED → CLOSED", () => {
  beforeEach(() => playExample1(plant));

  it("waits for every message, and then nothing of the order can be changed any more", async () => {
    const blocked = await plant.send(as("PLANNER"), closeOrder, after("21"), { orderId });
    expect(blocked).toMatchObject({ code: "CLOSE_BLOCKED", params: { blockers: ["MESSAGES_OPEN"] } });
    await accepted();
    expect(await plant.send(plant.lead, closeOrder, after("21"), { orderId })).toMatchObject({ code: "FORBIDDEN" });
    expect(await plant.does(as("PLANNER"), closeOrder, after("21"), { orderId })).toEqual({ state: "CLOSED" });
    expect(await orderRow()).toMatchObject({ state: "CLOSED", closedAt: after("21") });
    expect((await statuses()).at(-1)).toBe("CLOSED");
    const lines = (await plant.db.select().from(costLine)).length;
    const [entry] = await plant.db
      .select()
      .from(productionEntry)
      .where(and(eq(productionEntry.operationId, op20), eq(productionEntry.final, false)));
    expect(await plant.send(plant.lead, reverseEntry, after("22"), { entryId: entry?.id, reason: "MISKEY" })).toMatchObject({ code: "ORDER_CLOSED" });
    expect(await plant.send(plant.lead, reopenOrder, after("22"), { orderId, reason: "MISKEY" })).toMatchObject({
      code: "INVALID_TRANSITION",
      params: { of: "ORDER", state: "CLOSED" },
    });
    expect(await plant.send(plant.first, issueMaterial, after("22"), { operationId: op20, lot: "S-1", quantity: "1" })).toMatchObject({ code: "ORDER_NOT_EXECUTABLE" });
    expect((await plant.db.select().from(costLine)).length).toBe(lines);
    await expectRebuilt(database);
  });

  it.each(["REJECTED", "DEAD", "DELIVERED"] as const)("a message that is %s keeps it open, a resolved one does not", async (state) => {
    await accepted();
    await plant.db.update(outboxMessage).set({ state }).where(eq(outboxMessage.type, "mes.production.received.v1"));
    expect(await plant.send(as("PLANNER"), closeOrder, after("21"), { orderId })).toMatchObject({ code: "CLOSE_BLOCKED", params: { blockers: ["MESSAGES_OPEN"], messages: 1 } });
    await plant.db.update(outboxMessage).set({ state: "RESOLVED" }).where(eq(outboxMessage.type, "mes.production.received.v1"));
    await plant.does(as("PLANNER"), closeOrder, after("21"), { orderId });
  });

  it("a nonconformance, an open component line and somebody's open time keep it open", async () => {
    await accepted();
    const base = {
      siteId: plant.siteId,
      orderId,
      quantity: decimal(1),
      uom: "EA",
      defectCode: "DIM",
      what: "Too long",
      raisedBy: newId(),
      raisedName: "Quality",
      raisedAt: after("20"),
    };
    const id = newId();
    await plant.db.insert(nonconformance).values({ ...base, id, number: "NC-1", state: "IN_REVIEW" });
    await plant.db.update(orderComponent).set({ state: "ISSUED" }).where(eq(orderComponent.operationId, op10));
    await plant.db
      .update(labourBooking)
      .set({ toAt: null })
      .where(eq(labourBooking.fromAt, after("7.10")));
    expect(await plant.send(as("PLANNER"), closeOrder, after("21"), { orderId })).toMatchObject({
      params: { blockers: ["NONCONFORMANCES_OPEN", "COMPONENTS_OPEN", "LABOUR_OPEN"], components: ["CAST-01"] },
    });
    await plant.db.execute(sql`update quality.nonconformance set state = 'VOID', closed_at = raised_at where id = ${id}`);
    expect(await plant.send(as("PLANNER"), closeOrder, after("21"), { orderId })).toMatchObject({ params: { blockers: ["COMPONENTS_OPEN", "LABOUR_OPEN"] } });
  });

  it("happens by itself a day after the order was completed, not before", async () => {
    await accepted();
    const { services } = plant;
    expect(await closeDue({ ...services, clock: { now: () => after("44.39") } })).toBe(0);
    expect(await closeDue({ ...services, clock: { now: () => after("44.40") } })).toBe(1);
    expect((await orderRow()).state).toBe("CLOSED");
    expect(await closeDue({ ...services, clock: { now: () => after("60") } })).toBe(0);
  });

  it("does not end the round for one that fails, which is closed when it can be", async () => {
    await accepted();
    const due = { ...plant.services, clock: { now: () => after("44.40") } };
    expect(await whileBroken(database, "execution.production_order", "state <> 'CLOSED'", () => closeDue(due))).toBe(0);
    expect(await closeDue(due)).toBe(1);
  });

  it("reads what is due page by page, and what cannot be closed keeps none of those behind it from theirs", async () => {
    await accepted();
    const done = await orderRow();
    // Five whose nonconformance is open before one that can be closed, three of them completed in the same instant; and another one behind it.
    const completedAt = (hoursLater: number) => new Date((done.completedAt?.getTime() ?? Number.NaN) + hoursLater * 3_600_000);
    const blocked = [-3, -2, -2, -2, -1].map((later, position) => ({ ...done, id: newId(), number: `B-${position}`, completedAt: completedAt(later) }));
    await plant.db.insert(productionOrder).values(blocked);
    for (const [number, later] of [
      ["PO-1002", 1],
      ["PO-1003", 2],
      ["PO-1004", 3],
    ] as const) {
      await plant.hear([exampleOrder("SITE-A", number)]);
      const { id } = await orderRow(number);
      await plant.db.update(orderComponent).set({ state: "CLOSED" }).where(eq(orderComponent.orderId, id));
      await plant.db
        .update(productionOrder)
        .set({ state: "COMPLETED", completedAt: completedAt(later) })
        .where(eq(productionOrder.id, id));
    }
    await plant.db.insert(nonconformance).values(
      blocked.map(({ id, number }) => ({
        siteId: plant.siteId,
        id: newId(),
        number: `NC-${number}`,
        orderId: id,
        quantity: decimal(1),
        uom: "EA",
        defectCode: "DIM",
        what: "Too long",
        raisedBy: newId(),
        raisedName: "Quality",
        raisedAt: after("20"),
        state: "IN_REVIEW" as const,
      })),
    );
    const due = { ...plant.services, clock: { now: () => after("60") } };
    const closed = async () => (await plant.db.select().from(productionOrder).where(eq(productionOrder.state, "CLOSED"))).map((row) => row.number).toSorted();
    // Pages of two: B-0 B-1, B-2 B-3, B-4 PO-1001, PO-1002 PO-1003; with the last the round has closed what it may.
    expect(await closeDue(due, 2)).toBe(3);
    expect(await closed()).toEqual(["PO-1001", "PO-1002", "PO-1003"]);
    expect(await closeDue(due, 2)).toBe(1);
    expect(await closed()).toEqual(["PO-1001", "PO-1002", "PO-1003", "PO-1004"]);
    expect(await closeDue(due, 2)).toBe(0);
  });

  it("happens at once when the ERP closes what nothing keeps open", async () => {
    await accepted();
    await plant.hear([exampleOrder("SITE-A", "PO-1001", { erpVersion: 2, status: "CLOSED" })]);
    expect(await orderRow()).toMatchObject({ state: "CLOSED", erpVersion: 2 });
    expect((await statuses()).at(-1)).toBe("CLOSED");
    await expectRebuilt(database);
  });

  it("happens as soon as it can when the ERP closes what something keeps open; until then nobody reopens it, unless the ERP does", async () => {
    const { services } = plant;
    await plant.hear([exampleOrder("SITE-A", "PO-1001", { erpVersion: 2, status: "CLOSED" })]);
    const waits = await orderRow();
    expect([waits.state, waits.erpClosedAt === null]).toEqual(["COMPLETED", false]);
    expect(await plant.send(plant.lead, reopenOrder, after("21"), { orderId, reason: "MISKEY" })).toMatchObject({ code: "CLOSED_IN_ERP" });
    expect(await closeDue(services)).toBe(0);
    await plant.hear([exampleOrder("SITE-A", "PO-1001", { erpVersion: 3, status: "RELEASED" })]);
    expect((await orderRow()).erpClosedAt).toBeNull();
    await plant.hear([exampleOrder("SITE-A", "PO-1001", { erpVersion: 4, status: "CLOSED" })]);
    await accepted();
    expect(await closeDue(services)).toBe(1);
    expect((await orderRow()).state).toBe("CLOSED");
  });
});

describe("§2.2 → ABORTED", () => {
  const cancel = (erpVersion: number) => plant.hear([exampleOrder("SITE-A", "PO-1001", { erpVersion, status: "CANCELLED" })]);

  it("a cancelled order of which nothing lies in the shop ends with its operations; the setup's time stays booked and people are free", async () => {
    await setup();
    // The order is heard at the same instant as the plant's clock shows: an hour of setup.
    await plant.send(plant.first, resumeOrder, after("1"), { orderId });
    await cancel(2);
    expect(await orderRow()).toMatchObject({ state: "ABORTED", erpVersion: 2 });
    expect([await stateOf(op10), await stateOf(op20)]).toEqual(["ABORTED", "ABORTED"]);
    expect(await openBookings()).toEqual([]);
    expect(await plant.db.select().from(operationActivity).where(isNull(operationActivity.toAt))).toEqual([]);
    expect(await machineSeconds()).toBe(3600);
    expect(await statuses()).toEqual(["IN_PROGRESS", "ABORTED"]);
    expect(await plant.send(plant.first, confirmProduction, after("2"), { operationId: op10, good: "1" })).toMatchObject({ code: "INVALID_TRANSITION" });
    await expectRebuilt(database);
  });

  it("is refused as long as material or units lie in the shop, and the ERP is told what", async () => {
    await setup();
    await plant.does(plant.first, issueMaterial, after("0.5"), { operationId: op10, lot: "C-A", quantity: "10" });
    await expect(cancel(2)).rejects.toThrow("The order is in progress and CAST-01 of it lies in the shop: return, scrap or move it, then cancel again");
    expect((await orderRow()).state).toBe("IN_PROGRESS");
    const [told] = await plant.db
      .select()
      .from(outboxMessage)
      .where(and(eq(outboxMessage.type, "mes.order.acknowledged.v1"), eq(outboxMessage.state, "NEW")))
      .orderBy(outboxMessage.sequence)
      .offset(1);
    expect(told?.payload).toMatchObject({ data: { erpVersion: 2, outcome: "REJECTED", code: "ORDER_CHANGE_CONFLICT" } });
  });

  it("is done once what was taken is back", async () => {
    await setup();
    await plant.does(plant.first, issueMaterial, after("0.5"), { operationId: op10, lot: "C-A", quantity: "10" });
    const [issued] = await plant.db.select({ payload: event.payload }).from(event).where(eq(event.type, "material.issued"));
    await plant.does(plant.lead, reverseEntry, after("0.6"), { entryId: z.object({ moveId: z.string() }).parse(issued?.payload).moveId, reason: "WRONG-ORDER" });
    await cancel(2);
    expect((await orderRow()).state).toBe("ABORTED");
  });

  it("a held order is aborted too, whether it had begun or not", async () => {
    await plant.does(plant.lead, holdOrder, after("0"), { orderId, reason: "QA-WAIT" });
    await cancel(2);
    expect(await orderRow()).toMatchObject({ state: "ABORTED", heldFrom: null, holdClass: null });
    expect([await stateOf(op10), await stateOf(op20)]).toEqual(["ABORTED", "ABORTED"]);
  });
});

describe("§2.2 SETUP → READY", () => {
  it("frees the unit and its people; the setup's time stays booked, and a second setup adds its own", async () => {
    await setup();
    expect(await plant.does(plant.first, abandonSetup, after("1"), { operationId: op10 })).toEqual({ state: "READY" });
    expect(await openBookings()).toEqual([]);
    expect(await machineSeconds()).toBe(3600);
    const [told] = await plant.db.select().from(outboxMessage).where(eq(outboxMessage.type, "mes.production.confirmed.v1"));
    expect(told?.payload).toMatchObject({ data: { final: false, quantity: { good: "0" }, time: [{ activity: "SETUP", machineSeconds: 3600 }] } });
    await setup("3");
    expect(await plant.send(plant.first, abandonSetup, after("2"), { operationId: op10 })).toMatchObject({ code: "OUT_OF_ORDER" });
    await plant.does(plant.first, finishSetup, after("3.5"), { operationId: op10 });
    expect(await plant.send(plant.first, abandonSetup, after("4"), { operationId: op10 })).toMatchObject({ code: "INVALID_TRANSITION", params: { state: "RUNNING" } });
    await plant.does(plant.first, confirmProduction, after("4"), { operationId: op10, good: "1" });
    expect(await machineSeconds()).toBe(2 * 3600);
    const [row] = await plant.db.select().from(orderOperation).where(eq(orderOperation.id, op10));
    expect(row?.actualStartAt).toEqual(after("0"));
    await expectRebuilt(database);
  });
});
