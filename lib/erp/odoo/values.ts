import { type Decimal, decimal, r6 } from "@/lib/domain/shared/decimal";

/** An instant as Odoo writes it: UTC, whole seconds, no zone mark. */
export function toOdooTime(at: Date): string {
  return at.toISOString().slice(0, 19).replace("T", " ");
}

/** Reads an instant of Odoo's. A day without a clock is its midnight in UTC. */
export function fromOdooTime(text: string): Date {
  return new Date(text.length === 10 ? `${text}T00:00:00Z` : `${text.replace(" ", "T")}Z`);
}

/** Whole seconds since 1970: Odoo shows no more of a stamp, although it stores microseconds. */
export function secondsOf(stamp: string): number {
  return Math.floor(fromOdooTime(stamp).getTime() / 1000);
}

/** The newest of some stamps, in seconds. */
export function newest(stamps: readonly string[]): number {
  return Math.max(0, ...stamps.map(secondsOf));
}

/** A decimal as messages write it: at most six decimals. */
export function text(value: Decimal): string {
  return r6(value).toFixed();
}

/** A JSON number of Odoo's as a decimal; binary noise beyond six decimals is dropped. */
export function fromNumber(value: number): Decimal {
  return r6(decimal(String(value)));
}

/** A quantity as Odoo takes it. JSON has no decimals: this edge is the only place where one becomes a float. */
export function toNumber(value: Decimal): number {
  return Number(value.toFixed());
}
