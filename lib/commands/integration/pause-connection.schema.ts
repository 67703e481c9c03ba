import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

export const PauseConnectionInput = z.strictObject({ ...CommandHeadShape, connectionId: z.uuid(), paused: z.boolean() });
export type PauseConnectionInput = z.infer<typeof PauseConnectionInput>;
