import { isReportedState, type ReportedState } from "@/lib/domain/equipment/equipment-state";
import type { SampleQuality } from "@/lib/domain/equipment/breach-window";
import { MAX_PAYLOAD_BYTES, type Message, type Quarantined, quarantine } from "./message";
import type { PlainKind } from "./topics";

/** What a plain JSON message says (IN-10). `atMs` is the source's time; a state without one is a last will, stamped by whoever receives it. */
export type PlainReading =
  | { readonly kind: "state"; readonly atMs: number; readonly seq: number; readonly state: ReportedState; readonly reason: string | null }
  | { readonly kind: "lost" }
  | { readonly kind: "count"; readonly atMs: number; readonly seq: number; readonly counter: string; readonly value: number }
  | {
      readonly kind: "param";
      readonly atMs: number;
      readonly seq: number;
      readonly parameter: string;
      readonly value: number;
      readonly uom: string | null;
      readonly quality: SampleQuality;
    };

/** An instant with its zone; a bare local time could mean any of 24 instants. */
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;
const MAX_NAME = 128;
const text = new TextDecoder("utf-8", { fatal: true });

type Fields = Readonly<Record<string, unknown>>;

/**
 * Reads the payload of a plain JSON message. Fields that we do not use are ignored; what is missing or of the wrong type puts the message
 * into quarantine with the reason. Written by hand because it runs for every sample of the plant.
 */
export function decodePlain(kind: PlainKind, message: Message): PlainReading | Quarantined {
  if (message.payload.length > MAX_PAYLOAD_BYTES) return quarantine(message, `payload larger than ${MAX_PAYLOAD_BYTES} bytes`);
  const fields = parseJson(message.payload);
  if (!isFields(fields)) return quarantine(message, "payload is not a JSON object");
  const reading = read(kind, fields);
  return typeof reading === "string" ? quarantine(message, reading) : reading;
}

/** A payload as the JSON value that it is; undefined when it is none. */
export function parseJson(payload: Uint8Array): unknown {
  try {
    return JSON.parse(text.decode(payload));
  } catch (error) {
    // JSON.parse and the decoder throw these two for bad input; anything else is a fault of ours.
    if (error instanceof SyntaxError || error instanceof TypeError) return undefined;
    throw error;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function read(kind: PlainKind, fields: Fields): PlainReading | string {
  if (kind === "state" && fields["state"] === "UNKNOWN" && fields["ts"] === undefined) return { kind: "lost" };
  const { seq } = fields;
  if (typeof seq !== "number" || !Number.isSafeInteger(seq) || seq < 0) return "seq is not a whole number";
  const atMs = instantOf(fields["ts"]);
  if (atMs === null) return "ts is not an instant with its zone";
  switch (kind) {
    case "state":
      return readState(fields, atMs, seq);
    case "count":
      return readCount(fields, atMs, seq);
    case "param":
      return readParam(fields, atMs, seq);
  }
}

function instantOf(value: unknown): number | null {
  if (typeof value === "number") return Number.isSafeInteger(value) && value >= 0 ? value : null;
  if (typeof value !== "string" || !INSTANT.test(value)) return null;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? null : ms;
}

function readState(fields: Fields, atMs: number, seq: number): PlainReading | string {
  const { state, reason } = fields;
  if (!isReportedState(state)) return "state is not a known equipment state";
  if (reason !== undefined && reason !== null && !isName(reason)) return "reason is not a code";
  return { kind: "state", atMs, seq, state, reason: isName(reason) ? reason : null };
}

function readCount(fields: Fields, atMs: number, seq: number): PlainReading | string {
  const { counter, value } = fields;
  if (!isName(counter)) return "counter is not a name";
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) return "value of a counter is not a whole number";
  return { kind: "count", atMs, seq, counter, value };
}

function readParam(fields: Fields, atMs: number, seq: number): PlainReading | string {
  const { parameter, value, uom, quality } = fields;
  if (!isName(parameter)) return "parameter is not a name";
  if (typeof value !== "number" || !Number.isFinite(value)) return "value is not a number";
  if (quality !== undefined && !isQuality(quality)) return "quality is not GOOD, UNCERTAIN or BAD";
  return { kind: "param", atMs, seq, parameter, value, uom: isName(uom) ? uom : null, quality: quality ?? "GOOD" };
}

function isName(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= MAX_NAME;
}

function isQuality(value: unknown): value is SampleQuality {
  return value === "GOOD" || value === "UNCERTAIN" || value === "BAD";
}
