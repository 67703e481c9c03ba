import { and, eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { materialMove } from "@/db/schema/materials";
import type { Actor } from "@/lib/auth/actor";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { reverseEntry } from "@/lib/commands/execution/reverse-entry";
import { signOffOperation, signOnOperation } from "@/lib/commands/execution/sign-on";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { after, exampleDatabase, examplePlant, type ExamplePlant } from "@/lib/commands/execution/testing/example-plant";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { traceLot } from "./trace-lot";

let plant: ExamplePlant;
let operationId: string;

// PO-1001 is set up and runs on MACH-1.
beforeEach(async () => {
  const database = await exampleDatabase();
  plant = await examplePlant(database.db);
  operationId = (await plant.operationIds("PO-1001")).get(10) ?? "";
  await plant.does(plant.first, startOperation, after("0"), { operationId, workUnitId: await plant.unitId("MACH-1") });
  await plant.does(plant.first, finishSetup, after("0.25"), { operationId });
  return () => database.close();
});

const issue = (lot: string, hours: string, quantity: string) =>
  plant.does(plant.lead, issueMaterial, after(hours), { operationId, lot, quantity, ...(lot === "C-A" ? {} : { overrideReason: "It lies in front" }) });

async function takeBack(lot: string, hours: string): Promise<void> {
  const [move] = await plant.db
    .select({ id: materialMove.id })
    .from(materialMove)
    .where(and(eq(materialMove.lotId, await plant.lotId(lot)), eq(materialMove.eventTime, after(hours))));
  await plant.does(plant.lead, reverseEntry, after("90"), { entryId: move?.id, reason: "MISKEY" });
}

/** Steps of a lot into the order: quantity, hours from and to, who. */
async function steps(lot: string, actor: Actor = plant.lead) {
  const trace = await traceLot({ db: plant.db, now: after("100") }, actor, await plant.lotId(lot));
  const hours = (at: string) => (Date.parse(at) - after("0").getTime()) / 3_600_000;
  return trace?.forward.edges.map((edge) => [edge.quantity, hours(edge.fromAt), edge.toAt === null ? null : hours(edge.toAt), edge.operators.join(" ")]);
}

describe("TR-01 spans of scanned lots", () => {
  it("two issues days apart are two steps, each until the next lot of the item, the last one until its run is over", async () => {
    await issue("C-A", "0.5", "50");
    await issue("C-B", "1", "50");
    await issue("C-A", "60", "40");
    expect(await steps("C-A")).toEqual([
      ["50", 0.5, 1, "0417"],
      ["40", 60, null, "0417"],
    ]);
    expect(await steps("C-B")).toEqual([["50", 1, 60, "0417"]]);
    await plant.does(plant.first, confirmProduction, after("70"), { operationId, good: "138", scrap: "2", scrapReason: "SURFACE" });
    await plant.does(plant.lead, completeOperation, after("70"), { operationId, shortCloseReason: "MAT-WAIT" });
    expect(await steps("C-A")).toEqual([
      ["50", 0.5, 1, "0417"],
      ["40", 60, 70, "0417"],
    ]);
  });

  it("issues of one lot that follow each other are one step as long as the people are the same", async () => {
    await issue("C-A", "1", "10");
    await issue("C-A", "3", "20");
    await plant.does(plant.second, signOnOperation, after("4"), { operationId });
    await issue("C-A", "5", "30");
    expect(await steps("C-A")).toEqual([
      ["30", 1, 5, "0417"],
      ["30", 5, null, "0417 0422"],
    ]);
  });

  it("EX-19 an issue that was taken back is no step, ends none, and leaves nobody's name", async () => {
    await issue("C-A", "1", "10");
    await plant.does(plant.second, signOnOperation, after("2"), { operationId });
    await issue("C-B", "3", "20");
    await plant.does(plant.second, signOffOperation, after("4"), { operationId });
    await issue("C-A", "60", "30");
    await takeBack("C-B", "3");
    expect(await steps("C-B")).toEqual([]);
    expect(await steps("C-A")).toEqual([["40", 1, null, "0417"]]);
    await takeBack("C-A", "60");
    expect(await steps("C-A")).toEqual([["10", 1, null, "0417"]]);
  });
});
