import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, NonNegativeText, Text, UomCode } from "./primitives";

/** What both messages of a hold say about it. */
const Hold = z.object({
  /** Names the hold: the same in `held` and in `released`; of a lot that waited for its release since it was made, the release. */
  hold: Code,
  site: Code,
  item: Code,
  lot: Code,
  /** What lies in stock of the lot, in its base unit, when the message was written. */
  onHand: NonNegativeText,
  /** EX-14: of it what this hold holds, or held until now: pieces of the lot that a failed check put in doubt. Absent: it holds the lot. What joins the doubt later is told by its own receipt. */
  held: NonNegativeText.optional(),
  uom: UomCode,
  comment: Text,
});

/** Priority 0: a lot may not be used or shipped any more. */
export const LotHeldV1 = OutboundEnvelope.extend({ type: z.literal("mes.lot.held.v1"), data: Hold });
export type LotHeldV1 = z.infer<typeof LotHeldV1>;

/** Priority 0: a hold was lifted by a second person (SEC-01), or a lot that waited since it was made is released. `status` is what counts for the lot now: another hold may remain. */
export const LotReleasedV1 = OutboundEnvelope.extend({
  type: z.literal("mes.lot.released.v1"),
  data: Hold.extend({
    /** EX-14: of what lies in stock, what other holds go on holding by pieces although the status lets the lot be used. Absent: nothing. */
    stillHeld: NonNegativeText.optional(),
    status: z.enum(["PENDING", "RELEASED", "ON_HOLD", "REJECTED", "RECALLED"]),
  }),
});
export type LotReleasedV1 = z.infer<typeof LotReleasedV1>;
