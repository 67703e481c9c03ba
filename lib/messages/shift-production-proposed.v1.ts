import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, InstantText, NonNegativeText, PositiveText, UomCode } from "./primitives";

/**
 * PL-03: the ERP is asked to make a part of an order elsewhere. It owns both orders: it reduces the original by exactly `moved`, or withdraws it where
 * nothing is left, creates an order of `moved` at the target, and names that in its receipt as a part of kind `ORDER`. Or it refuses, and says why.
 */
export const ShiftProductionProposedV1 = OutboundEnvelope.extend({
  type: z.literal("mes.shift-production.proposed.v1"),
  data: z.object({
    /** Names the proposal: the same in each of its revisions. */
    proposal: Code,
    /** 1, and one more each time that it is proposed or must be approved again. */
    revision: z.number().int().positive(),
    order: Code,
    /** Revision of the order that the quantities are from. */
    erpVersion: z.number().int().nonnegative(),
    item: Code,
    quantity: z.object({
      uom: UomCode,
      /** The order as it stands. */
      before: PositiveText,
      moved: PositiveText,
      /** What is left of the original; 0: it is to be withdrawn. */
      after: NonNegativeText,
    }),
    from: z.object({ site: Code, line: Code.nullable() }),
    target: z.object({ site: Code, line: Code }),
    due: InstantText,
    approvedAt: InstantText,
    /** By how many hours the promises of the item come late, if everything waits and if the part is moved; null: not projectable. */
    lateHours: z.object({ waiting: NonNegativeText, moved: NonNegativeText }).nullable(),
  }),
});
export type ShiftProductionProposedV1 = z.infer<typeof ShiftProductionProposedV1>;

/** Kind of the part of a receipt that names the new order. */
export const NEW_ORDER_PART = "ORDER";
