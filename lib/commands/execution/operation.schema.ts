import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

/** A command about one operation. */
export const OperationInput = z.strictObject({ ...CommandHeadShape, operationId: z.uuid() });
export type OperationInput = z.infer<typeof OperationInput>;

/** Starts an operation on a work unit. */
export const StartOperationInput = OperationInput.extend({
  workUnitId: z.uuid(),
  /** A lead's reason to start although a tool is not at hand or not valid, where the site allows that (EX-01). */
  overrideReason: z.string().trim().min(1).max(200).optional(),
});

/** Pauses with a reason code of the site. */
export const PauseOperationInput = OperationInput.extend({ reason: z.string().min(1).max(40), comment: z.string().max(500).optional() });
