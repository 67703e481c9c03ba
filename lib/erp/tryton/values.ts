import { type Decimal, decimal, isDecimal } from "@/lib/domain/shared/decimal";

/** A calendar day without a zone, as `YYYY-MM-DD`. */
export class Day {
  constructor(readonly iso: string) {}
}

/** A span of time in whole seconds; negative ones take time back. */
export class Seconds {
  constructor(readonly seconds: number) {}
}

/** An instant with microseconds, which a cursor needs and a JavaScript date cannot hold. Text: `YYYY-MM-DDTHH:mm:ss.ffffffZ`. */
export class Instant {
  constructor(readonly iso: string) {}
}

/** What a value of a field or a parameter may be on our side of the wire. */
export type Value = null | boolean | string | number | Decimal | Day | Seconds | Instant | Uint8Array | readonly Value[] | { readonly [key: string]: Value };

const pad = (value: number, width = 2) => String(value).padStart(width, "0");

/** Microseconds since 1970 of an instant; below 2^53 until the year 2255. */
export function microseconds(instant: Instant): number {
  const [seconds = "", fraction = ""] = instant.iso.replace("Z", "").split(".");
  return Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

/** The instant so many microseconds after 1970. */
export function instantOf(micros: number): Instant {
  const whole = new Date(Math.floor(micros / 1_000_000) * 1000).toISOString().slice(0, 19);
  return new Instant(`${whole}.${pad(micros % 1_000_000, 6)}Z`);
}

/** A number of the wire as an exact decimal: quantities travel as JSON numbers, whose shortest text is what was meant. */
export function decimalOf(value: number): Decimal {
  return decimal(String(value));
}

/** Our value as Tryton's JSON: dates, decimals and bytes become tagged objects. */
export function encode(value: Value): unknown {
  if (value === null || typeof value === "string" || typeof value === "boolean" || typeof value === "number") return value;
  if (isDecimal(value)) return { __class__: "Decimal", decimal: value.toFixed() };
  if (value instanceof Day) {
    const [year, month, day] = value.iso.split("-").map(Number);
    return { __class__: "date", year, month, day };
  }
  if (value instanceof Seconds) return { __class__: "timedelta", seconds: value.seconds };
  if (value instanceof Instant) return encodeInstant(value);
  if (value instanceof Uint8Array) return { __class__: "bytes", base64: Buffer.from(value).toString("base64") };
  if (isList(value)) return value.map(encode);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item)]));
}

// Array.isArray alone does not narrow a readonly array out of a union.
function isList(value: readonly Value[] | { readonly [key: string]: Value }): value is readonly Value[] {
  return Array.isArray(value);
}

function encodeInstant(value: Instant): unknown {
  const at = new Date(value.iso.replace(/\.\d+Z$/, "Z"));
  return {
    __class__: "datetime",
    year: at.getUTCFullYear(),
    month: at.getUTCMonth() + 1,
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
    second: at.getUTCSeconds(),
    microsecond: microseconds(value) % 1_000_000,
  };
}

/** Tryton's JSON as our values; a tag that is unknown stays a plain object. */
export function decode(json: unknown): Value {
  if (json === null || json === undefined) return null;
  if (typeof json === "string" || typeof json === "boolean" || typeof json === "number") return json;
  if (Array.isArray(json)) return json.map(decode);
  if (typeof json === "object") return decodeObject(json as Record<string, unknown>); // JSON knows no other kind of object
  throw new TypeError(`not a JSON value: ${typeof json}`);
}

function decodeObject(json: Record<string, unknown>): Value {
  const part = (key: string) => Number(json[key] ?? 0);
  const day = () => `${pad(part("year"), 4)}-${pad(part("month"))}-${pad(part("day"))}`;
  switch (json["__class__"]) {
    case "Decimal":
      return decimal(String(json["decimal"]));
    case "date":
      return new Day(day());
    case "datetime":
      return new Instant(`${day()}T${pad(part("hour"))}:${pad(part("minute"))}:${pad(part("second"))}.${pad(part("microsecond"), 6)}Z`);
    case "timedelta":
      return new Seconds(part("seconds"));
    case "bytes":
      return new Uint8Array(Buffer.from(typeof json["base64"] === "string" ? json["base64"] : "", "base64"));
    default:
      return Object.fromEntries(Object.entries(json).map(([key, item]) => [key, decode(item)]));
  }
}
