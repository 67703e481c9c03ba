import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

/** Takes an open exception; `estimatedRestore` is what maintenance expects of a line that is down. */
export const AcknowledgeExceptionInput = z.strictObject({ ...CommandHeadShape, exceptionId: z.uuid(), estimatedRestore: z.iso.datetime({ offset: true }).optional() });
export type AcknowledgeExceptionInput = z.infer<typeof AcknowledgeExceptionInput>;
