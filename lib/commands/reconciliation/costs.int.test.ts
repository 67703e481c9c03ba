import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { costLine } from "@/db/schema/costing";
import { auditEntry } from "@/db/schema/identity";
import { outboxMessage } from "@/db/schema/integration";
import type { TestDatabase } from "@/db/testing/database";
import { execute } from "@/lib/commands/execute";
import { after, exampleDatabase } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { returnMaterial } from "@/lib/commands/materials/return-material";
import { type Decimal, sum } from "@/lib/domain/shared/decimal";
import type { ErpAdapter } from "@/lib/erp/port";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { ReconciliationSnapshotV1 } from "@/lib/messages/reconciliation-snapshot.v1";
import { newId } from "@/lib/platform/ids";
import { apiDifferences, apiReconciliationRuns } from "@/lib/queries/api/reconciliation";
import { differences, differencesForFile, hiddenCosts } from "@/lib/queries/reconciliation/differences";
import { differencesCsv } from "@/lib/queries/reconciliation/differences-csv";
import { reconciliationRun } from "@/lib/queries/reconciliation/runs";
import { acceptCostDifference, acceptDifference, assignCostDifference } from "./settle-difference";
import { type ComparedPlant, comparedPlant } from "./testing/compared-plant";

let database: TestDatabase;
let world: ComparedPlant;

beforeEach(async () => {
  database = await exampleDatabase();
  world = await comparedPlant(database);
  await world.noDaily();
  await world.openErp();
});
afterEach(async () => {
  await world.closeErp();
  await database.close();
});

/** Element and month of each cost that differs, with its parts. */
const costs = async (runId: string) => (await world.costsOf(runId)).map(({ what, parts }) => [what, parts]);
/** A rate that the ERP changes on its own; nothing is polled here, so it does not come to the plant. */
async function changeRate(workCentre: string, element: string, rate: string): Promise<void> {
  const found = example1("SITE-A").find(({ type, data }) => type === "erp.rate.v1" && data.workCentre === workCentre && data.element === element && data.rateClass === null);
  if (found === undefined) throw new Error("the example has no such rate");
  await world.clerk("POST", "objects", { type: found.type, data: { ...found.data, rate } });
}
/** What the ledger holds of one element of the order. */
async function ledger(element: "MATERIAL" | "LABOUR" | "MACHINE" | "OVERHEAD" | "CREDIT"): Promise<Decimal> {
  return sum((await database.db.select().from(costLine).where(eq(costLine.element, element))).map((line) => line.amount));
}
/** The difference of each line is the sum of its parts; the database refuses any other line. */
async function expectExact(runId: string): Promise<void> {
  for (const { row } of await world.costsOf(runId))
    expect(sum([row.inTransit, row.rejected, row.timing, row.rate, row.quantity, row.unexplained]).eq(row.ours.minus(row.theirs))).toBe(true);
}

