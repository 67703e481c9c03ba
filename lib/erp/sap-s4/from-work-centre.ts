import type { InboundMessage } from "@/lib/messages/inbound";
import type { WorkCentre } from "./master-types";
import { instantOf } from "./edm";
import { inbound, type PlantData } from "./plant-data";

/** A work centre with the one work unit that stands for it. */
export function fromWorkCentre(centre: WorkCentre, data: PlantData): InboundMessage[] {
  const { settings, versions } = data;
  const code = centre.WorkCenter;
  const name = centre.WorkCenterDesc === "" ? code : centre.WorkCenterDesc;
  return [
    inbound(
      data,
      "erp.work-centre.v1",
      {
        workCentre: code,
        text: name,
        type: "WORK_CELL",
        costCentre: costCentreOf(centre, data),
        units: [{ workUnit: `${data.words.ours("WORK_CENTRE", code)}.${settings.unitSuffix}`, text: name }],
      },
      versions.stamped(instantOf(centre.WorkCenterLastChangeDateTime)),
    ),
  ];
}

export function costCentreOf(centre: Pick<WorkCentre, "WorkCenter" | "CostCenter">, { settings }: Pick<PlantData, "settings">): string | null {
  return settings.costCentres[centre.WorkCenter] ?? (centre.CostCenter === "" ? null : centre.CostCenter);
}
