import "server-only";
import { z } from "zod";

/** One characteristic that failed: what was measured and what is allowed, or how many pieces were rejected and for which defects. */
const Failed = z.object({
  name: z.string(),
  min: z.string().nullable(),
  max: z.string().nullable(),
  lower: z.string().nullable(),
  upper: z.string().nullable(),
  rejected: z.number(),
  defects: z.array(z.object({ code: z.string(), count: z.number() })),
});

const Finding = z.union([
  z.object({ plan: z.string(), findings: z.array(Failed).min(1) }).transform(({ plan, findings }) => ({ kind: "CHECK" as const, plan, failed: findings })),
  z.object({ nonconformance: z.string(), round: z.number(), operation: z.string() }).transform((found) => ({ kind: "LAST_ROUND" as const, ...found })),
  z
    .object({ item: z.string(), lot: z.string(), status: z.enum(["PENDING", "ON_HOLD", "REJECTED", "RECALLED", "EXPIRED"]), quantity: z.string(), uom: z.string() })
    .transform((found) => ({ kind: "BLOCKED_LOT" as const, ...found })),
  z
    .object({ deviation: z.string(), quantity: z.string(), uom: z.string(), lot: z.string(), item: z.string(), instead: z.string(), reason: z.string() })
    .transform((found) => ({ kind: "DEVIATION" as const, ...found })),
  z
    .object({
      parameter: z.string(),
      value: z.string().nullable(),
      low: z.string().nullable(),
      high: z.string().nullable(),
      uom: z.string().nullable(),
      from: z.iso.datetime(),
      to: z.iso.datetime().nullable(),
    })
    .transform((found) => ({ kind: "LIMIT" as const, ...found })),
]);

/** What the plant found by itself and calls quality for: a check that failed (EX-14), the last round of rework (EX-13), a lot that went in though it may not (EX-19), a parameter out of its limits (TR-04): its value is null where the source does not vouch for it. */
export type QualityFinding = z.infer<typeof Finding>;

/** Classes of exceptions that say what was found. */
const CLASSES: readonly string[] = ["QUALITY_FAIL", "BLOCKED_LOT_USED", "DEVIATION_ASKED"];

/** What an exception says of what was found; null of other classes, and of one that was raised before it said it in figures. */
export function qualityFinding(of: string, detail: unknown): QualityFinding | null {
  if (!CLASSES.includes(of)) return null;
  return Finding.safeParse(detail).data ?? null;
}
