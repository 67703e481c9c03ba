import { eq, inArray } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { event } from "@/db/schema/eventlog";
import { exception } from "@/db/schema/exception";
import { countProposal } from "@/db/schema/execution";
import type { Actor } from "@/lib/auth/actor";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { expectRebuilt } from "@/lib/eventlog/testing/expect-rebuilt";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { floorCalls } from "@/lib/queries/operator/floor-calls";
import { leadView } from "@/lib/queries/operator/lead-view";
import { runView } from "@/lib/queries/operator/run-view";
import { resolveCounter } from "./resolve-counter";
import { type Counting, countingPlant } from "./testing/counting-machine";

let database: Counting["database"];
let plant: Counting["plant"];
let op10: string;
let counts: Counting["counts"];

beforeEach(async () => {
  ({ database, plant, op10, counts } = await countingPlant());
  await plant.does(plant.first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("0.5"), { operationId: op10 });
  await counts(after("0.6"), 1000);
  // Sixty an hour: this is no six minutes' work.
  await counts(after("0.7"), 1060);
  return () => database.close();
});

const suspects = () => plant.db.select().from(exception).where(eq(exception.class, "COUNTER_SUSPECT"));
const id = async () => (await suspects())[0]?.id ?? "";
const proposed = async () => (await plant.db.select().from(countProposal).where(eq(countProposal.operationId, op10))).map(({ good, scrap }) => [good.toFixed(), scrap.toFixed()]);
const seen = async (at = "3") => (await leadView({ db: plant.db, now: after(at) }, plant.lead)).suspects.map((one) => one.suspect);

