import { eq } from "drizzle-orm";
import { afterAll, describe, expect, it } from "vitest";
import type { TestDatabase } from "@/db/testing/database";
import { orderComponent } from "@/db/schema/execution";
import { lot, lotMount } from "@/db/schema/materials";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { decimal } from "@/lib/domain/shared/decimal";
import { lotStock } from "@/db/schema/materials";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { issueMaterial } from "./issue-material";
import { mountLot } from "./mount-lot";

const open: TestDatabase[] = [];
afterAll(() => Promise.all(open.map((database) => database.close())));

let plant: ExamplePlant;
let operationId: string;
type Line = { readonly pos: number; readonly item: string; readonly qty: string; readonly issueMode?: "MANUAL_SCAN" | "BACKFLUSH" };

/** PO-2001 over 50 runs op10 on MACH-1 with these lines. */
async function runs(lines: readonly Line[]): Promise<void> {
  const database = await exampleDatabase();
  open.push(database);
  plant = await examplePlant(database.db);
  const common = { uom: "EA", scrapFactor: "0", operation: 10, mixGroup: null, substitutes: [], required: null };
  await plant.hear([exampleOrder("SITE-A", "PO-2001", { qty: "50", components: lines.map((line) => ({ issueMode: "MANUAL_SCAN" as const, ...common, ...line })) })]);
  operationId = (await plant.operationIds("PO-2001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("1"), { operationId });
}

const issue = (number: string, rest: object = {}) => plant.send(plant.first, issueMaterial, after("2"), { operationId, lot: number, ...rest });
const lines = async () => {
  const rows = await plant.db.select().from(orderComponent).where(eq(orderComponent.operationId, operationId)).orderBy(orderComponent.position);
  return rows.map((row) => `${row.position} ${row.issued.toFixed()}/${row.required.toFixed()} ${row.state}`);
};
const lineId = async (position: number) => {
  const rows = await plant.db.select().from(orderComponent).where(eq(orderComponent.operationId, operationId));
  return rows.find((row) => row.position === position)?.id;
};

describe("EX-08 one item on two lines of an operation", () => {
  const twice = [
    { pos: 10, item: "CAST-01", qty: "1" },
    { pos: 30, item: "CAST-01", qty: "1" },
  ];

  it("a lot fills the line that still needs it, and the operation can be completed", async () => {
    await runs(twice);
    expect(await issue("C-A")).toMatchObject({ ok: true });
    expect(await issue("C-A", { quantity: "52" })).toMatchObject({ ok: true });
    expect(await lines()).toEqual(["10 52/52 ISSUED", "30 52/52 ISSUED"]);
    expect(await issue("C-A")).toMatchObject({ ok: false, code: "NOTHING_NEEDED" });
    await plant.does(plant.first, confirmProduction, after("3"), { operationId, good: "50" });
    await plant.does(plant.first, completeOperation, after("4"), { operationId });
  });

  it("the line that is named beside the lot takes it, and one of another operation is none", async () => {
    await runs(twice);
    expect(await issue("C-A", { quantity: "5", componentId: await lineId(30) })).toMatchObject({ ok: true });
    expect(await lines()).toEqual(["10 0/52 OPEN", "30 5/52 PARTIAL"]);
    expect(await issue("C-A", { quantity: "5", componentId: plant.siteId })).toMatchObject({ ok: false, code: "COMPONENT_UNKNOWN" });
  });
});

describe("EX-11 a number that lots of two items have", () => {
  const both = [
    { pos: 10, item: "CAST-01", qty: "1" },
    { pos: 20, item: "SEAL-02", qty: "2" },
  ];
  const shared = async () => {
    const [cast, seal] = [await plant.lotId("C-A"), await plant.lotId("S-1")];
    for (const id of [cast, seal]) await plant.db.update(lot).set({ number: "DUP" }).where(eq(lot.id, id));
    return { cast, seal };
  };

  it("is asked for while both may be meant, and goes where the line or the lot is named", async () => {
    await runs(both);
    const { seal } = await shared();
    expect(await issue("DUP", { quantity: "5" })).toMatchObject({ ok: false, code: "LOT_AMBIGUOUS", params: { lot: "DUP", wanted: ["CAST-01", "SEAL-02"] } });
    expect(await issue("DUP", { quantity: "5", componentId: await lineId(20) })).toMatchObject({ ok: true, data: { item: "SEAL-02" } });
    expect(await issue("DUP", { quantity: "3", lotId: seal })).toMatchObject({ ok: true, data: { item: "SEAL-02" } });
    expect(await issue("DUP", { componentId: await lineId(10) })).toMatchObject({ ok: true, data: { item: "CAST-01", quantity: "52" } });
    // One of them has all that it needs: the other is meant.
    expect(await issue("DUP")).toMatchObject({ ok: true, data: { item: "SEAL-02", quantity: "95" } });
    expect(await lines()).toEqual(["10 52/52 ISSUED", "20 103/103 ISSUED"]);
  });

  it("is the one that is in stock, and another lot of the number than the named one is unknown", async () => {
    await runs(both);
    const { cast, seal } = await shared();
    await plant.db
      .update(lotStock)
      .set({ onHand: decimal(0) })
      .where(eq(lotStock.lotId, cast));
    expect(await issue("DUP", { quantity: "5" })).toMatchObject({ ok: true, data: { item: "SEAL-02" } });
    expect(await issue("S-2", { quantity: "5", lotId: seal })).toMatchObject({ ok: false, code: "LOT_UNKNOWN" });
    expect(await issue("DUP", { quantity: "5", lotId: seal, componentId: await lineId(10) })).toMatchObject({ ok: false, code: "LOT_WRONG_ITEM", params: { wanted: ["CAST-01"] } });
  });

  it("is mounted as the lot that is named, and without a name as the one that a mount may be for", async () => {
    await runs([
      { pos: 10, item: "CAST-01", qty: "1", issueMode: "BACKFLUSH" },
      { pos: 20, item: "SEAL-02", qty: "2", issueMode: "BACKFLUSH" },
    ]);
    const { seal } = await shared();
    const mount = (rest: object = {}) => plant.send(plant.first, mountLot, after("2"), { operationId, lot: "DUP", ...rest });
    expect(await mount()).toMatchObject({ ok: false, code: "LOT_AMBIGUOUS" });
    expect(await mount({ lotId: seal })).toMatchObject({ ok: true, data: { item: "SEAL-02" } });
    expect(await plant.db.select({ lotId: lotMount.lotId }).from(lotMount)).toEqual([{ lotId: seal }]);
  });
});
