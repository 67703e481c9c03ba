import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

/** Ends an open exception, with what was done about it where there is something to say. */
export const ResolveExceptionInput = z.strictObject({ ...CommandHeadShape, exceptionId: z.uuid(), note: z.string().trim().min(1).max(500).optional() });
export type ResolveExceptionInput = z.infer<typeof ResolveExceptionInput>;

/** Closes what is resolved. */
export const CloseExceptionInput = z.strictObject({ ...CommandHeadShape, exceptionId: z.uuid() });
export type CloseExceptionInput = z.infer<typeof CloseExceptionInput>;

/** An exception that is over. */
export const ResolvedAnswer = z.strictObject({ exceptionId: z.uuid(), state: z.literal("RESOLVED") });
export const ClosedAnswer = z.strictObject({ exceptionId: z.uuid(), state: z.literal("CLOSED") });
