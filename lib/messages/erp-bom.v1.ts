import { z } from "zod";
import { InboundEnvelope } from "./envelope";
import { Code, ErpVersion, InstantText, OperationNumber, PositiveText, UomCode, Validity, VersionStatus } from "./primitives";

/** An allowed replacement: `quantity of it = quantity of the standard × factor` (EX-12). */
const Substitute = z.object({
  item: Code,
  factor: PositiveText,
  /** 1 is tried first. */
  priority: z.number().int().positive(),
  validFrom: InstantText.nullable().default(null),
  validTo: InstantText.nullable().default(null),
});

/** One input of one operation. */
export const BomComponent = z.object({
  pos: z.number().int().positive(),
  item: Code,
  /** `q`: quantity per processed unit of the parent, before scrap. */
  qty: PositiveText,
  uom: UomCode,
  /** `s`: 0.02 asks for 2 % more than `q`; 0 ≤ s < 1. */
  scrapFactor: z.string().regex(/^0(\.\d{1,6})?$/, "must be from 0 to below 1"),
  operation: OperationNumber,
  issueMode: z.enum(["MANUAL_SCAN", "MANUAL_QTY", "BACKFLUSH"]),
  /** Components that may be mixed against each other share it (§4.3). */
  mixGroup: Code.nullable().default(null),
  substitutes: z.array(Substitute).default([]),
});
export type BomComponent = z.infer<typeof BomComponent>;

/** One version of the list of inputs of an item. */
export const BomData = z.object({
  site: Code,
  item: Code,
  version: Code,
  erpVersion: ErpVersion,
  status: VersionStatus,
  ...Validity,
  components: z.array(BomComponent),
});
export type BomData = z.infer<typeof BomData>;

export const ErpBomV1 = InboundEnvelope.extend({ type: z.literal("erp.bom.v1"), data: BomData });
export type ErpBomV1 = z.infer<typeof ErpBomV1>;
