import { expect, it } from "vitest";
import type { MetricReading } from "@/lib/telemetry/batch";
import { keptMetric, readKeptMetric } from "./kept-metric";

it.each<[MetricReading["value"]]>([[9_007_199_254_740_993n], [-7n], [21.5], [true], ["9007199254740993"]])("keeps %s for whoever maps it as what it is", (value) => {
  const message = { topic: "spBv1.0/HALL/NDATA/PRESS", payload: new Uint8Array(), receivedAtMs: 5 };
  const kept = keptMetric({ address: "HALL/PRESS", name: "m", atMs: 4, ownTime: true, seq: 3, value, quality: "GOOD", unit: null, historical: false, message });
  expect(readKeptMetric("HALL/PRESS", "m", { ...message, payload: kept?.bytes ?? new Uint8Array() })).toMatchObject({ value, atMs: 4, seq: 3, quality: "GOOD" });
});
