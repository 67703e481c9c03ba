import type { OrderCostView } from "@/lib/queries/finance/order-cost";
import type { Show } from "@/lib/queries/finance/show";

type Categories = NonNullable<OrderCostView["variance"]>["categories"];

/** An order within this share of its standard is well: nothing in it is red. */
const QUIET_SHARE = 0.02;
const ENOUGH = 0.8;

/**
 * The few largest unfavourable steps that make four fifths of what went wrong, and their share of the total variance in percent. Shares
 * only choose colours and a rounded note; every amount on the screen is exact.
 */
export function mainSteps(categories: Categories, total: string, credit: string): { readonly keys: readonly Show[]; readonly share: string } {
  const sum = Number(total);
  if (sum <= 0 || sum < Number(credit) * QUIET_SHARE) return { keys: [], share: "0" };
  const steps = Object.entries(categories).flatMap(([key, value]) => (Number(value) > 0 ? [{ key: key as keyof Categories, value: Number(value) }] : []));
  const wrong = steps.reduce((all, step) => all + step.value, 0);
  const keys: Show[] = [];
  let covered = 0;
  for (const step of steps.toSorted((a, b) => b.value - a.value)) {
    if (keys.length === 4 || covered >= wrong * ENOUGH) break;
    keys.push(step.key);
    covered += step.value;
  }
  return { keys, share: ((covered / sum) * 100).toFixed(2) };
}
