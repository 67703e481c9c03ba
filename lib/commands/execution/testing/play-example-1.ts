import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { signOffOperation, signOnOperation } from "@/lib/commands/execution/sign-on";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { after, type ExamplePlant } from "./example-plant";

/** What was done at one operation: its entries, to be taken back or looked at. */
export type Played = { readonly op10: string; readonly op20: string; readonly entry10: string; readonly entry20: string };

/** Whoever plays may record op10's result in another way; answers the id of the last entry. */
export type Entering = (plant: ExamplePlant, operationId: string, at: Date) => Promise<string>;

const enter10: Entering = async (plant, operationId, at) => {
  const entry = await plant.does(plant.second, confirmProduction, at, { operationId, good: "200", scrap: "4", scrapReason: "SURFACE" });
  return entry.entryId;
};

/**
 * PO-1001 of domain §4.4 as people record it. op10: setup 1.10 h, run 6.00 h by one operator and 4.40 h by another of rate class A2.
 * op20: both work together, 0.50 h of setup and 7.90 h of run. A lead completes op20 (S09).
 */
export async function playExample1(plant: ExamplePlant, enter: Entering = enter10): Promise<Played> {
  const { first, second, lead, does } = plant;
  const operations = await plant.operationIds("PO-1001");
  const [op10, op20] = [operations.get(10) ?? "", operations.get(20) ?? ""];

  await does(first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await does(first, issueMaterial, after("0.50"), { operationId: op10, lot: "C-A", quantity: "150" });
  await does(first, finishSetup, after("1.10"), { operationId: op10 });
  await does(first, issueMaterial, after("5.00"), { operationId: op10, lot: "C-B", quantity: "54" });
  await does(first, signOffOperation, after("7.10"), { operationId: op10 });
  await does(second, signOnOperation, after("7.10"), { operationId: op10 });
  const entry10 = await enter(plant, op10, after("11.50"));
  await does(second, completeOperation, after("11.50"), { operationId: op10 });

  await does(first, startOperation, after("12.00"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
  await does(second, signOnOperation, after("12.00"), { operationId: op20 });
  await does(first, issueMaterial, after("12.25"), { operationId: op20, lot: "S-1", quantity: "410" });
  await does(first, finishSetup, after("12.50"), { operationId: op20 });
  const assembled = await does(first, confirmProduction, after("20.40"), { operationId: op20, good: "200" });
  await does(lead, completeOperation, after("20.40"), { operationId: op20 });
  return { op10, op20, entry10, entry20: assembled.entryId };
}
