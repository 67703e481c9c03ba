import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { exception } from "@/db/schema/exception";
import { orderComponent } from "@/db/schema/execution";
import { signature } from "@/db/schema/identity";
import { site } from "@/db/schema/reference";
import type { TestDatabase } from "@/db/testing/database";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { decimal } from "@/lib/domain/shared/decimal";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { runView } from "@/lib/queries/operator/run-view";
import { completeOperation } from "./complete-operation";
import { confirmProduction } from "./confirm-production";
import { finishSetup } from "./finish-setup";
import { startOperation } from "./start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "./testing/example-plant";

let database: TestDatabase;
let plant: ExamplePlant;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
  return () => database.close();
});

async function runs(operationId: string, unit: string, from: string) {
  await plant.does(plant.first, startOperation, after(from), { operationId, workUnitId: await plant.unitId(unit) });
  await plant.does(plant.first, finishSetup, after(from), { operationId });
}

describe("EX-03 lines of a mix group, of which 204 each go in", () => {
  let operationId: string;
  const issues = (lot: string, quantity: string) => plant.does(plant.first, issueMaterial, after("1"), { operationId, lot, quantity });
  const completes = (actor = plant.first, more: object = {}) => plant.send(actor, completeOperation, after("3"), { operationId, ...more });

  beforeEach(async () => {
    const line = { qty: "1", uom: "EA", scrapFactor: "0", operation: 10, mixGroup: "METAL", substitutes: [], required: null, issueMode: "MANUAL_SCAN" as const };
    const components = [
      { ...line, pos: 10, item: "CAST-01" },
      { ...line, pos: 20, item: "SEAL-02" },
    ];
    await plant.hear([exampleOrder("SITE-A", "PO-1002", { components })]);
    operationId = (await plant.operationIds("PO-1002")).get(10) ?? "";
    await runs(operationId, "MACH-1", "0");
    await issues("C-A", "150");
    await issues("C-B", "90");
    await plant.does(plant.first, confirmProduction, after("2"), { operationId, good: "204" });
  });

  it("completes with another proportion of them: 240 and 168 are 408", async () => {
    await issues("S-1", "168");
    expect(await completes()).toMatchObject({ ok: true });
    expect(await plant.db.select().from(exception)).toEqual([]);
  });

  it("ISSUED_SHORT: names them together when too little of all was issued, at the tablet as in the refusal, with one exception", async () => {
    await issues("S-1", "100");
    const view = await runView({ db: plant.db, now: after("2.5") }, plant.first, "MACH-1");
    expect(view?.components.map(({ goesIn }) => goesIn)).toEqual([
      { perUnit: "1", least: "0.9", mixGroup: "METAL" },
      { perUnit: "1", least: "0.9", mixGroup: "METAL" },
    ]);
    expect(await completes()).toMatchObject({ ok: false, code: "ISSUED_SHORT", params: { components: ["CAST-01 + SEAL-02"] } });
    expect(await completes(plant.lead, { shortCloseReason: "OPEN-PACK" })).toMatchObject({ ok: true });
    expect(await plant.db.select().from(exception)).toMatchObject([
      { class: "ISSUED_SHORT", subject: "PO-1002/10", detail: { item: "CAST-01 + SEAL-02", short: "68", uom: "EA" } },
    ]);
  });

  it("ISSUED_SHORT, SEC-12: where the site asks for signatures, a lead signs it as any other limit", async () => {
    await issues("S-1", "100");
    await plant.db.update(site).set({ signedOverrides: true });
    const why = { shortCloseReason: "OPEN-PACK" };
    expect(await completes(plant.lead, why)).toMatchObject({ ok: false, code: "OVERRIDE_UNSIGNED" });
    expect(await plant.db.select().from(exception)).toEqual([]);
    const { accountId, personId, name, sites } = plant.lead;
    expect(await completes({ ...plant.first, approver: { accountId: accountId ?? "", personId, name, sites } }, why)).toMatchObject({ ok: true });
    expect(await plant.db.select().from(signature)).toMatchObject([{ accountId, printedName: name, meaning: "APPROVAL" }]);
  });
});

describe("EX-03 a line that must be scanned and never was, of which nothing went in", () => {
  it("lets a lead end an operation that was started and made nothing, with a reason, and is final", async () => {
    const operations = await plant.operationIds("PO-1001");
    const [op10, op20] = [operations.get(10) ?? "", operations.get(20) ?? ""];
    await runs(op10, "MACH-1", "0");
    await plant.does(plant.first, issueMaterial, after("1"), { operationId: op10, lot: "C-A", quantity: "2" });
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "2" });
    await plant.does(plant.lead, completeOperation, after("3"), { operationId: op10, shortCloseReason: "MAT-WAIT" });
    await runs(op20, "ASSY-2", "3");
    expect(await plant.send(plant.first, completeOperation, after("4"), { operationId: op20 })).toMatchObject({ ok: false, code: "BELOW_TOLERANCE", params: { good: "0" } });
    expect(await plant.send(plant.lead, completeOperation, after("4"), { operationId: op20, shortCloseReason: "MAT-WAIT" })).toMatchObject({
      ok: true,
      data: { orderCompleted: true },
    });
    expect(await plant.db.select().from(orderComponent).where(eq(orderComponent.operationId, op20))).toMatchObject([{ state: "CLOSED", issued: decimal("0") }]);
    expect(await plant.db.select().from(exception)).toEqual([]);
  });

  it("blocks nothing where the order needs none of it", async () => {
    const op10 = (await plant.operationIds("PO-1001")).get(10) ?? "";
    await plant.db
      .update(orderComponent)
      .set({ required: decimal("0"), quantityPer: decimal("0") })
      .where(eq(orderComponent.operationId, op10));
    await runs(op10, "MACH-1", "0");
    await plant.does(plant.first, confirmProduction, after("2"), { operationId: op10, good: "2" });
    expect(await plant.send(plant.first, completeOperation, after("3"), { operationId: op10 })).toMatchObject({ ok: true });
  });
});
