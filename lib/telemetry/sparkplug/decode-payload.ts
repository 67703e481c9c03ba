import { MAX_PAYLOAD_BYTES } from "@/lib/telemetry/message";
import type { WireValue } from "./data-type";
import { WireError, WireReader } from "./wire";

/** A metric as it stood on the wire. DATA messages carry the alias only; name and data type are in the BIRTH. */
export type WireMetric = {
  name: string | null;
  /** Any of 64 bits: beyond 2^53 as bigint. */
  alias: number | bigint | null;
  timestamp: number | null;
  dataType: number | null;
  historical: boolean;
  isNull: boolean;
  value: WireValue;
  /** Property `Quality`: 192 good, 500 stale, 0 bad; null when not stated. */
  quality: number | null;
  /** Property `engUnit`, as Ignition and others call it; null when not stated. */
  unit: string | null;
  /** Value of a template: what it is made of. A definition says what instances look like and has no values. */
  template: { readonly definition: boolean; readonly members: readonly WireMetric[] } | null;
};

export type WirePayload = { timestamp: number | null; seq: number | null; metrics: WireMetric[] };

/** A birth says everything that its node or device will ever speak of, with names: of a few thousand metrics it is larger than any other message. */
export const MAX_BIRTH_BYTES = 1024 * 1024;

/** Reads a Sparkplug B payload of `most` bytes at most. Bytes that are not one give the reason instead; it never throws on input and allocates in proportion to it. */
export function decodePayload(bytes: Uint8Array, most = MAX_PAYLOAD_BYTES): WirePayload | { readonly unreadable: string } {
  if (bytes.length > most) return { unreadable: `payload larger than ${most} bytes` };
  try {
    return readPayload(new WireReader(bytes));
  } catch (error) {
    if (error instanceof WireError) return { unreadable: error.message };
    throw error;
  }
}

/** Nobody's machine is described in more levels than this; a payload of nothing but levels would exhaust the stack. */
const MAX_TEMPLATE_DEPTH = 8;

function readPayload(reader: WireReader): WirePayload {
  const payload: WirePayload = { timestamp: null, seq: null, metrics: [] };
  while (reader.position < reader.end) {
    const tag = reader.safe();
    if (tag === 0x08) payload.timestamp = reader.safe();
    else if (tag === 0x12) payload.metrics.push(readMetric(reader.message(), 0));
    else if (tag === 0x18) payload.seq = reader.safe();
    else skipField(reader, tag);
  }
  return payload;
}

function readMetric(reader: WireReader, depth: number): WireMetric {
  const metric: WireMetric = {
    name: null,
    alias: null,
    timestamp: null,
    dataType: null,
    historical: false,
    isNull: false,
    value: null,
    quality: null,
    unit: null,
    template: null,
  };
  while (reader.position < reader.end) {
    const tag = reader.safe();
    switch (tag) {
      case 0x0a:
        metric.name = reader.string();
        break;
      case 0x10:
        metric.alias = reader.varint();
        break;
      case 0x18:
        metric.timestamp = reader.safe();
        break;
      case 0x20:
        metric.dataType = reader.safe();
        break;
      case 0x28:
        metric.historical = reader.varint() !== 0;
        break;
      case 0x38:
        metric.isNull = reader.varint() !== 0;
        break;
      case 0x4a:
        readProperties(reader.message(), metric);
        break;
      case 0x92:
        metric.template = readTemplate(reader.message(), depth + 1);
        break;
      default:
        if (!readValue(reader, tag, metric)) skipField(reader, tag);
    }
  }
  if (metric.isNull) metric.value = null;
  return metric;
}

function readValue(reader: WireReader, tag: number, metric: WireMetric): boolean {
  switch (tag) {
    case 0x50:
    case 0x58:
      metric.value = reader.varint();
      return true;
    case 0x65:
      metric.value = reader.float();
      return true;
    case 0x69:
      metric.value = reader.double();
      return true;
    case 0x70:
      metric.value = reader.varint() !== 0;
      return true;
    case 0x7a:
      metric.value = reader.string();
      return true;
    case 0x82:
      metric.value = reader.slice();
      return true;
    default:
      return false;
  }
}

/** Template: metrics (2) and whether it is a definition (5). */
function readTemplate(reader: WireReader, depth: number): WireMetric["template"] {
  if (depth > MAX_TEMPLATE_DEPTH) throw new WireError("templates are nested too deeply");
  const members: WireMetric[] = [];
  let definition = false;
  while (reader.position < reader.end) {
    const tag = reader.safe();
    if (tag === 0x12) members.push(readMetric(reader.message(), depth));
    else if (tag === 0x28) definition = reader.varint() !== 0;
    else skipField(reader, tag);
  }
  return { definition, members };
}

/** PropertySet: keys (1) and values (2) in the same order. */
function readProperties(reader: WireReader, metric: WireMetric): void {
  const keys: string[] = [];
  const values: (number | string | null)[] = [];
  while (reader.position < reader.end) {
    const tag = reader.safe();
    if (tag === 0x0a) keys.push(reader.string().toLowerCase());
    else if (tag === 0x12) values.push(readPropertyValue(reader.message()));
    else skipField(reader, tag);
  }
  const of = (key: string): number | string | null => values[keys.indexOf(key)] ?? null;
  const quality = of("quality");
  const unit = of("engunit");
  if (typeof quality === "number") metric.quality = quality;
  if (typeof unit === "string" && unit !== "") metric.unit = unit;
}

/** A property's value: an integer in field 3 or 4, a text in field 8. */
function readPropertyValue(reader: WireReader): number | string | null {
  let found: number | string | null = null;
  while (reader.position < reader.end) {
    const tag = reader.safe();
    if (tag === 0x18 || tag === 0x20) {
      const value = reader.varint();
      found = typeof value === "number" ? value : null;
    } else if (tag === 0x42) found = reader.string();
    else skipField(reader, tag);
  }
  return found;
}

function skipField(reader: WireReader, tag: number): void {
  if (tag < 8) throw new WireError("field number 0");
  reader.skip(tag % 8);
}
