import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, DecimalText, OperationNumber, Text, UomCode } from "./primitives";

/** What the samples of one characteristic said. Limits are inclusive (QA-02) and those of the plan when the check became due. */
const CharacteristicResult = z.object({
  position: z.number().int().nonnegative(),
  name: Text,
  kind: z.enum(["VARIABLE", "ATTRIBUTE"]),
  uom: UomCode.nullable(),
  lowerLimit: DecimalText.nullable(),
  upperLimit: DecimalText.nullable(),
  samples: z.number().int().positive(),
  /** Smallest, largest and mean measured value; null for an attribute. */
  min: DecimalText.nullable(),
  max: DecimalText.nullable(),
  mean: DecimalText.nullable(),
  /** Samples that were not accepted. */
  failed: z.number().int().nonnegative(),
  defects: z.array(z.object({ code: Code, count: z.number().int().positive() })),
});

/** A check was recorded. Never a single value of a person: the summary that an inspection lot needs. */
export const QualityRecordedV1 = OutboundEnvelope.extend({
  type: z.literal("mes.quality.recorded.v1"),
  data: z.object({
    check: Code,
    site: Code,
    plan: Code,
    planVersion: Code,
    order: Code.nullable(),
    operation: OperationNumber.nullable(),
    item: Code.nullable(),
    lot: Code.nullable(),
    verdict: z.enum(["PASS", "FAIL"]),
    characteristics: z.array(CharacteristicResult),
  }),
});
export type QualityRecordedV1 = z.infer<typeof QualityRecordedV1>;
