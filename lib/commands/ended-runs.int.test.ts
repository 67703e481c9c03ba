import { eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { productionRun } from "@/db/schema/genealogy";
import { materialMove } from "@/db/schema/materials";
import { outboxMessage } from "@/db/schema/integration";
import type { TestDatabase } from "@/db/testing/database";
import { abandonSetup } from "@/lib/commands/execution/abandon-setup";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { after, type ExamplePlant, exampleDatabase, examplePlant } from "@/lib/commands/execution/testing/example-plant";
import { playExample1 } from "@/lib/commands/execution/testing/play-example-1";

let database: TestDatabase;
let plant: ExamplePlant;

beforeEach(async () => {
  database = await exampleDatabase();
  plant = await examplePlant(database.db);
});
afterEach(() => database.close());

const told = async () =>
  (await plant.db.select().from(outboxMessage).orderBy(outboxMessage.sequence))
    .filter((row) => row.type === "mes.genealogy.recorded.v1")
    .map((row) => ({ priority: row.priority, subject: row.subject, data: (row.payload as { data: Record<string, unknown> }).data }));

describe("§8.1 the genealogy of a run that ended", () => {
  it("names what each operation of Example 1 took and made, once its run is over", async () => {
    await playExample1(plant);
    const runs = await told();
    // What follows the first run in the order goes at once and takes the message along; nothing follows the last one.
    expect(runs.map(({ priority, subject }) => [priority, subject])).toEqual([
      [1, "PO-1001"],
      [2, "PO-1001"],
    ]);
    const [op10, op20] = runs.map(({ data }) => data);
    expect(op10).toMatchObject({ order: "PO-1001", operation: 10, workUnit: "MACH-1", site: "SITE-A", outputs: [] });
    expect(op10?.inputs).toEqual([
      { item: "CAST-01", lot: "C-A", qty: "150", uom: "EA" },
      { item: "CAST-01", lot: "C-B", qty: "54", uom: "EA" },
    ]);
    expect(op20).toMatchObject({
      operation: 20,
      workUnit: "ASSY-2",
      inputs: [{ item: "SEAL-02", lot: "S-1", qty: "410", uom: "EA" }],
      outputs: [{ item: "FG-100", hu: null, qty: "200", uom: "EA" }],
    });
    const stored = await plant.db.select().from(productionRun);
    expect(new Set(runs.map(({ data }) => data.run))).toEqual(new Set(stored.map((run) => run.id)));
  });

  it("says nothing of a run that touched no lot", async () => {
    const operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
    await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
    await plant.does(plant.first, abandonSetup, after("0.5"), { operationId });
    expect(await told()).toEqual([]);
  });

  it("EX-19 says it again, as it now is, when an issue of an ended run is taken back", async () => {
    await playExample1(plant);
    const lotId = await plant.lotId("C-B");
    const [move] = await plant.db.select().from(materialMove).where(eq(materialMove.lotId, lotId));
    await plant.does(plant.lead, reverseEntry, after("21"), { entryId: move?.id ?? "", reason: "WRONG-LOT" });
    const runs = await told();
    expect(runs).toHaveLength(3);
    expect(runs[2]?.data).toMatchObject({ run: runs[0]?.data.run, operation: 10, inputs: [{ lot: "C-A", qty: "150" }] });
  });
});
