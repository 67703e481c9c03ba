import { eq } from "drizzle-orm";
import { lot } from "@/db/schema/materials";
import { completeOperation } from "@/lib/commands/execution/complete-operation";
import { confirmProduction } from "@/lib/commands/execution/confirm-production";
import { finishSetup } from "@/lib/commands/execution/finish-setup";
import { pauseOperation } from "@/lib/commands/execution/pause-operation";
import { resumeOperation } from "@/lib/commands/execution/resume-operation";
import { signOffOperation, signOnOperation } from "@/lib/commands/execution/sign-on";
import { startOperation } from "@/lib/commands/execution/start-operation";
import { issueMaterial } from "@/lib/commands/materials/issue-material";
import { exampleOrder } from "@/lib/messages/__fixtures__/example-1";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import { after, type ExamplePlant } from "./example-plant";

const SOURCE = "erp/example";
const SAID = "2026-03-16T06:00:00Z";

/**
 * PO-1002 of domain §4.4 as people and the ERP record it: scrap, a breakdown, rework with material of its own, and the scrap's sale. The units
 * were reworked for a reason that is valued NORMAL, as the example's abnormal cost says.
 */
export async function playExample2(plant: ExamplePlant): Promise<void> {
  const { first, second, lead, does } = plant;
  const rate = { site: "SITE-A", workCentre: "ASSY", element: "LABOUR" as const, basis: "LABOUR_H" as const, rateClass: "B2", erpVersion: 1, rate: "26.5", currency: "USD" };
  await plant.hear([inboundMessage("erp.rate.v1", { ...rate, validFrom: "2026-01-01T00:00:00Z", validTo: null }, SOURCE, SAID), exampleOrder("SITE-A", "PO-1002")]);
  const fitters = [await plant.employ("0431", "B2", ["OPERATOR"]), await plant.employ("0432", "B2", ["OPERATOR"])] as const;
  // The lot that would go first is not to be used, so that those of the example are.
  await plant.db.update(lot).set({ mesStatus: "ON_HOLD" }).where(eq(lot.number, "C-A"));
  const operations = await plant.operationIds("PO-1002");
  const [op10, op20] = [operations.get(10) ?? "", operations.get(20) ?? ""];

  await does(first, startOperation, after("0"), { operationId: op10, workUnitId: await plant.unitId("MACH-1") });
  await does(first, issueMaterial, after("0.50"), { operationId: op10, lot: "C-B", quantity: "140" });
  await does(first, finishSetup, after("1.25"), { operationId: op10 });
  await does(first, pauseOperation, after("5.00"), { operationId: op10, reason: "BRK-MECH" });
  await does(first, resumeOperation, after("6.75"), { operationId: op10 });
  await does(lead, issueMaterial, after("7.00"), { operationId: op10, lot: "C-C", quantity: "66", overrideReason: "The rest of C-B is set aside" });
  await does(first, confirmProduction, after("13.90"), { operationId: op10, good: "194", scrap: "11", scrapReason: "DIM" });
  await does(first, completeOperation, after("13.90"), { operationId: op10 });

  await does(first, startOperation, after("14.00"), { operationId: op20, workUnitId: await plant.unitId("ASSY-2") });
  await does(second, signOnOperation, after("14.00"), { operationId: op20 });
  await does(first, issueMaterial, after("14.25"), { operationId: op20, lot: "S-1", quantity: "400" });
  await does(first, finishSetup, after("14.50"), { operationId: op20 });
  for (const person of [first, second]) await does(person, signOffOperation, after("14.50"), { operationId: op20 });
  for (const person of fitters) await does(person, signOnOperation, after("14.50"), { operationId: op20 });
  await does(fitters[0], confirmProduction, after("22.70"), { operationId: op20, good: "182", rework: "12", reworkReason: "STARTUP" });
  for (const person of fitters) await does(person, signOffOperation, after("22.70"), { operationId: op20 });
  for (const person of [first, second, lead]) await does(person, signOnOperation, after("22.70"), { operationId: op20 });
  await does(lead, issueMaterial, after("23.00"), { operationId: op20, lot: "S-2", quantity: "20", activity: "REWORK", overrideReason: "These fit what is reworked" });
  await does(first, confirmProduction, after("23.90"), { operationId: op20, activity: "REWORK", good: "9", scrap: "3", scrapReason: "DIM" });
  await does(lead, completeOperation, after("23.90"), { operationId: op20, shortCloseReason: "LATE-INFO" });

  const sale = { site: "SITE-A", order: "PO-1002", document: "SCRAP-77", currency: "USD", soldAt: after("30").toISOString() };
  // The ERP corrects itself: what counts is what the document is worth now.
  for (const [erpVersion, amount] of [
    [1, "30.00"],
    [2, "25.20"],
  ] as const)
    await plant.hear([inboundMessage("erp.salvage.v1", { ...sale, erpVersion, amount }, SOURCE, SAID)]);
}
