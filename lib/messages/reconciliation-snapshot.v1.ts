import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, CurrencyCode, InstantText, NonNegativeMoneyText, NonNegativeText } from "./primitives";

const count = z.number().int().nonnegative();

/** Figures that have this part, and what it is worth. A figure may have several parts. */
const Part = z.object({ figures: count, value: NonNegativeMoneyText });

/**
 * What a comparison of a site with the ERP ended with (IN-11): how many figures both sides hold alike, and what explains those that differ. Site, day and
 * revision are its key (domain §8.1); a higher revision takes the place of the lower ones. Values are in the site's currency and never below zero; a figure
 * whose cost nobody knows counts without one.
 */
export const ReconciliationSnapshotV1 = OutboundEnvelope.extend({
  type: z.literal("mes.reconciliation.snapshot.v1"),
  data: z.object({
    site: Code,
    /** The day of the site that was compared. */
    date: z.iso.date(),
    /** From 1: the next comparison of the same day. */
    revision: z.number().int().positive(),
    cause: z.enum(["DAILY", "ON_DEMAND"]),
    /** When it was due or asked for, and when it was done. */
    startedAt: InstantText,
    endedAt: InstantText,
    currency: CurrencyCode,
    /** Orders that were compared, and those above the bound of one comparison; null where the ERP can't say what it holds of orders. */
    orders: z.object({ compared: count, leftOut: count }).nullable(),
    /** Whether its stock was compared. */
    stock: z.boolean(),
    /** Figures that are the same on both sides. */
    matched: count,
    parts: z.object({
      /** Not accepted by the ERP yet. */
      inTransit: Part,
      /** Refused, given up or settled without sending. */
      rejected: Part,
      /** Accepted after the ERP's books were read. */
      timing: Part,
      /** Of cost (C-17): the same quantity at another rate, and another quantity. What a quantity of pieces or hours is worth stands with those figures as well. */
      rate: Part.optional(),
      quantity: Part.optional(),
      /** What no message explains. */
      unexplained: Part,
      /** Of the unexplained what people had accepted with a reason before. It is not in `unexplained`. */
      accepted: Part,
    }),
    /** Of all that was compared, on the side that says more. */
    value: NonNegativeMoneyText,
    /** 1 − unexplained value ÷ value, as a share; null where nothing of value was compared. */
    accuracy: NonNegativeText.nullable(),
  }),
});
export type ReconciliationSnapshotV1 = z.infer<typeof ReconciliationSnapshotV1>;
