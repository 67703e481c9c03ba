import type { Remembered } from "./link";
import type { Machine } from "./machines";
import { writePayload } from "./sparkplug-payload";

const HUGE_BYTES = 2 * 1024 * 1024;
const DOUBLE = 10;

/** What means nothing to anybody: bytes that are no text, JSON that is cut off, values of the wrong type, payloads without what they need. Each bears the mark, so that it differs from all others. */
export function garbage(machine: Machine, mark: string): Remembered[] {
  const bytes = Buffer.concat([Buffer.alloc(12, 0xff), Buffer.from(mark)]);
  if (machine.protocol === "SPARKPLUG") {
    const payload = writePayload({ timestamp: 0, metrics: [{ name: mark, datatype: DOUBLE, doubleValue: 1 }] });
    // What has no number of its own, what is cut off, what is text.
    return [bytes, payload, payload.subarray(0, -3), Buffer.from(JSON.stringify({ seq: 0, metrics: [mark] }))].map((one) => message(machine, "NDATA", one));
  }
  const says = (kind: string, fields: object): Remembered => message(machine, kind, JSON.stringify({ mark, seq: 0, ts: "2000-01-01T00:00:00Z", ...fields }));
  return [
    message(machine, "param", bytes),
    message(machine, "count", `{"mark":"${mark}","ts":`),
    message(machine, "param", JSON.stringify([mark])),
    says("param", { parameter: "fill-temp", value: "hot" }),
    says("count", { counter: "GOOD", value: -1.5 }),
    says("state", { state: "FINE" }),
    says("param", { ts: "yesterday", parameter: "fill-temp", value: 20 }),
  ];
}

/** A payload of megabytes that begins with the mark. */
export function huge(machine: Machine, mark: string): Remembered[] {
  const payload = Buffer.alloc(HUGE_BYTES, "x");
  payload.write(`{"mark":"${mark}","text":"`);
  return [message(machine, machine.protocol === "SPARKPLUG" ? "NDATA" : "param", payload)];
}

function message({ address, site, line, protocol }: Machine, kind: string, payload: string | Buffer): Remembered {
  return protocol === "SPARKPLUG"
    ? { topic: `spBv1.0/${site}/${kind}/${line}`, payload, options: { qos: 0, retain: false } }
    : { topic: `${address}/${kind}`, payload, options: { qos: 1, retain: false } };
}
