import { z } from "zod";
import { RoutingOperation } from "@/lib/messages/erp-routing.v1";
import { Code, NonNegativeText, OperationNumber, PositiveText } from "@/lib/messages/primitives";

const { yield: Yield } = RoutingOperation.shape;

/** Standard times of one step, which Tryton has no field for. Machine hours; people add theirs by the crew unless labour hours are given. */
const StepTimes = z.strictObject({
  /** Name of the operation in Tryton. */
  operation: Code,
  /** Needed only where the routing has an operation of that name twice. */
  number: OperationNumber.optional(),
  /** Hours per order. */
  setupHours: NonNegativeText.default("0"),
  /** Hours per processed unit. */
  runHours: NonNegativeText,
  setupLabourHours: NonNegativeText.optional(),
  runLabourHours: NonNegativeText.optional(),
  /** People planned on it. */
  crew: NonNegativeText.default("1"),
  /** Planned good ÷ processed. */
  yield: Yield.default("1"),
});
export type StepTimes = z.infer<typeof StepTimes>;

const isZero = (text: string) => !/[1-9]/.test(text);

const RoutingTimes = z
  .strictObject({
    /** Lot size that setup is spread over in the standard cost, in the item's unit. */
    costingLotSize: PositiveText.optional(),
    steps: z.array(StepTimes).min(1),
  })
  .superRefine(({ costingLotSize, steps }, { addIssue }) => {
    for (const [index, step] of steps.entries()) {
      const rivals = steps.filter((other) => other.operation === step.operation && other.number === step.number);
      if (rivals.length > 1) addIssue({ code: "custom", path: ["steps", index], message: `has the operation "${step.operation}" twice: tell them apart by number` });
    }
    const sets = steps.some((step) => !isZero(step.setupHours) || !isZero(step.setupLabourHours ?? "0"));
    if (sets && costingLotSize === undefined) addIssue({ code: "custom", path: ["costingLotSize"], message: "is needed where a step has setup hours: they are spread over it" });
  });

/** Routing name → its standard times. */
export const RoutingTable = z.record(z.string(), RoutingTimes);

/** An hourly rate that Tryton has no field for. A rate of 0 says that there is none to charge. */
const Rate = z
  .strictObject({
    workCentres: z.array(Code).min(1),
    element: z.enum(["LABOUR", "MACHINE", "OVERHEAD"]),
    /** Overhead only: the hours that drive it. */
    basis: z.enum(["LABOUR_H", "MACHINE_H"]).optional(),
    /** Labour only: rate class of the person; without one the rate counts for every class. */
    rateClass: Code.optional(),
    /** Money per hour in the company's currency. */
    rate: NonNegativeText,
  })
  .refine(({ element, basis }) => basis === undefined || element === "OVERHEAD", {
    path: ["basis"],
    message: "is of overhead only: labour and machine are driven by their own hours",
  })
  .refine(({ element, rateClass }) => rateClass === undefined || element === "LABOUR", { path: ["rateClass"], message: "is of labour only" });
export type SettingsRate = z.infer<typeof Rate>;

/** Rates by work centre; two of the same element and class at one work centre are refused. */
export const RateTable = z.array(Rate).superRefine((rates, { addIssue }) => {
  const seen = new Set<string>();
  for (const [index, { workCentres, element, rateClass }] of rates.entries()) {
    for (const workCentre of workCentres) {
      const key = JSON.stringify([workCentre, element, rateClass ?? null]);
      if (seen.has(key))
        addIssue({ code: "custom", path: [index, "workCentres"], message: `gives ${workCentre} a second rate for ${element}${rateClass === undefined ? "" : ` ${rateClass}`}` });
      seen.add(key);
    }
  }
});

/** What drives an element's rate. */
export function basisOf({ element, basis }: Pick<SettingsRate, "element" | "basis">): "LABOUR_H" | "MACHINE_H" {
  return element === "OVERHEAD" ? (basis ?? "MACHINE_H") : element === "LABOUR" ? "LABOUR_H" : "MACHINE_H";
}
