import type { RunOperation } from "@/lib/queries/operator/run-operation";
import { decimal, min, round, ZERO, max } from "@/lib/domain/shared/decimal";

const HOUR_MS = 3_600_000;

/** Good that the plan has for an instant, as decimal text in the order's decimals, never above the target; undefined where nothing is planned. */
export function plannedBy(operation: Pick<RunOperation, "planPerHour" | "planFrom" | "target" | "decimals">, atMs: number): string | undefined {
  if (operation.planPerHour === null) return undefined;
  const elapsed = Math.trunc(atMs - Date.parse(operation.planFrom));
  const planned = decimal(operation.planPerHour).times(elapsed).div(HOUR_MS);
  return round(max(ZERO, min(planned, decimal(operation.target))), operation.decimals).toFixed();
}

/** When the plan has it finished; undefined where nothing is planned. */
export function plannedEnd(operation: Pick<RunOperation, "planPerHour" | "planFrom" | "target">): string | undefined {
  if (operation.planPerHour === null) return undefined;
  const hours = decimal(operation.target).div(operation.planPerHour);
  return new Date(Date.parse(operation.planFrom) + hours.times(HOUR_MS).round().toNumber()).toISOString();
}

/** When it will be finished at the present rate, or at the planned one while there is none; undefined when neither is known or all is made. */
export function expectedEnd(operation: Pick<RunOperation, "perHour" | "planPerHour" | "target" | "good">, atMs: number): string | undefined {
  const rate = operation.perHour ?? operation.planPerHour;
  const left = decimal(operation.target).minus(operation.good);
  if (rate === null || left.lte(0)) return undefined;
  return new Date(atMs + left.div(rate).times(HOUR_MS).round().toNumber()).toISOString();
}

/** Minutes until a quantity is used up at a rate of units an hour; undefined when nothing is being used. */
export function minutesLeft(quantity: string, perUnit: string, perHour: string | null): number | undefined {
  if (perHour === null) return undefined;
  const hourly = decimal(perHour).times(perUnit);
  return hourly.lte(0) ? undefined : decimal(quantity).div(hourly).times(60).floor().toNumber();
}

/** Scrap in percent of what was processed, one decimal; undefined before anything was. */
export function scrapShare(scrap: string, processed: string): string | undefined {
  const total = decimal(processed);
  return total.lte(0) ? undefined : decimal(scrap).div(total).times(100).toFixed(1);
}

/** Adds decimal texts. */
export function plus(...values: readonly string[]): string {
  return values.reduce((total, value) => total.plus(value === "" ? "0" : value), ZERO).toFixed();
}

/** `a − b`, not below zero. */
export function lessUntilZero(a: string, b: string): string {
  return max(decimal(a).minus(b), ZERO).toFixed();
}

/** True when the text is a number above zero. */
export function isPositive(value: string | null | undefined): value is string {
  return value !== null && value !== undefined && value !== "" && decimal(value).gt(0);
}

/** True when `a` is at least `b`. */
export function atLeast(a: string, b: string): boolean {
  return decimal(a).gte(b);
}
