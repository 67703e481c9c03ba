import type { CalendarData } from "@/lib/messages/erp-calendar.v1";
import type { DeliveryData } from "@/lib/messages/erp-delivery.v1";
import type { InspectionPlanData } from "@/lib/messages/erp-inspection-plan.v1";
import type { PersonData } from "@/lib/messages/erp-person.v1";
import { hoursAfter } from "./hours-after";

/** The floor people of the demo, as personnel knows them: the same numbers with which they sign on. */
const PEOPLE: Readonly<Record<string, readonly (readonly [number: string, name: string, rateClass: string])[]>> = {
  "SITE-A": [
    ["P-0417", "Operator 0417", "A1"],
    ["P-0533", "Operator 0533", "A1"],
    ["P-0212", "Operator 0212", "A1"],
    ["P-0108", "Shift lead 0108", "A2"],
    ["P-0901", "Fitter 0901", "A2"],
  ],
  "SITE-B": [
    ["P-0741", "Operator 0741", "A1"],
    ["P-0709", "Shift lead 0709", "A2"],
    ["P-0902", "Fitter 0902", "A2"],
  ],
};

export function demoPeople(site: string): PersonData[] {
  return (PEOPLE[site] ?? []).map(([person, name, rateClass]) => ({ site, person, erpVersion: 2, name, rateClass, qualifications: null, status: "ACTIVE" }));
}

/** Three shifts on every day; the lines name their own hours, so it counts for what comes after them. */
export function demoCalendar(site: string): CalendarData {
  const shifts = [1, 2, 3, 4, 5, 6, 7].flatMap((weekday) => [
    { shift: "Early", weekday, from: "06:00", to: "14:00" },
    { shift: "Late", weekday, from: "14:00", to: "22:00" },
    { shift: "Night", weekday, from: "22:00", to: "06:00" },
  ]);
  return { site, workCentre: null, erpVersion: 1, shifts, exceptions: [] };
}

/** What suppliers have still to bring. */
export function demoDeliveries(site: string, start: Date): DeliveryData[] {
  const lines = [
    ["PK-CARTON-1L", "40000", "EA", "S-310", "Carton works", 30],
    ["PK-LID", "60000", "EA", "S-311", "Closures Ltd", 44],
    ["RM-OAT", "8000", "KGM", "S-120", "Oat mill", 20],
    ["RM-SUGAR", "1500", "KGM", "S-121", "Sugar trade", 68],
  ] as const;
  return lines.map(([item, qty, uom, supplier, supplierName, hours], index) => ({
    site,
    delivery: site === "SITE-A" ? "PU-30010" : "PU-30110",
    line: 10 * (index + 1),
    erpVersion: 1,
    supplier,
    supplierName,
    item,
    qty,
    uom,
    due: hoursAfter(start, hours),
    status: "OPEN",
  }));
}

/** What is checked of the oat drink while it is filled. */
export function demoInspectionPlan(site: string, validFrom: string): InspectionPlanData {
  return {
    site,
    plan: "QP-FILL",
    version: "1",
    erpVersion: 1,
    item: "OAT-BARISTA-1L",
    operation: 30,
    trigger: { kind: "TIME", everySeconds: 3600 },
    sampleSize: 3,
    validFrom,
    validTo: null,
    characteristics: [
      { position: 10, name: "Fill volume", kind: "VARIABLE", uom: "MLT", lowerLimit: "995", upperLimit: "1015", target: "1005" },
      { position: 20, name: "Closing torque", kind: "VARIABLE", uom: "NCM", lowerLimit: "140", upperLimit: "180", target: "160" },
      { position: 30, name: "Label and seal", kind: "ATTRIBUTE", acceptNumber: 0, defectCodes: ["LABEL", "FILL", "SURFACE"] },
    ],
  };
}
