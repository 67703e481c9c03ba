import { DataType, type DataValue, LocalizedText, type Variant, VariantArrayType } from "node-opcua-client";
import type { SampleQuality } from "@/lib/domain/equipment/breach-window";

type Scalar = number | string | boolean;
/** A value as JSON says it. */
export type JsonValue = Scalar | readonly (Scalar | null)[];

/** What a source publishes of a node: the time is the source's. Equal readings are equal texts, so that one that comes twice counts once. */
export type NodeMessage = { readonly value: JsonValue | null; readonly quality: SampleQuality; readonly status: string; readonly ts: string };

const MOST_ELEMENTS = 200;
/** A value in JSON; a signal of a machine is some bytes, what is longer is a document. */
const MOST_BYTES = 4096;
/** The status of a value that is not told because of its length. No server says it: theirs begin with Good, Uncertain or Bad. */
const TOO_LONG = "TooLong";

/** A reading as the message that is published; `ts` is the source's time, else the server's, else `now`. Of a value of more than 4 kB only that it is too long. */
export function messageOf(reading: DataValue, now: Date): NodeMessage {
  const quality = qualityOf(reading.statusCode.value);
  const value = quality === "BAD" ? null : jsonOf(reading.value);
  const ts = (reading.sourceTimestamp ?? reading.serverTimestamp ?? now).toISOString();
  return exceeds(value) ? { value: null, quality: "BAD", status: TOO_LONG, ts } : { value, quality, status: reading.statusCode.name, ts };
}

/** True for a message that says of a value only that it is too long. */
export function isTooLong({ status }: NodeMessage): boolean {
  return status === TOO_LONG;
}

function exceeds(value: JsonValue | null): boolean {
  // Texts of megabytes are not written out for this.
  let letters = 0;
  for (const part of Array.isArray(value) ? value : [value]) if (typeof part === "string") letters += part.length;
  return letters > MOST_BYTES || Buffer.byteLength(JSON.stringify(value)) > MOST_BYTES;
}

/** The two highest bits of a status say what a value is worth. */
export function qualityOf(status: number): SampleQuality {
  const severity = status >>> 30;
  return severity === 0 ? "GOOD" : severity === 1 ? "UNCERTAIN" : "BAD";
}

/** True when the server's queue of a node was full, and older values of it are lost. */
export function hasOverflown(status: number): boolean {
  const [isDataValue, overflow] = [0x0400, 0x0080];
  return (status & (isDataValue | overflow)) === (isDataValue | overflow);
}

/** A value in JSON; null for what is no number, text or truth value, such as structures, and for long lists. */
export function jsonOf({ dataType, arrayType, value }: Variant): JsonValue | null {
  if (value === null || value === undefined) return null;
  if (arrayType === VariantArrayType.Scalar) return scalarOf(dataType, value);
  // Lists of numbers come as typed arrays; 64 bits as pairs.
  const elements: readonly unknown[] | null = Array.isArray(value) ? value : ArrayBuffer.isView(value) ? Array.from(value as unknown as ArrayLike<unknown>) : null;
  return elements === null || elements.length > MOST_ELEMENTS ? null : elements.map((element) => scalarOf(dataType, element));
}

function scalarOf(dataType: DataType, value: unknown): Scalar | null {
  switch (dataType) {
    case DataType.Boolean:
      return value === true;
    case DataType.Int64:
    case DataType.UInt64:
      return wideOf(dataType, value);
    case DataType.LocalizedText:
      return value instanceof LocalizedText ? (value.text ?? "") : null;
    case DataType.DateTime:
      return value instanceof Date ? value.toISOString() : null;
    default:
      if (typeof value === "number") return Number.isFinite(value) ? value : null;
      return typeof value === "string" ? value : null;
  }
}

/** 64 bits come as their two halves, the higher first. What a number cannot hold exactly is told as text. */
function wideOf(dataType: DataType, value: unknown): Scalar | null {
  if (!Array.isArray(value) || value.length !== 2) return null;
  const bits = (BigInt(Number(value[0]) >>> 0) << 32n) | BigInt(Number(value[1]) >>> 0);
  const whole = dataType === DataType.Int64 ? BigInt.asIntN(64, bits) : bits;
  return Number.isSafeInteger(Number(whole)) ? Number(whole) : whole.toString();
}
