import { z } from "zod";
import { CommandHeadShape, QuantityText } from "@/lib/commands/command-head.schema";

/** Records what an operation made since the last entry: increments, not totals (EX-05). */
export const ConfirmProductionInput = z.strictObject({
  ...CommandHeadShape,
  operationId: z.uuid(),
  activity: z.enum(["RUN", "REWORK"]).default("RUN"),
  good: QuantityText.default("0"),
  scrap: QuantityText.default("0"),
  scrapReason: z.string().min(1).max(40).optional(),
  rework: QuantityText.default("0"),
  reworkReason: z.string().min(1).max(40).optional(),
  origin: z.enum(["TYPED", "COUNTER", "SCAN"]).default("TYPED"),
  /** The good stands on a handling unit of its own, which gets the next SSCC (EX-15). */
  handlingUnit: z.boolean().optional(),
  /**
   * What the screen showed before this entry: the processed total, or for REWORK what rework gave as good and scrap. Refused as STALE_TOTAL when
   * another tablet was faster; of no account for an entry that waited on its device (`waitedOnDevice`).
   */
  expectedTotal: QuantityText.optional(),
  /** A lead's reason to let more good through than the order allows, up to what the site allows (EX-07). */
  overrideReason: z.string().trim().min(1).max(200).optional(),
  /** What tablets used to say of an entry that they had kept without a network. Of no account: its number and its delay tell it (EX-06, EX-21). */
  offline: z.boolean().optional(),
});
export type ConfirmProductionInput = z.infer<typeof ConfirmProductionInput>;

/** Ends an operation: books its remaining time and tells the ERP that nothing more will come. */
export const CompleteOperationInput = z.strictObject({
  ...CommandHeadShape,
  operationId: z.uuid(),
  /** A lead's reason to end below the order's minimum (EX-07), or with less issued than went in (EX-03). */
  shortCloseReason: z.string().min(1).max(40).optional(),
});
export type CompleteOperationInput = z.infer<typeof CompleteOperationInput>;

/** Takes an entry back (EX-19). */
export const ReverseEntryInput = z.strictObject({ ...CommandHeadShape, entryId: z.uuid(), reason: z.string().min(1).max(40) });
export type ReverseEntryInput = z.infer<typeof ReverseEntryInput>;

/** Takes a quantity back and enters the right one in its place (EX-19). */
export const CorrectEntryInput = ReverseEntryInput.extend({
  good: QuantityText.default("0"),
  scrap: QuantityText.default("0"),
  scrapReason: z.string().min(1).max(40).optional(),
  rework: QuantityText.default("0"),
  reworkReason: z.string().min(1).max(40).optional(),
  /** A lead's reason to let more good through than the order allows (EX-07); what had been let through needs none again. */
  overrideReason: z.string().trim().min(1).max(200).optional(),
});
export type CorrectEntryInput = z.infer<typeof CorrectEntryInput>;
