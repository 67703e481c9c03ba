import type { InboundMessage } from "@/lib/messages/inbound";
import type { Employee } from "./api-types";
import { type PlantData, toMessage, versionOf } from "./plant-data";

/** An employee as a person, under the code that the settings know him by. ERPNext keeps neither rate classes nor, of itself, qualifications. */
export function fromEmployee(employee: Employee, rateClass: string, data: PlantData): InboundMessage {
  const { settings } = data;
  const [ours] = Object.entries(settings.employees).find(([, theirs]) => theirs === employee.name) ?? [];
  return toMessage(
    "erp.person.v1",
    {
      site: settings.site,
      person: ours ?? employee.name,
      erpVersion: versionOf([employee.modified], settings),
      name: employee.employee_name ?? employee.name,
      rateClass,
      qualifications: null,
      // Inactive, Suspended or Left: whoever is not active must not book anything.
      status: employee.status === "Active" ? "ACTIVE" : "INACTIVE",
    },
    data,
  );
}
