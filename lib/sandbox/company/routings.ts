import type { RoutingOperation } from "@/lib/messages/erp-routing.v1";

type Step = { readonly text: string; readonly setup: string; readonly run: Readonly<Record<string, string>>; readonly yield: string; readonly crew: number };

/** Machine hours per processed unit (a litre of base, a carton of drink) by work centre; labour hours are these times the crew. */
const STEPS: Readonly<Record<10 | 20 | 30 | 40, Step>> = {
  10: { text: "Mixing", setup: "0.5", run: { "MIX-1": "0.0002", "MIX-2": "0.0002", "MIX-7": "0.00025" }, yield: "0.985", crew: 1 },
  20: { text: "Pasteurising", setup: "0.75", run: { "PAST-1": "0.00032", "PAST-2": "0.00032", "PAST-7": "0.00032" }, yield: "0.995", crew: 1 },
  30: { text: "Filling", setup: "1", run: { L1: "0.001", L2: "0.00125", L7: "0.0008" }, yield: "0.99", crew: 2 },
  40: { text: "Packing", setup: "0.25", run: { P1: "0.0008", P2: "0.0008", P7: "0.0008" }, yield: "0.998", crew: 1 },
};

const SITE_B = { 10: "MIX-7", 20: "PAST-7", 30: "L7", 40: "P7" } as const;

/** EX-01: what is pasteurised is measured with a probe that somebody calibrates. */
const TOOLS: Readonly<Record<string, readonly string[]>> = { "PAST-2": ["PROBE-2"] };

/** Where each product runs; site B has one of each. */
const SITE_A: Readonly<Record<string, Readonly<Record<10 | 20 | 30 | 40, string>>>> = {
  "OAT-BASE": { 10: "MIX-1", 20: "PAST-1", 30: "L1", 40: "P1" },
  "OAT-BARISTA-1L": { 10: "MIX-1", 20: "PAST-1", 30: "L2", 40: "P2" },
  "OAT-CHOC-1L": { 10: "MIX-1", 20: "PAST-2", 30: "L1", 40: "P1" },
  "OAT-VANILLA-1L": { 10: "MIX-2", 20: "PAST-1", 30: "L1", 40: "P1" },
  "ALMOND-ORIG-1L": { 10: "MIX-2", 20: "PAST-2", 30: "L2", 40: "P2" },
  "MILK-CHOC-1L": { 10: "MIX-2", 20: "PAST-2", 30: "L1", 40: "P1" },
};

/** The steps of a product at a site: a base is mixed and pasteurised, a drink is filled and packed as well. */
export function demoRouting(site: string, item: string): RoutingOperation[] {
  const places = site === "SITE-B" ? SITE_B : SITE_A[item];
  if (places === undefined) return [];
  const numbers = item === "OAT-BASE" ? ([10, 20] as const) : ([10, 20, 30, 40] as const);
  return numbers.map((operation) => {
    const step = STEPS[operation];
    const workCentre = places[operation];
    const run = step.run[workCentre] ?? "0";
    return {
      operation,
      text: step.text,
      workCentre,
      setupMachineHours: step.setup,
      setupLabourHours: times(step.setup, step.crew),
      runMachineHours: run,
      runLabourHours: times(run, step.crew),
      yield: step.yield,
      crew: String(step.crew),
      milestone: true,
      overlapMinutes: operation === 30 ? 30 : null,
      optional: false,
      inspectionPlan: null,
      ...(TOOLS[workCentre] === undefined ? {} : { tools: [...TOOLS[workCentre]] }),
    };
  });
}

/** Decimal text times a small whole number, exactly. */
function times(text: string, by: number): string {
  const [whole = "0", fraction = ""] = text.split(".");
  const digits = (BigInt(whole + fraction) * BigInt(by)).toString().padStart(fraction.length + 1, "0");
  if (fraction === "") return digits;
  return `${digits.slice(0, -fraction.length)}.${digits.slice(-fraction.length)}`.replace(/\.?0+$/, "");
}
