import "server-only";
import { z } from "zod";
import { PERFORMANCE_PARTS } from "@/lib/queries/totals/performance";
import { PERFORMANCE_DAYS } from "@/lib/queries/totals/performance-windows";
import { ApiDecimal, ApiInstant } from "./columns";

const DAY_MS = 86_400_000;

export const PerformanceQuery = z
  .object({
    site: z.string().min(1).max(80).meta({ description: "Code of the site" }),
    workCentre: z.string().max(80).optional().meta({ description: "Code of the line: its constraint unit, or all its units where none is configured" }),
    workUnit: z.string().max(80).optional(),
    order: z.string().max(80).optional().meta({ description: "Number of the order to which the time counts in which it was loaded" }),
    item: z.string().max(80).optional(),
    shift: z.string().max(80).optional().meta({ description: "Name of a shift: only its hours" }),
    from: z.iso.datetime({ offset: true }),
    to: z.iso.datetime({ offset: true }),
    by: z.enum(PERFORMANCE_PARTS).optional().meta({ description: "What to split the figures by" }),
  })
  .refine(({ from, to }) => lengthMs(from, to) > 0 && lengthMs(from, to) <= PERFORMANCE_DAYS * DAY_MS, {
    path: ["to"],
    error: `is after from, by at most ${PERFORMANCE_DAYS} days`,
  });

const lengthMs = (from: string, to: string): number => Date.parse(to) - Date.parse(from);

const Figure = z
  .object({
    name: z.string().meta({ examples: ["oee"] }),
    unit: z.enum(["RATIO", "SECONDS", "PER_HOUR"]),
    value: ApiDecimal.nullable().meta({ description: "Numerator through denominator, PER_HOUR times 3600, six decimals; null: there is nothing to divide by" }),
    percent: z
      .string()
      .nullable()
      .meta({ description: "A share in percent, rounded once to two decimals", examples: ["66.18"] }),
    formula: z.string().meta({ examples: ["Σ PRI×GQ ÷ PBT"] }),
    numerator: ApiDecimal,
    denominator: ApiDecimal,
    inputs: z.array(z.object({ symbol: z.string(), value: ApiDecimal, of: z.string().nullable() })),
  })
  .meta({ id: "KpiFigure" });

const told = {
  figures: z.array(Figure),
  losses: z
    .object({ availability: ApiDecimal, performance: ApiDecimal, quality: ApiDecimal, productive: ApiDecimal })
    .meta({ description: "Seconds of planned busy time by what became of them" }),
  microStops: z.number().int(),
  microStopSeconds: z.number().int(),
  idealRateSuspect: z.boolean().meta({ description: "Effectiveness above 100 %: an ideal rate is wrong" }),
};

/** KPIs of a period with all that they are made from. */
export const ApiPerformance = z
  .object({
    site: z.string(),
    from: ApiInstant,
    to: ApiInstant,
    asOf: ApiInstant,
    running: z.boolean().meta({ description: "A shift of it runs still" }),
    restatedAt: ApiInstant.nullable().meta({ description: "When the last fact came that changed a shift after its end" }),
    workUnits: z.array(z.string()).meta({ description: "Work units whose sums these are" }),
    ...told,
    parts: z.array(z.object({ key: z.string(), name: z.string(), ...told })),
    partsLeftOff: z.number().int().meta({ description: "Parts beyond 200, which are not told: of orders and items those that were on a unit longest ago, of shifts the oldest" }),
  })
  .meta({ id: "Performance" });
