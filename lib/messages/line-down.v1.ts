import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, InstantText } from "./primitives";

/** What both messages of a stop say about it. */
const Stop = z.object({
  /** Names the stop: the same in `down` and in `restored`. */
  stopId: Code,
  site: Code,
  /** Work centre that is down. */
  line: Code,
  workUnit: Code,
  /** Stop reason code; null while nobody has named it. */
  reason: Code.nullable(),
  reasonClass: z.enum(["FAILURE", "CHANGEOVER", "MATERIAL", "QUALITY", "OPERATOR", "PLANNED", "EXTERNAL", "OTHER"]).nullable(),
  from: InstantText,
});

/** Priority 0: a line went down. Sent again with the same `stopId` when reason or estimate become known. */
export const LineDownV1 = OutboundEnvelope.extend({
  type: z.literal("mes.line.down.v1"),
  data: Stop.extend({
    estimatedRestore: InstantText.nullable(),
    /** True when the estimate is an assumption (mean time to repair of the reason's class). */
    estimateAssumed: z.boolean(),
    /** Orders loaded or queued on the line. */
    orders: z.array(Code),
  }),
});
export type LineDownV1 = z.infer<typeof LineDownV1>;

/** Priority 0: the line runs again. */
export const LineRestoredV1 = OutboundEnvelope.extend({
  type: z.literal("mes.line.restored.v1"),
  data: Stop.extend({ to: InstantText, seconds: z.number().int().nonnegative() }),
});
export type LineRestoredV1 = z.infer<typeof LineRestoredV1>;
