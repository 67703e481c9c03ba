import { atLeast, isPositive, lessUntilZero, plus } from "@/lib/client/pace";
import type { RunOperation } from "@/lib/queries/operator/run-operation";

/**
 * What is missing to the target, or of it what has arrived from the operation before (EX-06); what goes round in rework is made already. Null where nothing is missing.
 * `whole`: nothing but rework is missing then; `completes`: nothing at all is.
 */
export function restOf({
  target,
  good,
  openRework,
  arrived,
}: Pick<RunOperation, "target" | "good" | "openRework" | "arrived">): { readonly quantity: string; readonly whole: boolean; readonly completes: boolean } | null {
  const missing = lessUntilZero(target, plus(good, openRework));
  const whole = arrived === null || atLeast(arrived, missing);
  const quantity = whole ? missing : arrived;
  return isPositive(quantity) ? { quantity, whole, completes: whole && !isPositive(openRework) } : null;
}
