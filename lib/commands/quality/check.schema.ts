import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

/** Asks for a check of an operation, or of a lot, by the plan that counts now. */
export const RequestCheckInput = z
  .strictObject({ ...CommandHeadShape, plan: z.string().trim().min(1).max(80), operationId: z.uuid().optional(), lotId: z.uuid().optional() })
  .refine((input) => (input.operationId === undefined) !== (input.lotId === undefined), "name an operation or a lot");
export type RequestCheckInput = z.infer<typeof RequestCheckInput>;

const ValueText = z.string().regex(/^-?\d{1,12}(\.\d{1,6})?$/, "must be a number with at most six decimals");

/** One sample: the value that was measured, or whether it was accepted and, if not, which defect it had. */
const SampleInput = z.union([z.strictObject({ value: ValueText }), z.strictObject({ accepted: z.boolean(), defect: z.string().trim().min(1).max(40).nullable().default(null) })]);

/** Records what was measured and seen at a check that is due, all of it at once. */
export const RecordCheckInput = z.strictObject({
  ...CommandHeadShape,
  checkId: z.uuid(),
  /** Ignored: a tablet names the operation beside it, so that its own list shows what waits. */
  operationId: z.uuid().optional(),
  results: z
    .array(z.strictObject({ position: z.number().int().nonnegative(), samples: z.array(SampleInput).max(1_000) }))
    .min(1)
    .max(200),
});
export type RecordCheckInput = z.infer<typeof RecordCheckInput>;

/** Takes the results of a check back, for a reason of the site's list of corrections. */
export const TakeCheckBackInput = z.strictObject({ ...CommandHeadShape, checkId: z.uuid(), reason: z.string().min(1).max(40) });

export const CheckRequestedAnswer = z
  .strictObject({
    checkId: z.uuid(),
    plan: z.string(),
    planVersion: z.string(),
    sampleSize: z.number().int().positive().meta({ description: "Samples of each characteristic" }),
    characteristics: z.array(
      z.strictObject({
        position: z.number().int(),
        name: z.string(),
        kind: z.enum(["VARIABLE", "ATTRIBUTE"]),
        uom: z.string().nullable(),
        lowerLimit: z.string().nullable().meta({ description: "Inclusive" }),
        upperLimit: z.string().nullable().meta({ description: "Inclusive" }),
        defectCodes: z.array(z.string()),
      }),
    ),
  })
  .meta({ id: "CheckRequestedAnswer" });

export const CheckRecordedAnswer = z
  .strictObject({
    checkId: z.uuid(),
    verdict: z.enum(["PASS", "FAIL"]),
    failed: z.array(z.number().int()).meta({ description: "Positions of the characteristics that failed" }),
    held: z.array(z.strictObject({ holdId: z.uuid(), lotId: z.uuid(), item: z.string(), lot: z.string() })).meta({ description: "Lots that are held because of it" }),
    nonconformance: z
      .strictObject({ id: z.uuid(), number: z.string(), quantity: z.string().meta({ description: "What is in doubt: made since the last check that passed" }), uom: z.string() })
      .nullable()
      .meta({ description: "What a failed check opened" }),
  })
  .meta({ id: "CheckRecordedAnswer" });
