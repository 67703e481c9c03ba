import fc from "fast-check";
import protobuf from "protobufjs";
import { describe, expect, it } from "vitest";
import { MAX_PAYLOAD_BYTES } from "@/lib/telemetry/message";
import { DataType, valueOf } from "./data-type";
import { decodePayload } from "./decode-payload";
import { encodePayload, encodeRebirthRequest, type MetricToWrite } from "./encode-payload";

/** The published schema, read by another library: what it writes we must read, what we write it must read. */
const Payload = protobuf
  .parse(`
  syntax = "proto2"; package s;
  message PropertyValue { optional uint32 type = 1; optional bool is_null = 2; oneof value { uint32 int_value = 3; uint64 long_value = 4; float float_value = 5; } }
  message PropertySet { repeated string keys = 1; repeated PropertyValue values = 2; }
  message DataSet { optional uint64 num_of_columns = 1; repeated string columns = 2; }
  message Metric {
    optional string name = 1; optional uint64 alias = 2; optional uint64 timestamp = 3; optional uint32 datatype = 4; optional bool is_historical = 5;
    optional bool is_transient = 6; optional bool is_null = 7; optional PropertySet properties = 9;
    oneof value { uint32 int_value = 10; uint64 long_value = 11; float float_value = 12; double double_value = 13; bool boolean_value = 14; string string_value = 15; bytes bytes_value = 16; DataSet dataset_value = 17; }
  }
  message Payload { optional uint64 timestamp = 1; repeated Metric metrics = 2; optional uint64 seq = 3; optional string uuid = 4; optional bytes body = 5; }
`)
  .root.lookupType("s.Payload");

function decoded(bytes: Uint8Array) {
  const payload = decodePayload(bytes);
  if ("unreadable" in payload) throw new Error(payload.unreadable);
  return payload;
}

const metric: fc.Arbitrary<MetricToWrite> = fc
  .record({ name: fc.string(), alias: fc.nat(), timestamp: fc.integer({ min: 0, max: 4_000_000_000_000 }), declare: fc.boolean(), historical: fc.boolean() })
  .chain((head) =>
    fc
      .oneof(
        fc.record({ dataType: fc.constant(DataType.Int8), value: fc.integer({ min: -128, max: 127 }) }),
        fc.record({ dataType: fc.constant(DataType.Int16), value: fc.integer({ min: -32_768, max: 32_767 }) }),
        fc.record({ dataType: fc.constant(DataType.Int32), value: fc.integer() }),
        fc.record({ dataType: fc.constant(DataType.Int64), value: fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }) }),
        fc.record({ dataType: fc.constant(DataType.UInt32), value: fc.nat({ max: 0xffff_ffff }) }),
        fc.record({ dataType: fc.constant(DataType.UInt64), value: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) }),
        fc.record({ dataType: fc.constant(DataType.Float), value: fc.float({ noNaN: true }) }),
        fc.record({ dataType: fc.constant(DataType.Double), value: fc.double({ noNaN: true }) }),
        fc.record({ dataType: fc.constant(DataType.Boolean), value: fc.boolean() }),
        fc.record({ dataType: fc.constant(DataType.String), value: fc.string({ unit: "grapheme" }) }),
        fc.record({ dataType: fc.constant(DataType.DateTime), value: fc.constant(null) }),
      )
      .map((value) => ({ ...head, ...value })),
  );

describe("decodePayload", () => {
  it("reads back what was written, with the type from elsewhere", () => {
    fc.assert(
      fc.property(fc.array(metric, { maxLength: 20 }), fc.integer({ min: 0, max: 255 }), (metrics, seq) => {
        const payload = decoded(encodePayload({ timestamp: 1_767_592_800_123, seq, metrics }));
        expect(payload).toMatchObject({ timestamp: 1_767_592_800_123, seq });
        expect(payload.metrics.map(({ name, alias, timestamp, historical }) => ({ name, alias, timestamp, historical }))).toEqual(
          metrics.map(({ name, alias, timestamp, historical }) => ({ name, alias, timestamp, historical })),
        );
        metrics.forEach((one, index) => {
          const value = valueOf(one.dataType, payload.metrics[index]?.value ?? null);
          expect(typeof one.value === "bigint" && value !== undefined && value !== null ? BigInt(value) : value).toEqual(one.value);
          expect(payload.metrics[index]?.dataType).toBe(one.declare ? one.dataType : null);
        });
      }),
    );
  });

  it("agrees with another reader and writer of the same schema", () => {
    const written = Payload.encode(
      Payload.fromObject({
        timestamp: 1_767_592_800_123,
        seq: 3,
        uuid: "x",
        metrics: [
          {
            name: "Temp",
            alias: 1,
            datatype: 10,
            doubleValue: -3.5,
            properties: {
              keys: ["unit", "Quality"],
              values: [
                { type: 3, intValue: 7 },
                { type: 3, intValue: 500 },
              ],
            },
          },
          { alias: 2, intValue: 4_294_967_290 },
          { name: "Set", datatype: 16, datasetValue: { numOfColumns: 1, columns: ["a"] } },
          { alias: 4, isNull: true, isHistorical: true },
        ],
      }),
    ).finish();
    const { metrics } = decoded(written);
    expect(metrics[0]).toMatchObject({ name: "Temp", alias: 1, dataType: 10, value: -3.5, quality: 500 });
    expect(valueOf(DataType.Int32, metrics[1]?.value ?? null)).toBe(-6);
    expect(metrics[2]).toMatchObject({ name: "Set", value: null });
    expect(metrics[3]).toMatchObject({ alias: 4, isNull: true, historical: true });

    const request = Payload.toObject(Payload.decode(encodeRebirthRequest(1_767_592_800_123)), { longs: Number });
    expect(request).toEqual({ timestamp: 1_767_592_800_123, metrics: [{ name: "Node Control/Rebirth", timestamp: 1_767_592_800_123, datatype: 11, booleanValue: true }] });
  });

  it("answers any bytes with a payload or a reason, and never holds more metrics than bytes", () => {
    const mutated = fc
      .tuple(fc.array(metric, { minLength: 1, maxLength: 5 }), fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }), fc.nat())
      .map(([metrics, changes, cut]) => {
        const bytes = encodePayload({ timestamp: 1, seq: 1, metrics });
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        return bytes.subarray(0, cut % (bytes.length + 1));
      });
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 2000 }), mutated), (bytes) => {
        const payload = decodePayload(bytes);
        if ("unreadable" in payload) expect(payload.unreadable).not.toBe("");
        else expect(payload.metrics.length).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 1000 },
    );
  });

  it.each([
    ["a length beyond the end", [0x12, 0xff, 0xff, 0xff, 0x7f]],
    ["a number of more than 64 bits", [0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]],
    ["an unfinished number", [0x08, 0x80]],
    ["an unknown wire type", [0x0f]],
  ])("refuses %s", (_, bytes) => expect(decodePayload(Uint8Array.from(bytes))).toHaveProperty("unreadable"));

  it("SEC-15 does not look at more than 64 KB", () => {
    expect(decodePayload(new Uint8Array(MAX_PAYLOAD_BYTES + 1))).toEqual({ unreadable: "payload larger than 65536 bytes" });
  });
});