describe("C-17 the cost of an order here and in the ERP", () => {
  it("RATE: a rate that changed in the ERP and has not come to the plant; finance sees it, accepts it, and it stays accepted", async () => {
    await changeRate("MACH", "MACHINE", "43.5");
    await playExample1(world.plant);
    await world.send();
    // A piece too few in the ERP keeps the order on the list.
    await world.clerk("POST", "corrections", { order: "PO-1001", good: "-1", received: "0", scrap: "0", consumed: [] });
    const first = await world.reconcile();
    // 11.50 h at 42.00 here, at 43.50 there: the hours agree.
    expect((await world.linesOf(first)).map(({ what }) => what)).toEqual(["GOOD"]);
    expect(await costs(first)).toEqual([["MACHINE 2026-03", { rate: "-17.25" }]]);
    await expectExact(first);
    const [line] = await world.costsOf(first);
    expect([line?.row.owner, line?.row.uom, line?.row.ours.toFixed(2), line?.row.theirs.toFixed(2)]).toEqual(["FINANCE", "USD", "567.00", "584.25"]);
    expect(await world.run(first)).toMatchObject({ state: "DONE", explained: 1, unexplained: 1, costsCompared: 1, costsRefused: null });

    // Who may not see cost sees that there is something, and nothing of it.
    const all = { group: null, measure: null, search: null };
    const measures = (rows: readonly { measure: string }[] | undefined) => rows?.map(({ measure }) => measure).toSorted();
    const reader = world.reader();
    const basis = (activity: string, qty: string, rate: string) => ({ operation: 10, activity, ours: { qty, rate: "42" }, theirs: { qty, rate: "43.5" }, rate });
    expect([measures(await differences(reader, world.as("IT"), first, all, 0)), await hiddenCosts(reader, world.as("IT"), first)]).toEqual([["GOOD"], 1]);
    expect(measures((await apiDifferences(reader, world.as("IT"), first, { limit: 10 }, null))?.data)).toEqual(["GOOD"]);
    expect((await differencesCsv(reader, world.as("IT"), first))?.text).not.toContain("17.25");
    const amounts = async (role: "IT" | "FINANCE") => {
      const run = await reconciliationRun(reader, world.as(role), first);
      const api = (await apiReconciliationRuns(reader, world.as(role), { limit: 50 }, null)).data.find((one) => one.id === first);
      return { hidden: [run?.value, run?.unexplainedValue, api?.value, api?.unexplainedValue].map((value) => value === null), accuracy: [run?.accuracy, api?.accuracy] };
    };
    const seen = await amounts("FINANCE");
    expect(seen.hidden).toEqual([false, false, false, false]);
    expect(await amounts("IT")).toEqual({ hidden: [true, true, true, true], accuracy: seen.accuracy });
    expect([measures(await differences(reader, world.as("AUDITOR"), first, all, 0)), await hiddenCosts(reader, world.as("AUDITOR"), first)]).toEqual([["COST", "GOOD"], 0]);
    expect((await apiDifferences(reader, world.as("FINANCE"), first, { limit: 10 }, null))?.data.filter(({ measure }) => measure === "COST")).toMatchObject([
      {
        measure: "COST",
        element: "MACHINE",
        period: "2026-03",
        uom: "USD",
        rate: "-17.25",
        quantity: "0",
        unexplained: "0",
        bases: [basis("RUN", "37440", "-15.6"), basis("SETUP", "3960", "-1.65")],
      },
    ]);
    expect((await differencesCsv(reader, world.as("FINANCE"), first))?.text).toContain("MACHINE,2026-03,-17.25");
    const [page, file] = [await differences(reader, world.as("FINANCE"), first, all, 0), await differencesForFile(reader, world.as("FINANCE"), first, 10)];
    expect([page, file].map((lines) => lines.find((line) => line.measure === "COST")?.bases.length)).toEqual([2, 0]);

    const head = () => ({ commandId: newId(), lineId: line?.row.id ?? "" });
    const reason = "The new rate counts from April on";
    expect(await execute(world.services, world.as("IT"), acceptDifference, { ...head(), reason })).toMatchObject({ ok: false, code: "NOT_FOUND" });
    for (const role of ["IT", "AUDITOR", "EXECUTIVE"] as const)
      expect(await execute(world.services, world.as(role), acceptCostDifference, { ...head(), reason })).toMatchObject({ ok: false, code: "FORBIDDEN" });
    expect(await execute(world.services, world.as("FINANCE"), assignCostDifference, { ...head(), owner: "PLANNER" })).toMatchObject({ ok: true });
    expect(await execute(world.services, world.as("FINANCE"), acceptCostDifference, { ...head(), reason })).toMatchObject({ ok: true });
    expect(await world.run(first)).toMatchObject({ explained: 0, unexplained: 1, accepted: 1 });
    const noted = (await database.db.select().from(auditEntry)).filter(({ action }) => action === "difference.accept");
    expect(noted).toHaveLength(1);
    expect(JSON.stringify(noted)).not.toContain("17.25");

    // The next comparison carries owner, age and reason on.
    const [again] = await world.costsOf(await world.reconcile());
    expect([again?.row.action, again?.row.note, again?.row.owner, again?.row.firstSeenAt]).toEqual(["ACCEPTED", reason, "PLANNER", line?.row.firstSeenAt]);
  });

  it("IN_TRANSIT: what the ERP has not accepted yet, element by element", async () => {
    await playExample1(world.plant);
    const runId = await world.reconcile();
    const parts = Object.fromEntries((await world.costsOf(runId)).map(({ row, parts: own }) => [row.element, own]));
    for (const element of ["MATERIAL", "LABOUR", "MACHINE", "OVERHEAD", "CREDIT"] as const)
      expect([element, parts[element]]).toEqual([element, { inTransit: (await ledger(element)).toFixed(2) }]);
    expect(parts).toMatchObject({ MATERIAL: { inTransit: "3248.50" }, CREDIT: { inTransit: "-4741.49" } });
    await expectExact(runId);
    await world.send();
    expect(await costs(await world.reconcile())).toEqual([]);
  });

  it("REJECTED: what the ERP refused, and in transit what waits behind it", async () => {
    await playExample1(world.plant);
    await world.clerk("POST", "period", { site: "SITE-A", openFrom: after("10").toISOString() });
    await world.send();
    const runId = await world.reconcile();
    // 150 castings at 14.05 were refused; 54 at 14.60 and 410 seals at 0.86 wait.
    expect(Object.fromEntries(await costs(runId))).toMatchObject({ "MATERIAL -": { rejected: "2107.50", inTransit: "1141.00" } });
    for (const { row } of await world.costsOf(runId)) expect([row.rate, row.quantity, row.unexplained].every((part) => part.isZero())).toBe(true);
    await expectExact(runId);
  });

  it("TIMING: posted in another month, because the period of the day was closed there", async () => {
    await world.clerk("POST", "period", { site: "SITE-A", openFrom: "2026-04-01T00:00:00Z", late: "POST" });
    await playExample1(world.plant);
    await world.send();
    const runId = await world.reconcile();
    expect(Object.fromEntries(await costs(runId))).toMatchObject({ "MATERIAL 2026-03": { timing: "3248.50" }, "MATERIAL 2026-04": { timing: "-3248.50" } });
    for (const { row } of await world.costsOf(runId)) expect([row.rate, row.quantity, row.unexplained].every((part) => part.isZero())).toBe(true);
    await expectExact(runId);
    // Nobody is asked, and it keeps no finished order on the list.
    expect((await world.costsOf(runId)).every(({ row }) => row.owner === null)).toBe(true);
  });

  it("QUANTITY: a clerk's own booking, at the cost of its lot; its pieces are valued with the quantities, once", async () => {
    await playExample1(world.plant);
    await world.send();
    await world.clerk("POST", "corrections", { order: "PO-1001", good: "0", received: "0", scrap: "0", consumed: [{ item: "SEAL-02", lot: "S-1", qty: "2" }] });
    const runId = await world.reconcile();
    const parts = (await world.costsOf(runId)).map(({ row }) => row);
    expect(sum(parts.map((row) => row.quantity)).toFixed(2)).toBe("-1.72");
    expect(parts.every((row) => row.element === "MATERIAL" && row.unexplained.isZero())).toBe(true);
    // Two seals unexplained as a component and two in stock; their cost adds nothing.
    expect((await world.run(runId)).unexplainedValue.toFixed(2)).toBe("3.44");
  });

  it("UNEXPLAINED: an amount by hand counts in the accuracy, and the ERP is told of it and of each rate", async () => {
    await changeRate("MACH", "MACHINE", "43.5");
    await playExample1(world.plant);
    await world.send();
    const real = world.adapter();
    const runId = await world.reconcile({
      ...real,
      async readOrders(orders, signal) {
        const answer = (await real.readOrders?.(orders, signal)) ?? { kind: "retry" as const, reason: "never" };
        if (answer.kind !== "orders") return answer;
        const extra = (posting: { amount: string }, first: boolean) => (first ? { amount: String(Number(posting.amount) + 100) } : {});
        return {
          kind: "orders",
          orders: answer.orders.map((order) => ({
            ...order,
            costs:
              order.costs == null
                ? null
                : {
                    ...order.costs,
                    elements: order.costs.elements.map((one) =>
                      one.element === "OVERHEAD" ? { ...one, postings: one.postings.map((posting, index) => ({ ...posting, ...extra(posting, index === 0) })) } : one,
                    ),
                  },
          })),
        };
      },
    });
    expect(await costs(runId)).toEqual([
      ["MACHINE 2026-03", { rate: "-17.25" }],
      ["OVERHEAD 2026-03", { unexplained: "-100.00" }],
    ]);
    const run = await world.run(runId);
    expect([run.unexplained, run.explained, run.unexplainedValue.toFixed(2)]).toEqual([1, 1, "100.00"]);
    expect(Number((await reconciliationRun(world.reader(), world.as("FINANCE"), runId))?.accuracy)).toBeLessThan(1);
    const [told] = await database.db.select().from(outboxMessage).where(eq(outboxMessage.type, "mes.reconciliation.snapshot.v1"));
    expect(ReconciliationSnapshotV1.parse(told?.payload).data.parts).toMatchObject({
      rate: { figures: 1, value: "17.25" },
      quantity: { figures: 0, value: "0.00" },
      unexplained: { figures: 1, value: "100.00" },
    });
  });

  it("what was given back to the store is in transit to the cent, whether its issue had arrived or not", async () => {
    const { plant } = world;
    const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
    await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
    await plant.does(plant.first, issueMaterial, after("0.5"), { operationId, lot: "C-A", quantity: "150" });
    await world.send();
    await plant.does(plant.first, returnMaterial, after("1"), { operationId, lot: "C-A", quantity: "7" });
    expect(Object.fromEntries(await costs(await world.reconcile()))).toEqual({ "MATERIAL 2026-03": { inTransit: "-98.35" } });
    await plant.does(plant.first, issueMaterial, after("1.5"), { operationId, lot: "C-A", quantity: "5" });
    await plant.does(plant.first, returnMaterial, after("2"), { operationId, lot: "C-A", quantity: "2" });
    expect(Object.fromEntries(await costs(await world.reconcile()))).toEqual({ "MATERIAL 2026-03": { inTransit: "-56.20" } });
    await world.send();
    expect(await costs(await world.reconcile())).toEqual([]);
  });

  it("EX-19 an entry that is taken back is in transit with all that it cost, and with its receipt", async () => {
    const { plant } = world;
    const operations = await plant.operationIds("PO-1001");
    const [op10, op20] = [operations.get(10) ?? "", operations.get(20) ?? ""];
    await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
    await plant.does(plant.first, issueMaterial, after("0.5"), { operationId: op10, lot: "C-A", quantity: "150" });
    await plant.does(plant.first, finishSetup, after("1"), { operationId: op10 });
    await plant.does(plant.first, confirmProduction, after("4"), { operationId: op10, good: "100" });
    await plant.does(plant.first, startOperation, after("5"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
    await plant.does(plant.first, finishSetup, after("5.5"), { operationId: op20 });
    const entry = await plant.does(plant.first, confirmProduction, after("7"), { operationId: op20, good: "60" });
    await world.send();
    await plant.does(plant.lead, reverseEntry, after("7.5"), { entryId: entry.entryId, reason: "MISKEY" });
    const reversed = await world.reconcile();
    for (const { row } of await world.costsOf(reversed)) expect([row.rate, row.quantity, row.unexplained, row.rejected].every((part) => part.isZero())).toBe(true);
    expect(Object.fromEntries(await costs(reversed))).toMatchObject({ "CREDIT 2026-03": { inTransit: "1422.45" } });
    await expectExact(reversed);
    await world.send();
    expect(await costs(await world.reconcile())).toEqual([]);
  });

  it("C-16 an ERP that keeps cost in another currency is told apart in clear words, and everything else is compared", async () => {
    await playExample1(world.plant);
    await world.send();
    const real = world.adapter();
    const euros: ErpAdapter = {
      ...real,
      async readOrders(orders, signal) {
        const answer = (await real.readOrders?.(orders, signal)) ?? { kind: "retry" as const, reason: "never" };
        return answer.kind === "orders"
          ? { ...answer, orders: answer.orders.map((order) => ({ ...order, costs: { currency: "EUR", elements: order.costs?.elements ?? [] } })) }
          : answer;
      },
    };
    const runId = await world.reconcile(euros);
    expect(await costs(runId)).toEqual([]);
    const run = await world.run(runId);
    expect([run.state, run.costsCompared, run.costsRefused]).toEqual([
      "DONE",
      0,
      "The ERP keeps the cost of PO-1001 in EUR, and SITE-A keeps it in USD: amounts of two currencies are not compared",
    ]);
    expect(run.matched).toBeGreaterThanOrEqual(10);
  });
});
