import { type Decimal, decimal, round } from "@/lib/domain/shared/decimal";

// How OData V2 writes values: one way in JSON, another in a URL. A date (Edm.DateTime) is a calendar day that is never shifted by a zone.

/** A calendar day `YYYY-MM-DD`. */
export type Day = string;
/** A time of day `HH:MM:SS`. */
export type Clock = string;

/** A string in a URL. */
export function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** A GUID in a URL. */
export function guidLiteral(guid: string): string {
  return `guid'${guid}'`;
}

/** A day in a URL; function imports of SAP take it without seconds. */
export function dayLiteral(day: Day, seconds: "with" | "without" = "with"): string {
  return `datetime'${day}T00:00${seconds === "with" ? ":00" : ""}'`;
}

/** An instant in a URL. */
export function offsetLiteral(at: Date): string {
  return `datetimeoffset'${at.toISOString().replace(/\.000Z$/, "Z")}'`;
}

/** A day in JSON: milliseconds of its midnight in UTC. */
export function dayJson(day: Day): string {
  return `/Date(${Date.parse(`${day}T00:00:00Z`)})/`;
}

/** The day of a JSON date, null for none. @throws RangeError for anything else. */
export function dayOf(json: string | null): Day | null {
  return json === null || json === "" ? null : instantOf(json).toISOString().slice(0, 10);
}

/** The instant of a JSON date with or without offset: the offset says how it was shown, the milliseconds are UTC. */
export function instantOf(json: string): Date {
  const millis = /^\/Date\((-?\d{1,15})(?:[+-]\d{4})?\)\/$/.exec(json)?.[1];
  if (millis === undefined) throw new RangeError(`not a date of OData V2: ${json}`);
  return new Date(Number(millis));
}

/** A time of day in JSON. */
export function clockJson(clock: Clock): string {
  const [hours = "00", minutes = "00", seconds = "00"] = clock.split(":");
  return `PT${hours}H${minutes}M${seconds}S`;
}

/** The time of day of a JSON time; midnight for none. */
export function clockOf(json: string | null | undefined): Clock {
  const parts = /^PT(?:(\d{1,2})H)?(?:(\d{1,2})M)?(?:(\d{1,2})(?:\.\d+)?S)?$/.exec(json ?? "PT0S");
  if (parts === null) throw new RangeError(`not a time of OData V2: ${json}`);
  return [parts[1], parts[2], parts[3]].map((part) => (part ?? "0").padStart(2, "0")).join(":");
}

/** SAP's stamps of orders: fourteen digits, UTC. */
export function stampOf(at: Date): string {
  return at.toISOString().replace(/\D/g, "").slice(0, 14);
}

/** The instant of such a stamp; null for none. */
export function instantOfStamp(stamp: string | null): Date | null {
  const parts = /^(\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})$/.exec(stamp ?? "");
  if (parts === null) return null;
  const [, year, month, day, hour, minute, second] = parts;
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

/** A quantity in JSON: text with at most the three decimals that SAP keeps. */
export function quantityJson(value: Decimal): string {
  return round(value, 3).toFixed();
}

/** Minutes with three decimals of some seconds. */
export function minutesJson(seconds: number): string {
  return round(decimal(seconds).div(60), 3).toFixed(3);
}

/** SAP writes yes as `true` or as "X", depending on the field. */
export function flag(value: boolean | string | null | undefined): boolean {
  return value === true || value === "X";
}
