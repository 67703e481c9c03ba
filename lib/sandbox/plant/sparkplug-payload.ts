import protobuf from "protobufjs";

// The published schema, through a library: the plant must not share a codec, and with it a misreading, with whoever listens to it.
const Payload = protobuf
  .parse(`
  syntax = "proto2"; package sparkplug;
  message Metric {
    optional string name = 1; optional uint64 alias = 2; optional uint64 timestamp = 3; optional uint32 datatype = 4; optional bool is_historical = 5; optional bool is_null = 7;
    oneof value { uint32 int_value = 10; uint64 long_value = 11; double double_value = 13; bool boolean_value = 14; string string_value = 15; }
  }
  message Payload { optional uint64 timestamp = 1; repeated Metric metrics = 2; optional uint64 seq = 3; }
`)
  .root.lookupType("sparkplug.Payload");

/** A metric of the edge node; the field of the value follows from its type. */
export type PlantMetric = { readonly name?: string; readonly alias?: number; readonly datatype?: number; readonly isHistorical?: boolean } & (
  | { readonly intValue: number }
  | { readonly longValue: number }
  | { readonly doubleValue: number }
  | { readonly booleanValue: boolean }
  | { readonly stringValue: string }
);

export function writePayload(payload: { readonly timestamp: number; readonly seq?: number; readonly metrics: readonly PlantMetric[] }): Buffer {
  return Buffer.from(Payload.encode(Payload.fromObject({ ...payload, metrics: payload.metrics.map((metric) => ({ timestamp: payload.timestamp, ...metric })) })).finish());
}

/** True when a command asks for a rebirth. */
export function asksRebirth(bytes: Uint8Array): boolean {
  const metrics: unknown = Payload.toObject(Payload.decode(bytes))["metrics"];
  return (
    Array.isArray(metrics) &&
    metrics.some(
      (metric: unknown) =>
        typeof metric === "object" && metric !== null && "name" in metric && metric.name === "Node Control/Rebirth" && "booleanValue" in metric && metric.booleanValue === true,
    )
  );
}
