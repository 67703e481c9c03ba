import { and, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { auditEntry } from "@/db/schema/identity";
import { connection, cursor, outboxMessage } from "@/db/schema/integration";
import { reconciliationOrder, reconciliationRun, reconciliationStock } from "@/db/schema/reconciliation";
import type { TestDatabase } from "@/db/testing/database";
import { execute } from "@/lib/commands/execute";
import { after, exampleDatabase } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { replayMessage } from "@/lib/commands/integration/replay-message";
import type { ErpAdapter } from "@/lib/erp/port";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { restSystem } from "@/lib/erp/rest/adapter";
import { CHANGES } from "@/lib/integration/inbox/poll";
import { newId } from "@/lib/platform/ids";
import { differences, differencesAfter } from "@/lib/queries/reconciliation/differences";
import { differencesCsv } from "@/lib/queries/reconciliation/differences-csv";
import { reconciliationRuns } from "@/lib/queries/reconciliation/runs";
import { retryReconciliation } from "./retry-reconciliation";
import { acceptDifference, assignDifference } from "./settle-difference";
import { type ComparedPlant, comparedPlant } from "./testing/compared-plant";

let database: TestDatabase;
let world: ComparedPlant;

beforeEach(async () => {
  database = await exampleDatabase();
  world = await comparedPlant(database);
});
afterEach(() => database.close());

/** An ERP that has nothing in its books, where no more is needed. */
const emptyErp = (): ErpAdapter => ({
  ...restSystem.create({ baseUrl: "http://127.0.0.1:9" }, { apiKey: "key", webhookSecrets: ["webhook-secret-of-this-test"] }, fetchHttp),
  readOrders: async () => ({ kind: "orders", orders: [] }),
  readStock: async () => ({ kind: "stock", stock: [], cursor: null }),
  listOrders: async () => ({ kind: "order-list", orders: [], cursor: null }),
});
const onEmpty = (worker = "w1", change: Partial<ErpAdapter> = {}) => world.reconciler(async () => ({ ...emptyErp(), ...change }), worker);

const summary = async (runId: string) => (await world.linesOf(runId)).map(({ what, parts }) => [what, ...parts]);

describe("IN-11 reconciliation with a real ERP", () => {
  beforeEach(() => world.noDaily());
  beforeEach(() => world.openErp());
  afterEach(() => world.closeErp());

  it("agrees in everything when the ERP has booked everything", async () => {
    await playExample1(world.plant);
    await world.send();
    const runId = await world.reconcile();
    const row = await world.run(runId);
    expect(await summary(runId)).toEqual([]);
    expect(await world.costsOf(runId)).toEqual([]);
    expect(row).toMatchObject({ state: "DONE", reason: null, ordersTotal: 1, ordersDone: 1, explained: 0, unexplained: 0, readsOrders: true, readsStock: true, nextAt: null });
    // Seven figures of PO-1001 with three lots of components, the open orders, and the lots in stock.
    expect(row.matched).toBeGreaterThanOrEqual(10);
    expect(row.value.gt(0)).toBe(true);
    expect(await database.db.select().from(reconciliationOrder)).toEqual([]);
    expect(await database.db.select().from(reconciliationStock)).toEqual([]);
    expect(world.told.filter((change) => change.kind === "reconciliation" && change.id === runId).length).toBeGreaterThanOrEqual(3);
    const [shown] = await reconciliationRuns(world.reader(), world.as("FINANCE"));
    expect([shown?.accuracy, shown?.latest]).toEqual(["1", true]);
  });

  it("names what is in transit, and what the ERP refused, as what they are", async () => {
    await playExample1(world.plant);
    // The period of the second day is closed: what happened before it is refused, and the rest waits behind.
    await world.clerk("POST", "period", { site: "SITE-A", openFrom: after("10").toISOString() });
    await world.send();
    const runId = await world.reconcile();
    const lines = await world.linesOf(runId);
    expect(lines.every(({ parts }) => parts[3] === "0")).toBe(true);
    const [rejected] = await database.db.select().from(outboxMessage).where(eq(outboxMessage.state, "REJECTED"));
    expect(rejected?.type).toBe("mes.material.issued.v1");
    // 150 castings of C-A were refused; everything later in the order's lane waits.
    expect(lines.find(({ what }) => what === "COMPONENT CAST-01 C-A")?.parts).toEqual(["0", "150", "0", "0"]);
    expect(lines.find(({ what }) => what === "COMPONENT CAST-01 C-B")?.parts).toEqual(["54", "0", "0", "0"]);
    expect(lines.find(({ what }) => what === "RECEIVED")?.parts).toEqual(["200", "0", "0", "0"]);
    expect(lines.find(({ what }) => what === "SCRAP")?.parts).toEqual(["4", "0", "0", "0"]);
    expect(lines.find(({ what }) => what === "COMPONENT CAST-01 C-A")?.row.messages).toEqual([rejected?.id]);
    expect(await world.run(runId)).toMatchObject({ state: "DONE", unexplained: 0 });
    // Mended and replayed, nothing is left.
    await world.clerk("POST", "period", { site: "SITE-A", openFrom: null });
    expect(await execute(world.services, world.as("IT"), replayMessage, { commandId: newId(), messageId: rejected?.id ?? "" })).toMatchObject({ ok: true });
    await world.send();
    expect(await summary(await world.reconcile())).toEqual([]);
  });

  it("what nobody can explain gets an owner and keeps its age, until a person accepts it or it is put right", async () => {
    await playExample1(world.plant);
    await world.send();
    await world.clerk("POST", "corrections", { order: "PO-1001", good: "-8", received: "0", scrap: "0", consumed: [{ item: "SEAL-02", lot: "S-1", qty: "2" }] });
    const first = await world.reconcile();
    expect(await summary(first)).toEqual([
      ["COMPONENT SEAL-02 S-1", "0", "0", "0", "-2"],
      ["GOOD", "0", "0", "0", "8"],
      ["LOT_STOCK SEAL-02 S-1", "0", "0", "0", "2"],
    ]);
    const [component, good, stock] = await world.linesOf(first);
    expect([component?.row.owner, good?.row.owner, stock?.row.owner]).toEqual(["PLANNER", "IT", "PLANNER"]);
    expect([component?.row.unexplainedValue?.toFixed(2), good?.row.unexplainedValue?.toFixed(2)]).toEqual(["1.72", "189.66"]);
    const counted = await world.run(first);
    expect([counted.unexplained, counted.unexplainedValue.toFixed(2)]).toEqual([3, "193.10"]);

    expect(await execute(world.services, world.as("IT"), assignDifference, { commandId: newId(), lineId: good?.row.id, owner: "FINANCE" })).toMatchObject({ ok: true });
    expect(await execute(world.services, world.as("FINANCE"), assignDifference, { commandId: newId(), lineId: good?.row.id, owner: "LEAD" })).toMatchObject({
      ok: false,
      code: "FORBIDDEN",
    });
    expect(
      await execute(world.services, world.as("IT"), acceptDifference, { commandId: newId(), lineId: component?.row.id, reason: "Two seals were lost in the store" }),
    ).toMatchObject({
      ok: true,
    });
    expect(await execute(world.services, world.as("IT"), acceptDifference, { commandId: newId(), lineId: component?.row.id, reason: "Once more" })).toMatchObject({
      ok: false,
      code: "DIFFERENCE_ACCEPTED",
    });
    expect(await world.run(first)).toMatchObject({ unexplained: 2, accepted: 1 });
    expect((await world.run(first)).unexplainedValue.toFixed(2)).toBe("191.38");
    expect((await database.db.select({ action: auditEntry.action }).from(auditEntry)).map((entry) => entry.action)).toEqual(
      expect.arrayContaining(["difference.assign", "difference.accept"]),
    );

    const second = await world.reconcile();
    const [again, goodAgain] = await world.linesOf(second);
    expect([again?.row.action, again?.row.note, again?.row.firstSeenAt.getTime()]).toEqual(["ACCEPTED", "Two seals were lost in the store", component?.row.firstSeenAt.getTime()]);
    expect([goodAgain?.row.owner, goodAgain?.row.firstSeenAt.getTime()]).toEqual(["FINANCE", good?.row.firstSeenAt.getTime()]);
    expect(await world.run(second)).toMatchObject({ unexplained: 2, accepted: 1 });

    // Another amount is another difference: it is open again. What was put right is gone.
    await world.clerk("POST", "corrections", { order: "PO-1001", good: "8", received: "0", scrap: "0", consumed: [{ item: "SEAL-02", lot: "S-1", qty: "1" }] });
    const third = await world.reconcile();
    expect((await world.linesOf(third)).map(({ what, parts, row }) => [what, parts[3], row.action])).toEqual([
      ["COMPONENT SEAL-02 S-1", "-3", null],
      ["LOT_STOCK SEAL-02 S-1", "3", null],
    ]);

    const listed = await differences(world.reader(), world.as("AUDITOR"), third, { group: "unexplained", measure: null, search: "PO-1001" }, 0);
    expect(listed.map((line) => [line.measure, line.unexplained])).toEqual([["COMPONENT", "-3"]]);
    expect(await differencesAfter(world.reader(), world.as("OPERATOR"), third, null, 10)).toEqual([]);
    const file = await differencesCsv(world.reader(), world.as("FINANCE"), third);
    expect(file?.text.split("\r\n")).toHaveLength(5);
    expect(file?.text).toContain(",PO-1001,COMPONENT,SEAL-02,S-1,EA,410,413,");
  });

  it("an order that vanished from the ERP holds nothing there, and its status says so", async () => {
    const silent: ErpAdapter = { ...world.adapter(), readOrders: async () => ({ kind: "orders", orders: [] }) };
    const row = await world.run(await world.reconcile(silent));
    const lines = await world.linesOf(row.id);
    expect(lines.map(({ what, row: line }) => [what, line.oursText, line.theirsText])).toEqual([
      ["OPEN_ORDERS", null, null],
      ["STATUS", "RELEASED", "UNKNOWN"],
    ]);
  });

  it("a message that is booked while the books are read is explained either way", async () => {
    await playExample1(world.plant);
    const real = world.adapter();
    // The ERP takes everything between our question and its answer.
    const racing: ErpAdapter = {
      ...real,
      async readOrders(orders, signal) {
        await world.send();
        return real.readOrders?.(orders, signal) ?? { kind: "retry", reason: "never" };
      },
    };
    const row = await world.run(await world.reconcile(racing));
    expect(row).toMatchObject({ state: "DONE", unexplained: 0 });
    // And the other way round: it took them right after it had answered.
    expect(row.explained).toBe(0);
  });

  it("what the ERP took right after it had answered is a matter of time", async () => {
    await playExample1(world.plant);
    const real = world.adapter();
    const late: ErpAdapter = {
      ...real,
      async readOrders(orders, signal) {
        const answer = await real.readOrders?.(orders, signal);
        await world.send();
        return answer ?? { kind: "retry", reason: "never" };
      },
    };
    const row = await world.run(await world.reconcile(late));
    const lines = await world.linesOf(row.id);
    expect(lines.find(({ what }) => what === "GOOD")?.parts).toEqual(["0", "0", "200", "0"]);
    expect(row).toMatchObject({ state: "DONE", unexplained: 0 });
  });

  it("an ERP that is down gives a failed run with its reason, which a person may try again", async () => {
    await playExample1(world.plant);
    await world.send();
    await world.clerk("POST", "power", { on: false });
    const runId = await world.reconcile();
    const failed = await world.run(runId);
    expect(failed).toMatchObject({ state: "FAILED", nextAt: null, ordersDone: 0, leasedBy: null });
    expect(failed.reason).toMatch(/\S/);
    await world.clerk("POST", "power", { on: true });
    expect(await execute(world.services, world.as("FINANCE"), retryReconciliation, { commandId: newId(), runId })).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(await execute(world.services, world.as("IT"), retryReconciliation, { commandId: newId(), runId })).toMatchObject({ ok: true });
    world.pass(1);
    expect(await world.reconciler().round()).toBe(true);
    expect(await world.run(runId)).toMatchObject({ state: "DONE", unexplained: 0, ordersDone: 1 });
    expect(await execute(world.services, world.as("IT"), retryReconciliation, { commandId: newId(), runId })).toMatchObject({ ok: false, code: "RECONCILIATION_ENDED" });
  });
});

describe("a run that cannot go its way", () => {
  beforeEach(() => world.noDaily());

  it("an ERP that cannot read back is named as such", async () => {
    await world.start();
    await onEmpty("w1", { capabilities: () => ({ ...emptyErp().capabilities(), readOrders: false, readStock: false, listOrders: false }) }).round();
    const [row] = await database.db.select().from(reconciliationRun).where(eq(reconciliationRun.cause, "ON_DEMAND"));
    expect(row).toMatchObject({ state: "UNSUPPORTED", readsOrders: false, readsStock: false, reason: expect.stringContaining("cannot say what it holds") });
  });

  it("a paused connection is not asked", async () => {
    await database.db.update(connection).set({ enabled: false });
    await world.start();
    await world.reconciler(async () => Promise.reject(new Error("nobody may be asked"))).round();
    const [row] = await database.db.select().from(reconciliationRun).where(eq(reconciliationRun.cause, "ON_DEMAND"));
    expect(row).toMatchObject({ state: "FAILED", reason: expect.stringContaining("is paused") });
  });

  it("one at a time: a second request says that one is under way", async () => {
    expect(await world.start()).toMatchObject({ ok: true });
    expect(await world.start()).toMatchObject({ ok: false, code: "RECONCILIATION_RUNNING" });
    expect(await world.start("FINANCE")).toMatchObject({
      ok: false,
      code: "FORBIDDEN",
    });
  });

  it("goes on where a killed worker left it, and compares nothing twice", async () => {
    await world.start();
    // This worker dies after its first page: it never answers again, and its lease runs out.
    void onEmpty("dead", { readStock: () => new Promise(() => undefined) }).round();
    await expect
      .poll(async () => (await database.db.select().from(reconciliationRun).where(eq(reconciliationRun.cause, "ON_DEMAND")))[0]?.openCounted, { timeout: 10_000 })
      .toBe(true);
    expect(await onEmpty().round()).toBe(false);
    world.pass(121);
    expect(await onEmpty("next").round()).toBe(true);
    const [row] = await database.db.select().from(reconciliationRun).where(eq(reconciliationRun.cause, "ON_DEMAND"));
    expect(row).toMatchObject({ state: "DONE", ordersTotal: 1, ordersDone: 1 });
    expect((await world.linesOf(row?.id ?? "")).filter(({ what }) => what === "STATUS")).toHaveLength(1);
  });

  it("a worker that is stopped hands its run over at once", async () => {
    await world.start();
    const stopping = onEmpty("w1", {
      async readOrders() {
        stopping.stop();
        return { kind: "retry", reason: "the call was ended" };
      },
    });
    expect(await stopping.round()).toBe(true);
    expect(await stopping.round()).toBe(false);
    world.pass(1);
    expect(await onEmpty("w2").round()).toBe(true);
    expect((await database.db.select().from(reconciliationRun).where(eq(reconciliationRun.cause, "ON_DEMAND")))[0]).toMatchObject({ state: "DONE" });
  });
});

describe("§8.1 daily at six", () => {
  const days = async () =>
    (
      await database.db
        .select()
        .from(reconciliationRun)
        .where(and(eq(reconciliationRun.cause, "DAILY"), eq(reconciliationRun.siteId, world.plant.siteId)))
    ).map((row) => `${row.onDate} ${row.state}`);

  const readToTheEnd = () => database.db.insert(cursor).values({ connectionId: world.plant.connectionId, stream: CHANGES, value: "c1", movedAt: world.now() });

  it("waits until the ERP was read to its end for the first time", async () => {
    world.goTo(new Date("2026-03-19T05:00:00Z"));
    await onEmpty().round();
    expect(await days()).toEqual([]);
    await readToTheEnd();
    await onEmpty().round();
    expect(await days()).toEqual(["2026-03-19 DONE"]);
  });

  it("runs once for each day of the site, however many workers there are, and again the next day", async () => {
    await readToTheEnd();
    world.goTo(new Date("2026-03-19T04:59:00Z"));
    await Promise.all(["a", "b", "c"].map((worker) => onEmpty(worker).round()));
    expect(await days()).toEqual([]);
    world.goTo(new Date("2026-03-19T05:00:00Z"));
    await Promise.all(["a", "b", "c"].map((worker) => onEmpty(worker).round()));
    expect(await days()).toEqual(["2026-03-19 DONE"]);
    world.goTo(new Date("2026-03-19T15:00:00Z"));
    await onEmpty().round();
    expect(await days()).toEqual(["2026-03-19 DONE"]);
    world.goTo(new Date("2026-03-20T05:00:00Z"));
    await onEmpty().round();
    expect((await days()).toSorted()).toEqual(["2026-03-19 DONE", "2026-03-20 DONE"]);
  });

  it("an ERP that is not there at six is tried again by itself", async () => {
    await readToTheEnd();
    world.goTo(new Date("2026-03-19T05:00:00Z"));
    await onEmpty("w1", { readOrders: async () => ({ kind: "retry", reason: "The ERP does not answer." }) }).round();
    const [row] = await database.db.select().from(reconciliationRun);
    expect([row?.state, row?.reason, row?.nextAt?.toISOString()]).toEqual(["FAILED", "The ERP does not answer.", "2026-03-19T05:05:00.000Z"]);
    world.pass(240);
    expect(await onEmpty().round()).toBe(false);
    world.pass(61);
    expect(await onEmpty().round()).toBe(true);
    expect(await days()).toEqual(["2026-03-19 DONE"]);
  });
});
