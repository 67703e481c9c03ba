/** Numbers of the Sparkplug B data types that carry one value. */
export const DataType = {
  Int8: 1,
  Int16: 2,
  Int32: 3,
  Int64: 4,
  UInt8: 5,
  UInt16: 6,
  UInt32: 7,
  UInt64: 8,
  Float: 9,
  Double: 10,
  Boolean: 11,
  String: 12,
  DateTime: 13,
  Text: 14,
  UUID: 15,
} as const;

/** What the types that carry more than one value are called in a reason; those from 22 to 34 are arrays. */
const COMPOUND: Readonly<Record<number, string>> = { 16: "a data set", 17: "bytes", 18: "a file", 19: "a template", 20: "a property set", 21: "a list of property sets" };

/** The name of a type that carries more than one value, null for one that carries one. */
export function compoundName(dataType: number): string | null {
  return COMPOUND[dataType] ?? (dataType >= 22 && dataType <= 34 ? "an array" : null);
}

/** A value as it stood on the wire, before its data type is known. */
export type WireValue = number | bigint | boolean | string | Uint8Array | null;

/** A value of a metric; null is "no value" (`is_null`). 64-bit integers beyond 2^53 are bigint. */
export type MetricValue = number | bigint | boolean | string | null;

/**
 * Gives a wire value the meaning of its data type; undefined when they do not fit together or the type is one that we do not read
 * (data sets, templates, arrays, bytes). Signed integers travel as unsigned ones and need the type to become negative again.
 */
export function valueOf(dataType: number, wire: WireValue): MetricValue | undefined {
  if (wire === null) return null;
  switch (dataType) {
    case DataType.Int8:
      return typeof wire === "number" ? (wire << 24) >> 24 : undefined;
    case DataType.Int16:
      return typeof wire === "number" ? (wire << 16) >> 16 : undefined;
    case DataType.Int32:
      return signed(wire, 32);
    case DataType.Int64:
      return signed(wire, 64);
    case DataType.UInt8:
    case DataType.UInt16:
    case DataType.UInt32:
    case DataType.UInt64:
    case DataType.DateTime:
      return typeof wire === "number" || typeof wire === "bigint" ? wire : undefined;
    case DataType.Float:
    case DataType.Double:
      return typeof wire === "number" ? wire : undefined;
    case DataType.Boolean:
      return typeof wire === "boolean" ? wire : undefined;
    case DataType.String:
    case DataType.Text:
    case DataType.UUID:
      return typeof wire === "string" ? wire : undefined;
    default:
      return undefined;
  }
}

function signed(wire: WireValue, bits: 32 | 64): number | bigint | undefined {
  if (bits === 32) return typeof wire === "number" ? wire | 0 : undefined;
  if (typeof wire === "number") return wire;
  if (typeof wire !== "bigint") return undefined;
  const value = BigInt.asIntN(64, wire);
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
