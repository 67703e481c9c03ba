import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, InstantText, NonNegativeText, PositiveText, UomCode } from "./primitives";
import { TotalsHead } from "./totals";

const ProjectedOrder = z.object({
  order: Code,
  item: Code,
  qty: PositiveText,
  uom: UomCode,
  state: z.enum(["CREATED", "RELEASED", "IN_PROGRESS", "ON_HOLD"]),
  received: NonNegativeText,
  due: InstantText,
  /** When its goods are expected; null: on hold, an operation without times, or beyond the calendar. */
  projectedEnd: InstantText.nullable(),
  /** Seconds after due; 0 is on time, null where there is no end. */
  lateSeconds: z.number().int().nonnegative().nullable(),
});

/** When the open orders will be done, as the plant stands. `count` is of all; `orders` are the first by due date where there are more than are projected. */
export const ProjectionSnapshotV1 = OutboundEnvelope.extend({
  type: z.literal("mes.projection.snapshot.v1"),
  data: z.object({ ...TotalsHead, calculatedAt: InstantText, count: z.number().int().nonnegative(), orders: z.array(ProjectedOrder) }),
});
export type ProjectionSnapshotV1 = z.infer<typeof ProjectionSnapshotV1>;
