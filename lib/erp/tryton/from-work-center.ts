import type { RateData } from "@/lib/messages/erp-rate.v1";
import type { InboundMessage } from "@/lib/messages/inbound";
import { inboundMessage } from "@/lib/messages/inbound-subject";
import type { WorkCenter } from "./api-types";
import { basisOf } from "./plan-settings";
import { type PlantData, sinceWith, text, timeOf, versionOf, versionWith } from "./plant-data";
import type { TrytonSettings } from "./settings";

/** A work centre and its hourly rates. Nodes without a category only group others and are left out. */
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
  const version = versionWith(data, [center._timestamp]);
  const open = { validFrom: sinceWith(data, version), validTo: null };
  for (const rate of ratesOf(center, settings)) {
    messages.push(inboundMessage("erp.rate.v1", { site: settings.site, workCentre, erpVersion: version, ...rate, currency, ...open }, source, time));
  }
  return messages;
}

type HourlyRate = Pick<RateData, "element" | "basis" | "rateClass" | "rate">;

/**
 * Hourly rates of a work centre: its own price per hour, then those of the settings that it does not stand for. A price per cycle
 * is no hourly rate: it stays with Tryton, which books it per piece.
 */
export function ratesOf(center: Pick<WorkCenter, "name" | "cost_method" | "cost_price">, settings: Pick<TrytonSettings, "rateElement" | "rates">): HourlyRate[] {
  const element = settings.rateElement;
  const own: HourlyRate[] =
    center.cost_method === "hour" && center.cost_price !== null ? [{ element, basis: basisOf({ element }), rateClass: null, rate: text(center.cost_price) }] : [];
  const added = settings.rates
    .filter((rate) => rate.workCentres.includes(workCentreCode(center)))
    .map((rate): HourlyRate => ({ element: rate.element, basis: basisOf(rate), rateClass: rate.rateClass ?? null, rate: rate.rate }));
  return [...own, ...added.filter((rate) => !own.some((first) => first.element === rate.element && first.rateClass === rate.rateClass))];
}

/** Tryton's work centres have a name and no code. */
export function workCentreCode(center: { readonly name: string }): string {
  return center.name.trim();
}
