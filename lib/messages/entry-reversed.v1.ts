import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { IssueData } from "./material-issued.v1";
import { MaterialScrapData } from "./material-scrapped.v1";
import { Code, OperationNumber } from "./primitives";
import { ConfirmationData } from "./production-confirmed.v1";
import { ReceiptData } from "./production-received.v1";

/** The message that is taken back, as it was sent. The ERP books the exact opposite, at the original prices (EX-19). */
export const ReversedEntry = z.discriminatedUnion("type", [
  z.object({ id: z.uuid(), type: z.literal("mes.production.confirmed.v1"), data: ConfirmationData }),
  z.object({ id: z.uuid(), type: z.literal("mes.material.issued.v1"), data: IssueData }),
  z.object({ id: z.uuid(), type: z.literal("mes.production.received.v1"), data: ReceiptData }),
  z.object({ id: z.uuid(), type: z.literal("mes.material.scrapped.v1"), data: MaterialScrapData }),
]);
export type ReversedEntry = z.infer<typeof ReversedEntry>;

export const EntryReversedV1 = OutboundEnvelope.extend({
  type: z.literal("mes.entry.reversed.v1"),
  data: z.object({
    reversalId: Code,
    order: Code.nullable(),
    operation: OperationNumber.nullable(),
    /** Reason code: MISKEY, WRONG-LOT, WRONG-ORDER, DUPLICATE, LATE-INFO. */
    reason: Code,
    reversed: ReversedEntry,
  }),
});
export type EntryReversedV1 = z.infer<typeof EntryReversedV1>;
