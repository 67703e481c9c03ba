import type { RateData } from "@/lib/messages/erp-rate.v1";

/** Euro per hour: labour, labour of rate class A2 (shift leads), machine, overhead per machine hour. */
const RATES: Readonly<Record<string, readonly [labour: string, lead: string, machine: string, overhead: string]>> = {
  "MIX-1": ["31", "34.5", "46", "14"],
  "MIX-2": ["31", "34.5", "46", "14"],
  "PAST-1": ["31", "34.5", "62", "18"],
  "PAST-2": ["31", "34.5", "62", "18"],
  L1: ["29.5", "33", "110", "26"],
  L2: ["29.5", "33", "95", "24"],
  P1: ["28", "31.5", "38", "11"],
  P2: ["28", "31.5", "38", "11"],
  "MIX-7": ["27.5", "30.5", "44", "13"],
  "PAST-7": ["27.5", "30.5", "58", "17"],
  L7: ["26.5", "29.5", "105", "25"],
  P7: ["25", "28", "36", "10"],
};

type DemoRate = Pick<RateData, "element" | "basis" | "rateClass" | "rate">;

/** The rates of a work centre. */
export function demoRates(workCentre: string): DemoRate[] {
  const [labour, lead, machine, overhead] = RATES[workCentre] ?? ["0", "0", "0", "0"];
  return [
    { element: "LABOUR", basis: "LABOUR_H", rateClass: null, rate: labour },
    { element: "LABOUR", basis: "LABOUR_H", rateClass: "A2", rate: lead },
    { element: "MACHINE", basis: "MACHINE_H", rateClass: null, rate: machine },
    { element: "OVERHEAD", basis: "MACHINE_H", rateClass: null, rate: overhead },
  ];
}
