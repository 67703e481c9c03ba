import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, OperationNumber, PositiveText, UomCode } from "./primitives";

/** A component lot was scrapped; with an order it is charged to that order. Scrap of the product itself travels in the confirmation. */
export const MaterialScrapData = z.object({
  scrapId: Code,
  order: Code.nullable(),
  operation: OperationNumber.nullable(),
  item: Code,
  lot: Code.nullable(),
  qty: PositiveText,
  uom: UomCode,
  location: Code.nullable(),
  reason: Code,
});

export const MaterialScrappedV1 = OutboundEnvelope.extend({ type: z.literal("mes.material.scrapped.v1"), data: MaterialScrapData });
export type MaterialScrappedV1 = z.infer<typeof MaterialScrappedV1>;
