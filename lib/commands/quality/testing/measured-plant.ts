import { after, type ExamplePlant, OPENING } from "@/lib/commands/execution/testing/example-plant";
import { recordCheck } from "@/lib/commands/quality/record-check";
import { requestCheck } from "@/lib/commands/quality/request-check";
import type { InspectionPlanData } from "@/lib/messages/erp-inspection-plan.v1";
import { inboundMessage } from "@/lib/messages/inbound-subject";

/** What a plan asks to be measured: something between 9.50 and 10.00 mm. */
export const measured = (position: number, name: string) => ({ position, name, kind: "VARIABLE" as const, uom: "MMT", lowerLimit: "9.50", upperLimit: "10.00", target: null });

/** The plant hears of a plan: by hand, the diameter of one piece of FG-100. `change`: what it says otherwise. */
export async function hearPlan(plant: ExamplePlant, change: Partial<InspectionPlanData> = {}): Promise<void> {
  const plan: InspectionPlanData = {
    site: "SITE-A",
    plan: "QP-1",
    version: "1",
    erpVersion: 1,
    item: "FG-100",
    operation: null,
    trigger: { kind: "EVENT", event: "BY_HAND", stopSeconds: 0 },
    sampleSize: 1,
    validFrom: "2026-01-01T00:00:00Z",
    validTo: null,
    characteristics: [measured(10, "Diameter")],
    ...change,
  };
  await plant.hear([inboundMessage("erp.inspection-plan.v1", plan, "erp/test", OPENING.toISOString())]);
}

/** Asks by hand for the check of an operation or a lot and measures one piece: its diameter, so many mm. */
export async function measureOne(plant: ExamplePlant, at: string, about: { readonly plan?: string; readonly operationId?: string; readonly lotId?: string }, diameter: string) {
  const { checkId } = await plant.does(plant.first, requestCheck, after(at), { plan: "QP-1", ...about });
  const recorded = await plant.does(plant.first, recordCheck, after(at), { checkId, results: [{ position: 10, samples: [{ value: diameter }] }] });
  return { checkId, nonconformanceId: recorded.nonconformance?.id ?? "" };
}
