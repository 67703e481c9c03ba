import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";

const Instant = z.iso.datetime({ offset: true });
const Span = { reason: z.string().min(1).max(40), from: Instant, to: Instant };

/** Plans downtime of a work unit, or of all work units of a line: from when, until when, and a reason of the site's list of the class PLANNED. */
export const PlanDowntimeInput = z.strictObject({
  ...CommandHeadShape,
  equipmentId: z.uuid().meta({ description: "A work unit, or a line: then each of its work units" }),
  ...Span,
});
export type PlanDowntimeInput = z.infer<typeof PlanDowntimeInput>;

/** What was planned together is changed and called off together. */
const Together = z.array(z.uuid()).min(1).max(100);

/** Changes planned downtime of one or more work units of a site. */
export const ChangeDowntimeInput = z.strictObject({ ...CommandHeadShape, downtimeIds: Together, ...Span });
export type ChangeDowntimeInput = z.infer<typeof ChangeDowntimeInput>;

/** Calls planned downtime off; of what has begun only the rest. */
export const CancelDowntimeInput = z.strictObject({ ...CommandHeadShape, downtimeIds: Together });
export type CancelDowntimeInput = z.infer<typeof CancelDowntimeInput>;

/** Planned downtime of each work unit as it stands then. */
export const DowntimeAnswer = z
  .strictObject({ planned: z.array(z.strictObject({ downtimeId: z.uuid(), workUnitId: z.uuid(), reason: z.string(), from: z.iso.datetime(), to: z.iso.datetime() })) })
  .meta({ id: "DowntimeAnswer" });
export type DowntimeAnswer = z.infer<typeof DowntimeAnswer>;
