import { DataType, type MetricValue } from "./data-type";
import { WireWriter } from "./wire";

/** A metric to write. `declare` also writes its data type, as a BIRTH must and a DATA message should not. */
export type MetricToWrite = {
  readonly name?: string;
  readonly alias?: number | bigint;
  readonly timestamp?: number;
  readonly dataType: number;
  readonly declare?: boolean;
  readonly historical?: boolean;
  /** Property `engUnit`. */
  readonly unit?: string;
  /** Property `Quality`. */
  readonly quality?: number;
  /** Written instead of `value`. */
  readonly template?: { readonly definition?: boolean; readonly members: readonly MetricToWrite[] };
  readonly value: MetricValue;
};

/** A payload to write; commands and NDEATH have no `seq`. */
export type PayloadToWrite = { readonly timestamp?: number; readonly seq?: number; readonly metrics: readonly MetricToWrite[] };

/** Name of the command metric by which a host asks an edge node to announce itself again. */
export const REBIRTH = "Node Control/Rebirth";

/** Writes a Sparkplug B payload. */
export function encodePayload(payload: PayloadToWrite): Uint8Array {
  const writer = new WireWriter();
  if (payload.timestamp !== undefined) writer.varint(1, payload.timestamp);
  for (const metric of payload.metrics) writer.bytes(2, encodeMetric(metric));
  if (payload.seq !== undefined) writer.varint(3, payload.seq);
  return writer.done();
}

/** The payload of a rebirth request: NCMD, no seq (`tck-id-operational-behavior-data-commands-ncmd-rebirth-*`). */
export function encodeRebirthRequest(atMs: number): Uint8Array {
  return encodePayload({ timestamp: atMs, metrics: [{ name: REBIRTH, timestamp: atMs, dataType: DataType.Boolean, declare: true, value: true }] });
}

function encodeMetric(metric: MetricToWrite): Uint8Array {
  const writer = new WireWriter();
  if (metric.name !== undefined) writer.string(1, metric.name);
  if (metric.alias !== undefined) writer.varint(2, metric.alias);
  if (metric.timestamp !== undefined) writer.varint(3, metric.timestamp);
  if (metric.declare === true) writer.varint(4, metric.dataType);
  if (metric.historical === true) writer.varint(5, 1);
  if (metric.unit !== undefined || metric.quality !== undefined) writer.bytes(9, encodeProperties(metric));
  if (metric.template !== undefined) writer.bytes(18, encodeTemplate(metric.template));
  else if (metric.value === null) writer.varint(7, 1);
  else writeValue(writer, metric.dataType, metric.value);
  return writer.done();
}

/** A property set: first the keys, then their values in the same order. */
function encodeProperties({ unit, quality }: MetricToWrite): Uint8Array {
  const writer = new WireWriter();
  if (unit !== undefined) writer.string(1, "engUnit");
  if (quality !== undefined) writer.string(1, "Quality");
  if (unit !== undefined) writer.bytes(2, new WireWriter().varint(1, DataType.String).string(8, unit).done());
  if (quality !== undefined) writer.bytes(2, new WireWriter().varint(1, DataType.Int32).varint(3, quality).done());
  return writer.done();
}

function encodeTemplate({ definition = false, members }: NonNullable<MetricToWrite["template"]>): Uint8Array {
  const writer = new WireWriter();
  for (const member of members) writer.bytes(2, encodeMetric(member));
  return writer.varint(5, definition ? 1 : 0).done();
}

function writeValue(writer: WireWriter, dataType: number, value: number | bigint | boolean | string): void {
  if (typeof value === "string") writer.string(15, value);
  else if (typeof value === "boolean") writer.varint(14, value ? 1 : 0);
  else if (dataType === DataType.Float) writer.float(12, Number(value));
  else if (dataType === DataType.Double) writer.double(13, Number(value));
  else if (dataType === DataType.Int64 || dataType === DataType.UInt64 || dataType === DataType.DateTime) writer.varint(11, value);
  else writer.varint(10, BigInt.asUintN(32, BigInt(value)));
}
