import { z } from "zod";
import { CommandHeadShape, QuantityText } from "@/lib/commands/command-head.schema";

const Words = z.string().trim().min(1, "say it in words").max(500);
const Head = { ...CommandHeadShape, nonconformanceId: z.uuid() };

export const DISPOSITIONS = ["USE_AS_IS", "REWORK", "SCRAP", "REGRADE", "RETURN_TO_VENDOR"] as const;

/** Somebody of quality looks at it. */
export const ReviewNonconformanceInput = z.strictObject(Head);
export type ReviewNonconformanceInput = z.infer<typeof ReviewNonconformanceInput>;

/** What becomes of which part of it; the parts add up to its quantity. */
export const DispositionNonconformanceInput = z.strictObject({
  ...Head,
  lines: z.array(z.strictObject({ decision: z.enum(DISPOSITIONS), quantity: QuantityText, reason: Words })).max(20),
});
export type DispositionNonconformanceInput = z.infer<typeof DispositionNonconformanceInput>;

/** Lets what it is about go to rework once more than allowed so far (EX-13). */
export const AllowReworkInput = z.strictObject({ ...Head, reason: Words });
export type AllowReworkInput = z.infer<typeof AllowReworkInput>;

/** What is done about it. */
export const ActOnNonconformanceInput = z.strictObject({ ...Head, action: Words });
export type ActOnNonconformanceInput = z.infer<typeof ActOnNonconformanceInput>;

/** What was decided is done. What of it moves stock or changes what was recorded is posted now, unless it was by hand. */
export const CloseNonconformanceInput = z.strictObject({
  ...Head,
  note: Words,
  posting: z.enum(["POST", "BY_HAND"]).default("POST"),
  /** Reason of the site's list under which scrap and rework are posted; needed where there is any. */
  reason: z.string().min(1).max(40).optional(),
});
export type CloseNonconformanceInput = z.infer<typeof CloseNonconformanceInput>;

/** It is none. */
export const VoidNonconformanceInput = z.strictObject({ ...Head, reason: Words });
export type VoidNonconformanceInput = z.infer<typeof VoidNonconformanceInput>;

export const NonconformanceAnswer = z
  .strictObject({ nonconformanceId: z.uuid(), number: z.string(), state: z.enum(["OPEN", "IN_REVIEW", "DISPOSITIONED", "ACTION", "CLOSED", "VOID"]) })
  .meta({ id: "NonconformanceAnswer" });
