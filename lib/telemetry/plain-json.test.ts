import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { batchSize, emptyBatch } from "./batch";
import { MAX_PAYLOAD_BYTES } from "./message";
import { addPlain } from "./normalise";
import { decodePlain } from "./plain-json";
import { parseTopic } from "./topics";

const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
const message = (payload: Uint8Array, topic = "site-a/filling/l1/filler/count") => ({ topic, payload, receivedAtMs: 5 });
const ts = "2026-01-05T06:00:00.250Z";

describe("parseTopic", () => {
  it.each([
    ["site-a/filling/l1/filler/count", { type: "plain", address: "site-a/filling/l1/filler", kind: "count" }],
    ["spBv1.0/SITE-A/NBIRTH/PAST-1", { type: "sparkplug", kind: "NBIRTH", group: "SITE-A", node: "PAST-1", device: "" }],
    ["spBv1.0/SITE-A/DDATA/PAST-1/PASTEURISER", { type: "sparkplug", kind: "DDATA", group: "SITE-A", node: "PAST-1", device: "PASTEURISER" }],
    ["spBv1.0/STATE/millrace", { type: "host-state", host: "millrace" }],
    ["spBv1.0/SITE-A/NCMD/PAST-1", { type: "command" }],
  ])("IN-10 reads %s", (topic, expected) => expect(parseTopic(topic)).toEqual(expected));

  it.each([
    "site-a/filling/l1/count",
    "a/b/c/d/e/count",
    "site-a//l1/filler/count",
    "site-a/filling/l1/filler/speed",
    "",
    "/",
    "spBv1.0/SITE-A/DDATA/PAST-1",
    "spBv1.0/SITE-A/NDATA",
  ])("does not know %j", (topic) => expect(parseTopic(topic).type).toBe("unknown"));
});

describe("decodePlain", () => {
  it.each([
    ["state", { seq: 4, ts, state: "DOWN", reason: "BRK-MECH" }, { kind: "state", atMs: Date.parse(ts), seq: 4, state: "DOWN", reason: "BRK-MECH" }],
    ["count", { seq: 4, ts, counter: "GOOD", value: 17 }, { kind: "count", atMs: Date.parse(ts), seq: 4, counter: "GOOD", value: 17 }],
    [
      "param",
      { seq: 4, ts, parameter: "fill-temp", value: 4.25, uom: "CEL", extra: 1 },
      { kind: "param", atMs: Date.parse(ts), seq: 4, parameter: "fill-temp", value: 4.25, uom: "CEL", quality: "GOOD" },
    ],
    ["state", { state: "UNKNOWN" }, { kind: "lost" }],
  ] as const)("IN-10 reads a %s", (kind, payload, expected) => expect(decodePlain(kind, message(bytes(payload)))).toEqual(expected));

  it.each([
    ["state", { seq: 1, ts, state: "MICRO_STOP" }, "state is not a known equipment state"],
    ["state", { seq: 1, ts: "2026-01-05T06:00:00", state: "DOWN" }, "ts is not an instant with its zone"],
    ["count", { seq: 1, ts, counter: "GOOD", value: 1.5 }, "value of a counter is not a whole number"],
    ["count", { ts, counter: "GOOD", value: 1 }, "seq is not a whole number"],
    ["param", { seq: 1, ts, parameter: "fill-temp", value: "4" }, "value is not a number"],
    ["param", [1], "payload is not a JSON object"],
    ["param", "{", "payload is not a JSON object"],
  ] as const)("quarantines a %s with %j", (kind, payload, reason) => {
    expect(decodePlain(kind, message(bytes(payload)))).toMatchObject({ kind: "quarantined", reason, topic: "site-a/filling/l1/filler/count" });
  });

  it("SEC-15 does not look at more than 64 KB", () => {
    const answer = decodePlain("param", message(new Uint8Array(MAX_PAYLOAD_BYTES + 1)));
    expect(answer).toMatchObject({ kind: "quarantined" });
    expect(answer.kind === "quarantined" && answer.bytes.length).toBe(MAX_PAYLOAD_BYTES);
  });

  it("answers every message with exactly one row, whatever its bytes and topic", () => {
    const kinds = fc.constantFrom("state", "count", "param");
    const payloads = fc.oneof(
      fc.uint8Array({ maxLength: 500 }),
      fc.json().map(bytes),
      fc
        .record({ seq: fc.anything(), ts: fc.constantFrom(ts, 5, "x"), value: fc.anything(), counter: fc.anything(), state: fc.anything() })
        .map((value) => bytes(JSON.stringify(value, (_, one: unknown) => (typeof one === "bigint" ? null : one)))),
    );
    fc.assert(
      fc.property(kinds, payloads, fc.option(fc.string()), (kind, payload, topic) => {
        const batch = emptyBatch();
        addPlain(batch, message(payload, topic ?? `site-a/filling/l1/filler/${kind}`));
        expect(batchSize(batch)).toBe(1);
      }),
    );
  });
});
