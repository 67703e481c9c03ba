import { z } from "zod";
import { EQUIPMENT_STATES } from "@/lib/domain/equipment/equipment-state";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

const Part = z.strictObject({ reason: z.string().min(1).max(40), comment: z.string().max(500).optional() });

/** Divides a stop at an instant within it; each part is given a reason of the site's list, with words where that reason asks for them (ST-03). */
export const SplitStopInput = z.strictObject({ ...CommandHeadShape, intervalId: z.uuid(), at: z.iso.datetime({ offset: true }), first: Part, second: Part });
export type SplitStopInput = z.infer<typeof SplitStopInput>;

const Divided = z.strictObject({
  from: z.iso.datetime(),
  to: z.iso.datetime().nullable().meta({ description: "Null while it lasts" }),
  state: z.enum(EQUIPMENT_STATES),
  reason: z.string(),
});

/** What the two parts of the stop are now. */
export const SplitAnswer = z.strictObject({ first: Divided, second: Divided });
