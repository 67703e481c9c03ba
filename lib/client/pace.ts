import type { RunOperation } from "@/lib/queries/operator/run-operation";
import { compare, larger, minus, plus as add, quotient, smaller, times } from "./exact";

const HOUR_MS = "3600000";

/** Good that the plan has for an instant, as decimal text in the order's decimals, never above the target; undefined where nothing is planned. */
export function plannedBy(operation: Pick<RunOperation, "planPerHour" | "planFrom" | "target" | "decimals">, atMs: number): string | undefined {
  if (operation.planPerHour === null) return undefined;
  const elapsed = Math.trunc(atMs - Date.parse(operation.planFrom));
  const planned = quotient(times(operation.planPerHour, String(elapsed)), HOUR_MS, operation.decimals);
  return larger("0", smaller(planned, quotient(operation.target, "1", operation.decimals)));
}

/** When the plan has it finished; undefined where nothing is planned. */
export function plannedEnd(operation: Pick<RunOperation, "planPerHour" | "planFrom" | "target">): string | undefined {
  if (operation.planPerHour === null) return undefined;
  return new Date(Date.parse(operation.planFrom) + millisecondsFor(operation.target, operation.planPerHour)).toISOString();
}

/** When it will be finished at the present rate, or at the planned one while there is none; undefined when neither is known or all is made. */
export function expectedEnd(operation: Pick<RunOperation, "perHour" | "planPerHour" | "target" | "good">, atMs: number): string | undefined {
  const rate = operation.perHour ?? operation.planPerHour;
  const left = minus(operation.target, operation.good);
  if (rate === null || compare(left, "0") <= 0) return undefined;
  return new Date(atMs + millisecondsFor(left, rate)).toISOString();
}

function millisecondsFor(quantity: string, perHour: string): number {
  return Number(quotient(times(quantity, HOUR_MS), perHour, 0));
}

/** Minutes until a quantity is used up at a rate of units an hour; undefined when nothing is being used. */
export function minutesLeft(quantity: string, perUnit: string, perHour: string | null): number | undefined {
  if (perHour === null) return undefined;
  const hourly = times(perHour, perUnit);
  return compare(hourly, "0") <= 0 ? undefined : Number(quotient(times(quantity, "60"), hourly, 0, "down"));
}

/** Scrap in percent of what was processed, one decimal; undefined before anything was. */
export function scrapShare(scrap: string, processed: string): string | undefined {
  if (!isPositive(processed)) return undefined;
  const share = quotient(times(scrap, "100"), processed, 1);
  return share.includes(".") ? share : `${share}.0`;
}

/** Adds decimal texts. */
export function plus(...values: readonly string[]): string {
  return add(...values.map((value) => (value === "" ? "0" : value)));
}

/** `a − b`, not below zero. */
export function lessUntilZero(a: string, b: string): string {
  return larger(minus(a, b), "0");
}

/** True when the text is a number above zero. */
export function isPositive(value: string | null | undefined): value is string {
  return value !== null && value !== undefined && value !== "" && compare(value, "0") > 0;
}

/** True when `a` is at least `b`. */
export function atLeast(a: string, b: string): boolean {
  return compare(a, b) >= 0;
}
