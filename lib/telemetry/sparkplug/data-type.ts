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

/** Whole numbers of less than 64 bits: how many bits, and whether they may be below zero. */
const WHOLE: Readonly<Record<number, { readonly name: string; readonly bits: number; readonly signed: boolean }>> = {
  [DataType.Int8]: { name: "Int8", bits: 8, signed: true },
  [DataType.Int16]: { name: "Int16", bits: 16, signed: true },
  [DataType.Int32]: { name: "Int32", bits: 32, signed: true },
  [DataType.UInt8]: { name: "UInt8", bits: 8, signed: false },
  [DataType.UInt16]: { name: "UInt16", bits: 16, signed: false },
  [DataType.UInt32]: { name: "UInt32", bits: 32, signed: false },
};

/** Why a value that came has no meaning by its data type: what follows "metric Speed has". */
export function problemOfValue(dataType: number, wire: WireValue): string {
  const whole = WHOLE[dataType];
  return whole !== undefined && typeof wire === "number" ? `a value that ${whole.name} does not hold` : `no readable value of type ${dataType}`;
}

/**
 * Gives a wire value the meaning of its data type; undefined when they do not fit together, the value is none of its type, or the type is one that we do not read
 * (data sets, templates, arrays, bytes). Signed integers travel as unsigned ones and need the type to become negative again.
 */
export function valueOf(dataType: number, wire: WireValue): MetricValue | undefined {
  if (wire === null) return null;
  switch (dataType) {
    case DataType.Int8:
    case DataType.Int16:
    case DataType.Int32:
    case DataType.UInt8:
    case DataType.UInt16:
    case DataType.UInt32:
      return wholeOf(dataType, wire);
    case DataType.Int64:
      return signed(wire);
    case DataType.UInt64:
    case DataType.DateTime:
      return (typeof wire === "bigint" || isWhole(wire)) && wire >= 0 ? wire : undefined;
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

function isWhole(wire: WireValue): wire is number {
  return typeof wire === "number" && Number.isInteger(wire);
}

/** A number below zero comes as one of 32 bits, from some in the bits of its type. */
function wholeOf(dataType: number, wire: WireValue): number | undefined {
  const whole = WHOLE[dataType];
  if (whole === undefined || !isWhole(wire)) return undefined;
  const size = 2 ** whole.bits;
  if (!whole.signed) return wire >= 0 && wire < size ? wire : undefined;
  const least = -size / 2;
  const value = wire >= size / 2 && wire < size ? wire - size : wire >= WORD + least && wire < WORD ? wire - WORD : wire;
  return value >= least && value < size / 2 ? value : undefined;
}

const WORD = 2 ** 32;

function signed(wire: WireValue): number | bigint | undefined {
  if (isWhole(wire)) return wire;
  if (typeof wire !== "bigint") return undefined;
  const value = BigInt.asIntN(64, wire);
  return value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : value;
}
