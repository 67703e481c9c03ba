import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { Code, DecimalText, ErpVersion, OperationNumber, PositiveText, Text, UomCode, Validity } from "./primitives";

const Position = z.number().int().nonnegative().max(9_999);

/** Something that is measured; a side without a limit is open, limits are inclusive. */
const Variable = z.object({
  position: Position,
  name: Text.min(1),
  kind: z.literal("VARIABLE"),
  uom: UomCode.nullable().default(null),
  lowerLimit: DecimalText.nullable().default(null),
  upperLimit: DecimalText.nullable().default(null),
  target: DecimalText.nullable().default(null),
});

/** Something that is seen: so many samples may be rejected, for one of these defects. */
const Attribute = z.object({
  position: Position,
  name: Text.min(1),
  kind: z.literal("ATTRIBUTE"),
  acceptNumber: z.number().int().nonnegative().default(0),
  /** Empty: any code. */
  defectCodes: z.array(Code).max(100).default([]),
});

/**
 * When a check of the plan is due: every so many seconds of running, every so many good units, or at an event by its name. SETUP_DONE, LOT_CHANGE, RESUME and
 * SHIFT_START become due by themselves; a check by any other event is asked for by whoever sees it.
 */
const Trigger = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("TIME"), everySeconds: z.number().int().positive() }),
  z.object({ kind: z.literal("COUNT"), everyCount: PositiveText }),
  z.object({
    kind: z.literal("EVENT"),
    event: Code,
    /** RESUME: only after a stop of at least so many seconds. */
    stopSeconds: z.number().int().nonnegative().optional(),
  }),
]);

/** A version of what is to be checked, how often, and within which limits. */
export const InspectionPlanData = z.object({
  site: Code,
  plan: Code,
  version: Code,
  erpVersion: ErpVersion,
  /** Null: for every item. */
  item: Code.nullable().default(null),
  /** Null: for every operation. */
  operation: OperationNumber.nullable().default(null),
  trigger: Trigger,
  /** Samples of each check. */
  sampleSize: z.number().int().positive().max(1_000).default(1),
  ...Validity,
  characteristics: z
    .array(z.discriminatedUnion("kind", [Variable, Attribute]))
    .min(1)
    .max(200),
});
export type InspectionPlanData = z.infer<typeof InspectionPlanData>;

export const ErpInspectionPlanV1 = InboundEnvelope.extend({ type: z.literal("erp.inspection-plan.v1"), data: InspectionPlanData });
export type ErpInspectionPlanV1 = z.infer<typeof ErpInspectionPlanV1>;
