import { decimal } from "@/lib/domain/shared/decimal";
import type { Standing, Untaken } from "@/lib/domain/reconciliation/explain";

/** A message that the ERP has not taken, and what it would add to which figure. */
export const untaken = (sequence: number, standing: Standing, adds: Readonly<Record<string, string>>, uncertain = false): Untaken => ({
  id: `m${sequence}`,
  sequence,
  standing,
  uncertain,
  adds: new Map(Object.entries(adds).map(([key, qty]) => [key, decimal(qty)])),
});

/** One figure as both sides have it. */
export const figure = (key: string, ours: string, theirs: string) => ({ key, ours: decimal(ours), theirs: decimal(theirs) });
