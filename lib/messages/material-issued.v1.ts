import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, OperationNumber, PositiveText, UomCode } from "./primitives";

/** A component was taken for an order. */
export const IssueData = z.object({
  issueId: Code,
  order: Code,
  operation: OperationNumber,
  item: Code,
  /** Null for items that are not tracked by lot. */
  lot: Code.nullable(),
  qty: PositiveText,
  uom: UomCode,
  mode: z.enum(["MANUAL_SCAN", "MANUAL_QTY", "BACKFLUSH"]),
  activity: z.enum(["RUN", "REWORK"]),
  workUnit: Code,
  /** Stock location that it left. */
  location: Code.nullable(),
  /** The planned item, when this one is its substitute (EX-12). */
  substituteFor: Code.nullable(),
  /** Number of the deviation by which it was taken although neither planned nor listed: planner and quality approved it (EX-12). */
  deviation: Code.optional(),
  /** Nothing more of this component will be taken: the line is closed. */
  final: z.boolean(),
});

export const MaterialIssuedV1 = OutboundEnvelope.extend({ type: z.literal("mes.material.issued.v1"), data: IssueData });
export type MaterialIssuedV1 = z.infer<typeof MaterialIssuedV1>;
