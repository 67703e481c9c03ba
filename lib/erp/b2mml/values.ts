import { type Decimal, decimal, r6 } from "@/lib/domain/shared/decimal";
import type { Words } from "@/lib/erp/words";
import type { Property, Quantity, Value } from "./api-types";
import { Unmappable } from "./unmappable";

/** Seconds in the units that a duration may have, by UN/ECE code. */
const SECONDS: Readonly<Record<string, number>> = { SEC: 1, MIN: 60, HUR: 3600, DAY: 86_400 };
const DURATION = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/**
 * Hours of an ISO 8601 duration. A day has 24 h.
 * @throws Unmappable for years and months, which have no length, and for what is no duration
 */
export function hoursOf(duration: string): Decimal {
  const parts = DURATION.exec(duration);
  const given = parts?.slice(1).some((part) => part !== undefined) ?? false;
  if (parts === null || !given || duration.endsWith("T")) throw new Unmappable(`"${duration}" is no duration of weeks, days, hours, minutes and seconds.`);
  const [weeks, days, hours, minutes, seconds] = parts.slice(1).map((part) => decimal(part ?? "0"));
  const ZERO = decimal(0);
  return (weeks ?? ZERO)
    .times(168)
    .plus((days ?? ZERO).times(24))
    .plus(hours ?? ZERO)
    .plus((minutes ?? ZERO).div(60))
    .plus((seconds ?? ZERO).div(3600));
}

/** Hours of a value with a unit of time; a value without a unit is in minutes, as the profile has it. */
export function timeOf({ ValueString, UnitOfMeasure }: Value, words: Words): Decimal {
  const unit = words.ours("UOM", UnitOfMeasure ?? "MIN");
  const seconds = SECONDS[unit];
  if (seconds === undefined) throw new Unmappable(`"${unit}" is no unit of time: map it to SEC, MIN, HUR or DAY.`);
  return numberOf(ValueString).times(seconds).div(3600);
}

/** A decimal as the partner wrote it. @throws Unmappable */
export function numberOf(said: string): Decimal {
  if (!/^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(said)) throw new Unmappable(`"${said}" is no decimal number.`);
  return decimal(said);
}

/** A decimal as our messages have it: six decimals at most. */
export function textOf(value: Decimal): string {
  return r6(value).toFixed();
}

/** An instant as our messages have it. A time without a zone could be anywhere. @throws Unmappable */
export function instantOf(said: string): string {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(said) || Number.isNaN(Date.parse(said))) {
    throw new Unmappable(`"${said}" is no time with a zone.`);
  }
  return new Date(said).toISOString();
}

/** Between two versions of a partner is room for what is read otherwise under the first: after a change of the connection's settings each such reading is a version of its own (IN-03). */
const ROOM = 100;

/**
 * The version of an object: what the partner gave it, a whole number that grows; without one, the time at which it was published. A hundred of ours are one of the partner's.
 * @throws Unmappable when the version is no number, or one of more than fourteen digits
 */
export function versionOf(version: string | undefined, published: string): number {
  const number = version === undefined ? Date.parse(instantOf(published)) : Number(version);
  if ((version !== undefined && !/^\d+$/.test(version)) || !Number.isSafeInteger(number * ROOM))
    throw new Unmappable(`Version "${version}" is no whole number that grows with each change, of 14 digits at most.`);
  return number * ROOM;
}

/** The partner's version of one of ours. */
export function theirVersion(erpVersion: number): string {
  return String(Math.floor(erpVersion / ROOM));
}

/** The first quantity. @throws Unmappable when there is none, or none with a unit */
export function quantityOf(quantities: readonly Quantity[], of: string): { readonly qty: Decimal; readonly uom: string } {
  const [first] = quantities;
  if (first === undefined) throw new Unmappable(`${of} has no quantity.`);
  if (first.UnitOfMeasure === undefined) throw new Unmappable(`${of} has a quantity without a unit.`);
  return { qty: numberOf(first.QuantityString), uom: first.UnitOfMeasure };
}

export function valuesOf(properties: readonly Property[], id: string): readonly Value[] {
  return properties.find((property) => property.ID === id)?.Value ?? [];
}

/** What a property says; null where it is absent. */
export function said(properties: readonly Property[], id: string): string | null {
  return valuesOf(properties, id)[0]?.ValueString ?? null;
}

/** What a truth value says; null where it is absent. @throws Unmappable */
export function flagOf(properties: readonly Property[], id: string): boolean | null {
  const word = said(properties, id);
  if (word === null) return null;
  if (word === "true" || word === "1") return true;
  if (word === "false" || word === "0") return false;
  throw new Unmappable(`${id} is "${word}", neither true nor false.`);
}

/** What a whole number says; null where it is absent. @throws Unmappable */
export function wholeOf(properties: readonly Property[], id: string): number | null {
  const word = said(properties, id);
  if (word === null) return null;
  const number = numberOf(word);
  if (!number.isInteger() || number.abs().gt(Number.MAX_SAFE_INTEGER)) throw new Unmappable(`${id} is "${word}", no whole number.`);
  return number.toNumber();
}

/** Number of an operation: the digits of a segment's id. @throws Unmappable */
export function operationOf(segment: string): number {
  if (!/^\d{1,5}$/.test(segment) || Number(segment) === 0) throw new Unmappable(`Segment "${segment}" is no operation number: 1 to 99999.`);
  return Number(segment);
}

/** Item and version of a definition's id, `<item>/<version>`. @throws Unmappable */
export function itemAndVersion(id: string): { readonly item: string; readonly version: string } {
  const [, item, version] = /^(.+)\/([^/]+)$/.exec(id) ?? [];
  if (item === undefined || version === undefined) throw new Unmappable(`Definition "${id}" is not named <item>/<version>.`);
  return { item, version };
}