describe("KP-02 a person resolves a suspect counter", () => {
  it("shows to the lead what it read and what it would count, all its steps together", async () => {
    await counts(after("0.8"), 1150);
    const about = {
      kind: "COUNTER",
      counter: "GOOD",
      before: 1060,
      after: 1150,
      at: after("0.8").toISOString(),
      steps: 2,
      count: { good: "150", scrap: "0", uom: "EA", operations: ["PO-1001 / 10"] },
      ended: [],
    };
    expect(await seen()).toEqual([about]);
    expect((await floorCalls({ db: plant.db, now: after("3") }, plant.lead)).calls.map((call) => [call.suspect, call.mayName])).toEqual([[about, true]]);
    expect(await proposed()).toEqual([]);
  });

  it("COUNT proposes it like anything that the line counted, says so in the log, and it is over", async () => {
    const output = await plant.does(plant.lead, resolveCounter, after("1"), { exceptionId: await id(), verdict: "COUNT", steps: 1 });
    expect(output.counted).toEqual([{ operationId: op10, good: "60", scrap: "0" }]);
    expect(await proposed()).toEqual([["60", "0"]]);
    expect(await suspects()).toMatchObject([{ state: "RESOLVED" }]);
    expect(await seen()).toEqual([]);
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "45", origin: "COUNTER" });
    expect(await proposed()).toEqual([["15", "0"]]);
    const facts = await plant.db
      .select()
      .from(event)
      .where(inArray(event.type, ["counter.suspect", "counter.resolved"]))
      .orderBy(event.position);
    expect(facts.map((fact) => [fact.type, fact.aggregateId === op10, fact.actor, fact.personId])).toEqual([
      ["counter.suspect", false, "telemetry", null],
      ["counter.resolved", true, plant.lead.name, plant.lead.personId],
    ]);
    await expectRebuilt(database);
  });

  it("DISCARD counts nothing, and the next jump asks anew about itself alone", async () => {
    const output = await plant.does(plant.lead, resolveCounter, after("0.75"), { exceptionId: await id(), verdict: "DISCARD", steps: 1 });
    expect(output.counted).toEqual([]);
    expect(await proposed()).toEqual([]);
    await counts(after("0.8"), 1090);
    expect(await seen()).toMatchObject([{ steps: 1, count: { good: "30" } }]);
    await expectRebuilt(database);
  });

  it("shows to whoever stands there what it would count, and they decide: the lead owns it, and need not come (§10.1)", async () => {
    const here = async (actor = plant.first) => (await runView({ db: plant.db, now: after("0.75"), language: "en" }, actor, "MACH-1"))?.counters ?? [];
    expect(await here()).toMatchObject([{ exceptionId: await id(), suspect: { steps: 1, count: { good: "60", operations: ["PO-1001 / 10"] } } }]);
    const watching: Actor = { ...plant.first, sites: plant.first.sites.map((site) => ({ ...site, roles: ["PLANNER"] })) };
    expect(await here(watching)).toEqual([]);
    await plant.does(plant.first, resolveCounter, after("0.75"), { exceptionId: await id(), verdict: "COUNT", steps: 1 });
    expect([await proposed(), await here(), (await suspects()).map(({ state }) => state)]).toEqual([[["60", "0"]], [], ["RESOLVED"]]);
    const [fact] = await plant.db.select().from(event).where(eq(event.type, "counter.resolved"));
    expect(fact?.personId).toBe(plant.first.personId);
  });

  it("refuses where more is in doubt than was seen, whom it is no business of, and a second time", async () => {
    await counts(after("0.8"), 1150);
    const input = { exceptionId: await id(), verdict: "COUNT", steps: 1 };
    expect(await plant.send(plant.lead, resolveCounter, after("1"), input)).toMatchObject({ ok: false, code: "COUNTER_MOVED", params: { steps: 2 } });
    const finance: Actor = { ...plant.first, sites: plant.first.sites.map((site) => ({ ...site, roles: ["FINANCE"] })) };
    expect(await plant.send(finance, resolveCounter, after("1"), { ...input, steps: 2 })).toMatchObject({ ok: false, code: "FORBIDDEN" });
    await plant.does(plant.lead, resolveCounter, after("1"), { ...input, steps: 2 });
    expect(await plant.send(plant.lead, resolveCounter, after("1.1"), { ...input, steps: 2 })).toMatchObject({ ok: false, code: "EXCEPTION_OVER" });
    expect(await proposed()).toEqual([["150", "0"]]);
  });

  it("has nowhere to count once the operation has ended: it says so, and can be left out", async () => {
    await plant.does(plant.first, confirmProduction, after("1"), { operationId: op10, good: "204" });
    await plant.does(plant.first, issueMaterial, after("1"), { operationId: op10, lot: "C-A", quantity: "150" });
    await plant.does(plant.first, issueMaterial, after("1"), { operationId: op10, lot: "C-B", quantity: "54" });
    await plant.does(plant.first, completeOperation, after("1.5"), { operationId: op10 });
    const input = { exceptionId: await id(), steps: 1 };
    expect(await seen()).toMatchObject([{ steps: 1, count: null }]);
    expect(await plant.send(plant.lead, resolveCounter, after("2"), { ...input, verdict: "COUNT" })).toMatchObject({ ok: false, code: "COUNT_WITHOUT_RUN" });
    await plant.does(plant.lead, resolveCounter, after("2"), { ...input, verdict: "DISCARD" });
    expect(await suspects()).toMatchObject([{ state: "RESOLVED" }]);
  });

  it("counts nothing where one of two operations has ended, names it with what it lacks, and leaves both to a person", async () => {
    await plant.does(plant.first, confirmProduction, after("1"), { operationId: op10, good: "204" });
    await plant.does(plant.first, issueMaterial, after("1"), { operationId: op10, lot: "C-A", quantity: "150" });
    await plant.does(plant.first, issueMaterial, after("1"), { operationId: op10, lot: "C-B", quantity: "54" });
    await plant.does(plant.first, completeOperation, after("1.5"), { operationId: op10 });
    await plant.hear([exampleOrder("SITE-A", "PO-1002")]);
    const next = (await plant.operationIds("PO-1002")).get(10) ?? "";
    await plant.does(plant.first, startOperation, after("1.6"), { operationId: next, workUnitId: await plant.unitId("MACH-1") });
    await plant.does(plant.first, finishSetup, after("1.7"), { operationId: next });
    await counts(after("2"), 2060);
    expect(await seen()).toMatchObject([
      { steps: 2, count: { good: "1000", operations: ["PO-1002 / 10"] }, ended: [{ operation: "PO-1001 / 10", good: "60", scrap: "0", uom: "EA" }] },
    ]);
    const input = { exceptionId: await id(), steps: 2 };
    const refused = await plant.send(plant.lead, resolveCounter, after("2.5"), { ...input, verdict: "COUNT" });
    expect(refused).toMatchObject({ ok: false, code: "COUNT_PARTLY_ENDED", params: { ended: ["PO-1001 / 10"] } });
    expect(await suspects()).toMatchObject([{ state: "RAISED" }]);
    await plant.does(plant.lead, resolveCounter, after("2.6"), { ...input, verdict: "DISCARD" });
    expect(await suspects()).toMatchObject([{ state: "RESOLVED" }]);
  });

  it("answers not found for an exception of another class", async () => {
    const exceptionId = await id();
    await plant.db.update(exception).set({ class: "FLOW_SUSPECT" }).where(eq(exception.id, exceptionId));
    expect(await plant.send(plant.lead, resolveCounter, after("1"), { exceptionId, verdict: "COUNT", steps: 1 })).toMatchObject({ ok: false, code: "NOT_FOUND" });
  });
});
