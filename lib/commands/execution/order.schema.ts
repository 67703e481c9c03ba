import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { OperationInput } from "./operation.schema";

/** A reason code of the site. */
const ReasonText = z.string().min(1).max(40);

/** A command about a whole order. */
export const OrderInput = z.strictObject({ ...CommandHeadShape, orderId: z.uuid() });

/** Holds with a reason for stops, which the operations in work are paused with. `as`: for whom is more than one of them. */
export const HoldOrderInput = OrderInput.extend({ reason: ReasonText, comment: z.string().max(500).optional(), as: z.enum(["LEAD", "QUALITY", "PLANNER"]).optional() });

/** Opens a completed operation again, its last one unless told, and with it a completed order. */
export const ReopenOrderInput = OrderInput.extend({ operationId: z.uuid().optional(), reason: ReasonText });

export const SkipOperationInput = OperationInput.extend({ reason: ReasonText });

export const OrderHeldAnswer = z.object({
  state: z.literal("ON_HOLD"),
  holdClass: z.enum(["LEAD", "QUALITY", "PLANNER"]).meta({ description: "Who may lift it" }),
  paused: z.array(z.number().int()).meta({ description: "Operations that were in work" }),
});
export const OrderResumedAnswer = z.object({ state: z.enum(["RELEASED", "IN_PROGRESS"]) });
export const OrderReopenedAnswer = z.object({ state: z.literal("IN_PROGRESS"), operation: z.number().int().meta({ description: "The operation that is ready again" }) });
export const OrderClosedAnswer = z.object({ state: z.literal("CLOSED") });
export const SetupAbandonedAnswer = z.object({ state: z.literal("READY") });
export const OperationSkippedAnswer = z.object({ state: z.literal("SKIPPED"), ready: z.number().int().nullable().meta({ description: "The operation that may start instead" }) });
