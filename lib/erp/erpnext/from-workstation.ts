import { type Decimal, sum } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { Workstation } from "./api-types";
import { type PlantData, timeOf, toMessage, versionOf } from "./plant-data";
import { text } from "./values";
import { workUnitOf } from "./workstations";

/** A workstation as a work centre with one work unit, and its hourly rates in the company's currency. */
export function fromWorkstation(workstation: Workstation, data: PlantData): InboundMessage[] {
  const { settings, currency } = data;
  const erpVersion = versionOf([workstation.modified], settings);
  const label = workstation.workstation_name ?? workstation.name;
  const common = { site: settings.site, workCentre: workstation.name, erpVersion };
  const centre = toMessage(
    "erp.work-centre.v1",
    {
      ...common,
      text: label,
      area: workstation.plant_floor,
      type: "WORK_CELL",
      costCentre: null,
      units: [{ workUnit: workUnitOf(workstation.name, settings), text: label, assetNumber: null }],
      calendar: [],
      status: "ACTIVE",
    },
    data,
  );
  const rates = ratesOf(workstation).map(({ element, basis, rate }) =>
    toMessage("erp.rate.v1", { ...common, element, basis, rateClass: null, rate: text(rate), currency, validFrom: timeOf(erpVersion), validTo: null }, data),
  );
  return [centre, ...rates];
}

type Rate = { readonly element: "LABOUR" | "MACHINE" | "OVERHEAD"; readonly basis: "LABOUR_H" | "MACHINE_H"; readonly rate: Decimal };

/** Labour is of people, electricity and consumables are of the machine, rent is overhead. What the total has beyond them is the machine's. */
export function ratesOf(workstation: Pick<Workstation, "hour_rate" | "hour_rate_labour" | "hour_rate_electricity" | "hour_rate_consumable" | "hour_rate_rent">): Rate[] {
  const { hour_rate, hour_rate_labour, hour_rate_electricity, hour_rate_consumable, hour_rate_rent } = workstation;
  const named = sum([hour_rate_labour, hour_rate_electricity, hour_rate_consumable, hour_rate_rent]);
  const rest = hour_rate.gt(named) ? hour_rate.minus(named) : hour_rate.times(0);
  const rates: Rate[] = [
    { element: "LABOUR", basis: "LABOUR_H", rate: hour_rate_labour },
    { element: "MACHINE", basis: "MACHINE_H", rate: sum([hour_rate_electricity, hour_rate_consumable, rest]) },
    { element: "OVERHEAD", basis: "MACHINE_H", rate: hour_rate_rent },
  ];
  return rates.filter(({ rate }) => rate.gt(0));
}
