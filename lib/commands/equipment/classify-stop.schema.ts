import { z } from "zod";
import { EQUIPMENT_STATES } from "@/lib/domain/equipment/equipment-state";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

/** Names the reason of a stop with a code of the site's list, and with words where that reason asks for them (ST-03). */
export const ClassifyStopInput = z.strictObject({
  ...CommandHeadShape,
  intervalId: z.uuid(),
  reason: z.string().min(1).max(40),
  comment: z.string().max(500).optional(),
});
export type ClassifyStopInput = z.infer<typeof ClassifyStopInput>;

/** What the stop is now. */
export const ClassifiedAnswer = z.strictObject({
  state: z.enum(EQUIPMENT_STATES).meta({ description: "State of the interval: a failure's reason makes a hold DOWN" }),
  reason: z.string(),
});
