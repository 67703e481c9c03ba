import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import type { WorkCenter } from "./api-types";
import { type PlantData, text, timeOf, versionOf } from "./plant-data";

/** A work centre, and its price per hour as a rate. Nodes without a category only group others and are left out. */
export function fromWorkCenter(center: WorkCenter, data: PlantData): InboundMessage[] {
  if (center["category."] === null) return [];
  const { settings, source, currency } = data;
  const erpVersion = versionOf([center._timestamp]);
  const time = timeOf(erpVersion);
  const workCentre = workCentreCode(center);
  const messages = [
    inboundMessage(
      "erp.work-centre.v1",
      {
        site: settings.site,
        workCentre,
        erpVersion,
        text: center.name,
        area: center["parent."]?.name.trim() ?? null,
        type: "WORK_CELL",
        costCentre: null,
        units: [{ workUnit: `${workCentre}.${settings.unitSuffix}`, text: center.name, assetNumber: null }],
        calendar: [],
        status: center.active ? "ACTIVE" : "BLOCKED",
      },
      source,
      time,
    ),
  ];
  // A price per cycle is no hourly rate: it stays with Tryton, which books it per piece.
  if (center.cost_method === "hour" && center.cost_price !== null) {
    const element = settings.rateElement;
    const basis = element === "MACHINE" ? "MACHINE_H" : "LABOUR_H";
    const rate = { element, basis, rateClass: null, rate: text(center.cost_price), currency, validFrom: time, validTo: null } as const;
    messages.push(inboundMessage("erp.rate.v1", { site: settings.site, workCentre, erpVersion, ...rate }, source, time));
  }
  return messages;
}

/** Tryton's work centres have a name and no code. */
export function workCentreCode(center: { readonly name: string }): string {
  return center.name.trim();
}
