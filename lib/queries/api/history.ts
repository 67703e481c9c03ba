import "server-only";
import { z } from "zod";
import { AS_CAME_DAYS, MOST_PIXELS, PARAMETER_DAYS } from "@/lib/queries/telemetry/history";
import { ApiDecimal, ApiInstant } from "./columns";
import { EQUIPMENT_STATES } from "./equipment-states";

const DAY_MS = 86_400_000;

export const HistoryQuery = z
  .object({
    site: z.string().min(1).max(80).meta({ description: "Code of the site" }),
    workUnit: z.string().min(1).max(80),
    kind: z.enum(["PARAMETER", "COUNTER", "STATE"]),
    name: z.string().min(1).max(128).optional().meta({ description: "Name of the parameter, or which counter: GOOD, SCRAP or TOTAL" }),
    from: z.iso.datetime({ offset: true }),
    to: z.iso.datetime({ offset: true }),
    pixels: z.coerce
      .number()
      .int()
      .min(1)
      .max(MOST_PIXELS)
      .default(800)
      .meta({ description: "Width of the picture: as many points of each unit of measure come at most, and one" }),
  })
  .refine(({ kind, name }) => (kind === "STATE") === (name === undefined), { path: ["name"], error: "goes with a parameter or counter, and not with states" })
  .refine(({ from, to }) => Date.parse(to) > Date.parse(from), { path: ["to"], error: "is not after from" })
  .refine(({ kind, from, to }) => Date.parse(to) - Date.parse(from) <= (kind === "PARAMETER" ? PARAMETER_DAYS : AS_CAME_DAYS) * DAY_MS, {
    path: ["to"],
    error: `is too far from from: ${PARAMETER_DAYS} days of a parameter, ${AS_CAME_DAYS} of a counter or of states`,
  });

const head = {
  site: z.string(),
  workUnit: z.string(),
  name: z.string().nullable(),
  from: ApiInstant,
  to: ApiInstant,
  uom: z.string().nullable().meta({ description: "Unit of measure in which the signal is told now" }),
};
const step = {
  level: z.enum(["RAW", "MINUTE", "HOUR"]).meta({ description: "What the points were made from" }),
  stepMs: z.number().int().meta({ description: "Length of a point in milliseconds" }),
};
const at = ApiInstant.meta({ description: "Where the span of the point begins" });
const uom = z.string().nullable().meta({ description: "Unit of measure of the point: what was told in another one stands in points of its own" });
const count = z.number().int().meta({ description: "Samples or readings in it" });

/** History of a signal, bounded by the pixels of a picture. */
export const ApiHistory = z
  .discriminatedUnion("kind", [
    z.object({
      kind: z.literal("PARAMETER"),
      ...head,
      ...step,
      low: ApiDecimal.nullable(),
      high: ApiDecimal.nullable(),
      points: z.array(z.object({ at, uom, count, min: z.number(), max: z.number(), mean: z.number(), last: z.number() })),
    }),
    z.object({
      kind: z.literal("COUNTER"),
      ...head,
      ...step,
      points: z.array(
        z.object({
          at,
          uom,
          count,
          made: ApiDecimal.meta({ description: "What was counted in it, in units: steps of the counter times the scale of its signal, rollovers and resets seen through" }),
          last: z.number().meta({ description: "What the counter itself read last, as it came, without the scale: it wraps and begins anew, so it is no sum of made" }),
        }),
      ),
    }),
    z.object({
      kind: z.literal("STATE"),
      ...head,
      pieces: z.array(z.object({ from: ApiInstant, to: ApiInstant, state: z.enum(EQUIPMENT_STATES), reason: z.string().nullable() })),
    }),
  ])
  .meta({ id: "History" });
