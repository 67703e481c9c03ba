import { z } from "zod";
import { OutboundEnvelope } from "./envelope";
import { Code, DecimalText } from "./primitives";
import { TotalsHead } from "./totals";

const Seconds = z.number().int().nonnegative();

/**
 * What the KPIs of ISO 22400-2 are made from, of one work unit: never a ratio, so that shifts and machines can be added up. Availability = aptSeconds ÷
 * (potSeconds − plannedDownSeconds), effectiveness = idealProcessedSeconds ÷ aptSeconds, quality ratio = idealGoodSeconds ÷ idealProcessedSeconds.
 */
const UnitSums = z.object({
  workCentre: Code,
  workUnit: Code,
  /** PERFORMANCE_LOSS: micro-stops are speed loss; AVAILABILITY_LOSS: the plant counts them as delay. `aptSeconds` has them either way. */
  microStopMode: z.enum(["PERFORMANCE_LOSS", "AVAILABILITY_LOSS"]),
  /** Scheduled time (POT), and of it what was planned not to work; the rest = apt + asut + adet + adot. */
  potSeconds: Seconds,
  plannedDownSeconds: Seconds,
  /** Producing, set-up, delay with an order loaded, without one. */
  aptSeconds: Seconds,
  asutSeconds: Seconds,
  adetSeconds: Seconds,
  adotSeconds: Seconds,
  /** Of `aptSeconds` what was spent in micro-stops, and how many began. */
  microStopSeconds: Seconds,
  microStops: Seconds,
  /** With an order loaded, planned downtime left out. */
  loadedSeconds: Seconds,
  /** Failures that began, and the time until they were restored. */
  failures: Seconds,
  restoreSeconds: Seconds,
  /** First-pass quantities as confirmed; a success of rework is not in them. Of several items, in the unit of each. */
  processed: DecimalText,
  good: DecimalText,
  scrap: DecimalText,
  rework: DecimalText,
  /** Planned run time per unit × quantity, in seconds. */
  idealProcessedSeconds: DecimalText,
  idealGoodSeconds: DecimalText,
});

/** Numerators and denominators of the KPIs of a shift by work unit. */
export const ShiftKpiV1 = OutboundEnvelope.extend({
  type: z.literal("mes.shift.kpi.v1"),
  data: z.object({ ...TotalsHead, units: z.array(UnitSums) }),
});
export type ShiftKpiV1 = z.infer<typeof ShiftKpiV1>;
