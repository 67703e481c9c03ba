import { clockSecondsBetween } from "@/lib/format/time-difference";
import { formatQuantity } from "@/lib/format/quantity";
import type { CommitmentRow } from "@/lib/queries/planner/commitment-rows";

/** Hours of capacity, whole where they are whole: "16 h", "2.5 h", "40 min". */
export function hoursLost(seconds: number): string {
  if (seconds < 3_600) return `${Math.round(seconds / 60)}\u00a0min`;
  const tenths = Math.round(seconds / 360);
  return `${formatQuantity(tenths % 10 === 0 ? String(tenths / 10) : (tenths / 10).toFixed(1))}\u00a0h`;
}

/** Hours late as a column of figures, by the two clocks that stand beside them: "18 h", "2:30 h"; nothing in sight has no hours. */
export function lateHours(dueAt: string, projectedAt: string | null): string {
  if (projectedAt === null) return "no end";
  const minutes = clockSecondsBetween(dueAt, projectedAt) / 60;
  const whole = formatQuantity(String(Math.floor(minutes / 60)));
  return minutes % 60 === 0 ? `${whole}\u00a0h` : `${whole}:${String(minutes % 60).padStart(2, "0")}\u00a0h`;
}

/** Penalties of rows in one currency, added up in minor units so that no cent is lost; null when none may be seen or they differ in currency. */
export function penaltySum(rows: readonly CommitmentRow[]): { readonly amount: string; readonly currency: string } | null {
  const known = rows.flatMap((row) => (row.penalty === null ? [] : [{ penalty: row.penalty, currency: row.currency }]));
  const [first] = known;
  if (first === undefined || known.some((each) => each.currency !== first.currency)) return null;
  const minor = known.reduce((total, { penalty }) => total + BigInt(penalty.replace(".", "")), 0n);
  const text = minor.toString().padStart(3, "0");
  return { amount: `${text.slice(0, -2)}.${text.slice(-2)}`, currency: first.currency };
}
