import { ZERO } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { WorkCenter } from "./api-types";
import { messageOf, type PlantData, timeOf, workCentreCode } from "./plant-data";
import { secondsOf, text } from "./values";

/** A work centre with one machine of its own, and its cost per hour as the rate of the time that is booked. */
export function fromWorkCenter(center: WorkCenter, data: PlantData): InboundMessage[] {
  const { site, unitSuffix, bookedTime } = data.settings;
  const [workCentre, erpVersion] = [workCentreCode(center), secondsOf(center.write_date)];
  const units = [{ workUnit: `${workCentre}.${unitSuffix}`, text: center.name, assetNumber: null }];
  const place = { area: null, type: "WORK_CELL", costCentre: null, units, calendar: [], status: center.active ? "ACTIVE" : "BLOCKED" };
  const messages = [messageOf("erp.work-centre.v1", { site, workCentre, erpVersion, text: center.name, ...place }, erpVersion, data)];
  if (center.costs_hour.gt(ZERO)) {
    const rate = { element: bookedTime, basis: bookedTime === "MACHINE" ? "MACHINE_H" : "LABOUR_H", rateClass: null, rate: text(center.costs_hour), currency: data.currency };
    messages.push(messageOf("erp.rate.v1", { site, workCentre, erpVersion, ...rate, validFrom: timeOf(erpVersion), validTo: null }, erpVersion, data));
  }
  return messages;
}
