import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, CurrencyCode, MoneyText, OperationNumber } from "./primitives";
import { TotalsHead } from "./totals";

/** Time of one person on one operation. Negative where more was taken back than confirmed. */
const LabourLine = z.object({
  workCentre: Code,
  order: Code,
  operation: OperationNumber,
  person: Code,
  rateClass: Code,
  activity: z.enum(["SETUP", "RUN", "REWORK", "DELAY"]),
  seconds: z.number().int(),
  /** At the rates that counted when it was confirmed, in the site's currency. */
  amount: MoneyText,
});

/** Time of one person on no order: cleaning, a meeting, training. It is in no confirmation. */
const IndirectLine = z.object({ workCentre: Code, person: Code, rateClass: Code, code: Code, seconds: z.number().int() });

/**
 * The labour of a shift: the sum of what its confirmations said, to check the ERP's own sum against. Time counts in the shift in which it was
 * confirmed; what is confirmed between two shifts of a work centre counts in the earlier.
 */
export const LabourTotalsV1 = OutboundEnvelope.extend({
  type: z.literal("mes.labour.totals.v1"),
  data: z.object({
    ...TotalsHead,
    currency: CurrencyCode,
    seconds: z.number().int(),
    amount: MoneyText,
    lines: z.array(LabourLine),
    /** Beside `seconds` and `amount`, which are those of orders; absent where there was none. Counts in the shift in which it was spent. */
    indirect: z.array(IndirectLine).optional(),
  }),
});
export type LabourTotalsV1 = z.infer<typeof LabourTotalsV1>;
