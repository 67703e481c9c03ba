import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";

/** An item made in one step at MACH, without material: what the ERP says of it. `runHours` are those of a machine, or of a person, for one of it. */
export function oneStepItem(site: string, code: string, { setupHours, runHours }: { readonly setupHours: string; readonly runHours: string }): InboundMessage[] {
  const [head, validity] = [
    { site, item: code, erpVersion: 1 },
    { validFrom: "2026-01-01T00:00:00Z", validTo: null },
  ];
  const ever = { version: "1", status: "ACTIVE" as const, ...validity };
  const time = "2026-03-02T06:00:00Z";
  const item = { kind: "FINISHED" as const, baseUom: "EA", decimals: 0, units: [], tracking: "LOT" as const, shelfLifeDays: null, minRemainingDays: 0, requiresRelease: false };
  const step = {
    operation: 10,
    text: code,
    workCentre: "MACH",
    setupMachineHours: setupHours,
    setupLabourHours: setupHours,
    runMachineHours: runHours,
    runLabourHours: runHours,
    yield: "1",
    milestone: true,
    overlapMinutes: null,
    optional: false,
    inspectionPlan: null,
    crew: "1",
  };
  return [
    inboundMessage("erp.item.v1", { ...head, text: code, ...item, status: "ACTIVE" }, "erp", time),
    inboundMessage("erp.bom.v1", { ...head, ...ever, components: [] }, "erp", time),
    inboundMessage("erp.routing.v1", { ...head, ...ever, operations: [step] }, "erp", time),
  ];
}
