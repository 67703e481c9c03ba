import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

export const StartReconciliationInput = z.strictObject({ ...CommandHeadShape, connectionId: z.uuid(), siteId: z.uuid() });
export type StartReconciliationInput = z.infer<typeof StartReconciliationInput>;

/** A comparison that was asked for. */
export const StartedAnswer = z.strictObject({ runId: z.uuid() }).meta({ id: "ReconciliationStarted" });
export type StartedAnswer = z.infer<typeof StartedAnswer>;

export const RetryReconciliationInput = z.strictObject({ ...CommandHeadShape, runId: z.uuid() });
export type RetryReconciliationInput = z.infer<typeof RetryReconciliationInput>;

export const AssignDifferenceInput = z.strictObject({ ...CommandHeadShape, lineId: z.uuid(), owner: z.enum(["IT", "PLANNER", "LEAD", "FINANCE", "QUALITY"]) });
export type AssignDifferenceInput = z.infer<typeof AssignDifferenceInput>;

/** A reason is asked for: it is all that explains the difference from then on. */
export const AcceptDifferenceInput = z.strictObject({ ...CommandHeadShape, lineId: z.uuid(), reason: z.string().trim().min(3, "say why").max(500) });
export type AcceptDifferenceInput = z.infer<typeof AcceptDifferenceInput>;
