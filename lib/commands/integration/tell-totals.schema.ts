import { z } from "zod";
import { CommandHeadShape } from "@/lib/commands/command-head.schema";
import { LabourTotalsV1 } from "@/lib/messages/labour-totals.v1";
import { ProjectionSnapshotV1 } from "@/lib/messages/projection-snapshot.v1";
import { ShiftKpiV1 } from "@/lib/messages/shift-kpi.v1";
import { WipSnapshotV1 } from "@/lib/messages/wip-snapshot.v1";

/** Totals of a period, before they have a revision. */
export const Totals = z.discriminatedUnion("type", [
  z.object({ type: z.literal("mes.labour.totals.v1"), data: LabourTotalsV1.shape.data.omit({ revision: true }) }),
  z.object({ type: z.literal("mes.shift.kpi.v1"), data: ShiftKpiV1.shape.data.omit({ revision: true }) }),
  z.object({ type: z.literal("mes.wip.snapshot.v1"), data: WipSnapshotV1.shape.data.omit({ revision: true }) }),
  z.object({ type: z.literal("mes.projection.snapshot.v1"), data: ProjectionSnapshotV1.shape.data.omit({ revision: true }) }),
]);
export type Totals = z.infer<typeof Totals>;

export const TellTotalsInput = z.strictObject({ ...CommandHeadShape, siteId: z.uuid(), totals: Totals });
export type TellTotalsInput = z.infer<typeof TellTotalsInput>;
