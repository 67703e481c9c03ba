import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, DecimalText, InstantText, NonNegativeText, OperationNumber, PositiveText, UomCode } from "./primitives";

/** Time of one person at one activity; the rate class decides the labour rate (C-04). */
const LabourTime = z.object({ person: Code, rateClass: Code, seconds: z.number().int().nonnegative() });

/** Time that an activity took: order-loaded seconds of the work unit, and the seconds of each person. */
const ActivityTime = z.object({
  activity: z.enum(["SETUP", "RUN", "REWORK", "DELAY"]),
  machineSeconds: z.number().int().nonnegative(),
  labour: z.array(LabourTime),
});

/** A component quantity that this confirmation itself takes from stock. A scanned issue travels as a message of its own, never both. */
const Consumption = z.object({
  item: Code,
  lot: Code.nullable(),
  qty: PositiveText,
  uom: UomCode,
  mode: z.enum(["MANUAL_SCAN", "MANUAL_QTY", "BACKFLUSH"]),
});

/** What was made, by lot and handling unit, and when. The receipt into stock is a message of its own. */
const Output = z.object({ lot: Code, hu: Code.nullable(), qty: PositiveText, from: InstantText, to: InstantText });

/** An operation produced quantities and used time. Quantities are increments, not totals (EX-05). */
export const ConfirmationData = z.object({
  confirmationId: Code,
  order: Code,
  operation: OperationNumber,
  workUnit: Code,
  /** True on the last confirmation of the operation. */
  final: z.boolean(),
  /** Where the good quantity came from. */
  origin: z.enum(["COUNTER", "SCAN", "TYPED"]),
  quantity: z.object({ uom: UomCode, good: NonNegativeText, scrap: NonNegativeText, rework: NonNegativeText }),
  scrapReasons: z.array(z.object({ code: Code, qty: PositiveText })),
  time: z.array(ActivityTime),
  consumption: z.array(Consumption),
  output: z.array(Output),
  genealogyRun: Code.nullable(),
  /** The entry that this one corrects after its reversal (EX-19); the reversal itself is `mes.entry.reversed.v1`. */
  reverses: Code.nullable(),
  /** Present where a lead let more good through than the order allows (EX-07): why, and what the order would have allowed. */
  toleranceOverride: z.object({ reason: z.string().min(1), max: NonNegativeText }).optional(),
  /** Totals of the operation after this entry, for an ERP that wants running totals. */
  totals: z.object({ good: DecimalText, scrap: DecimalText, rework: DecimalText }).optional(),
});

export const ProductionConfirmedV1 = OutboundEnvelope.extend({
  type: z.literal("mes.production.confirmed.v1"),
  data: ConfirmationData,
});
export type ProductionConfirmedV1 = z.infer<typeof ProductionConfirmedV1>;
