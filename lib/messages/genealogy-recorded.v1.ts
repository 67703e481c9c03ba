import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, InstantText, OperationNumber, PositiveText, UomCode } from "./primitives";

/** Which lots a run of an operation took, and which it made of them. The reference under which Millrace answers the whole trace. */
export const GenealogyRecordedV1 = OutboundEnvelope.extend({
  type: z.literal("mes.genealogy.recorded.v1"),
  data: z.object({
    run: Code,
    site: Code,
    order: Code,
    operation: OperationNumber,
    workUnit: Code,
    from: InstantText,
    to: InstantText,
    inputs: z.array(z.object({ item: Code, lot: Code, qty: PositiveText, uom: UomCode })),
    outputs: z.array(z.object({ item: Code, lot: Code, hu: Code.nullable(), qty: PositiveText, uom: UomCode })),
  }),
});
export type GenealogyRecordedV1 = z.infer<typeof GenealogyRecordedV1>;
