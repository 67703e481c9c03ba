import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { Code, ErpVersion, NonNegativeText, OperationNumber, Text, Validity, VersionStatus } from "./primitives";

/** One step. Setup hours are per order, run hours per processed unit. */
export const RoutingOperation = z.object({
  operation: OperationNumber,
  text: Text,
  workCentre: Code,
  setupMachineHours: NonNegativeText,
  setupLabourHours: NonNegativeText,
  runMachineHours: NonNegativeText,
  runLabourHours: NonNegativeText,
  /** `Y`: planned good ÷ processed, above 0, at most 1. */
  yield: z
    .string()
    .regex(/^(0\.\d{1,6}|1(\.0{1,6})?)$/, "must be above 0 and at most 1")
    .regex(/[1-9]/, "must be above 0"),
  /** People planned on it. */
  crew: NonNegativeText,
  /** True when quantities must be reported here. */
  milestone: z.boolean().default(true),
  /** Minutes after which the successor may start on a running operation; null: whole batch only. */
  overlapMinutes: z.number().int().nonnegative().nullable().default(null),
  /** True when a lead may skip it. */
  optional: z.boolean().default(false),
  inspectionPlan: Code.nullable().default(null),
  /** Tools that it needs: at its work centre, available and valid, or it does not start (EX-01). `erp.work-centre.v1` says of each where it is. */
  tools: z.array(Code).max(20).optional(),
});
export type RoutingOperation = z.infer<typeof RoutingOperation>;

/** One version of the steps of an item. */
export const RoutingData = z.object({
  site: Code,
  item: Code,
  version: Code,
  erpVersion: ErpVersion,
  status: VersionStatus,
  ...Validity,
  operations: z.array(RoutingOperation).min(1),
});
export type RoutingData = z.infer<typeof RoutingData>;

export const ErpRoutingV1 = InboundEnvelope.extend({ type: z.literal("erp.routing.v1"), data: RoutingData });
export type ErpRoutingV1 = z.infer<typeof ErpRoutingV1>;
