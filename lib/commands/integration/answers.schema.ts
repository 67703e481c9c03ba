import { z } from "zod";

/** A message that goes out again under its id. */
export const ReplayedAnswer = z.strictObject({ state: z.literal("REPLAYED") }).meta({ id: "ReplayedAnswer" });
export type ReplayedAnswer = z.infer<typeof ReplayedAnswer>;

/** How much a connection was asked to send. */
export const SyncedAnswer = z.strictObject({ due: z.number().int().meta({ description: "Messages that were waiting" }) }).meta({ id: "SyncedAnswer" });
export type SyncedAnswer = z.infer<typeof SyncedAnswer>;
