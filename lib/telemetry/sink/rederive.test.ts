import { describe, expect, it } from "vitest";
import type { StateInterval, StateSample } from "@/lib/domain/equipment/state-interval";
import { rederive } from "./rederive";

const at = (seconds: number): Date => new Date(seconds * 1000);
const interval = (from: number, to: number | null, state: "PRODUCING" | "UNKNOWN"): StateInterval => ({
  from: at(from),
  to: to === null ? null : at(to),
  state,
  rawState: state,
  reason: null,
  source: state === "UNKNOWN" ? "DERIVED" : "PLC",
});
const text = ({ state, from, to }: StateInterval): string => `${state} ${from.getTime() / 1000}-${to === null ? "" : to.getTime() / 1000}`;

describe("rederive", () => {
  it("KP-04 a loss that something ended leaves the silences after that as they are", () => {
    const samples: StateSample[] = [0, 20, 100].map((seconds) => ({ at: at(seconds), seq: seconds, state: "PRODUCING", reason: null }));
    const derived = rederive({
      stored: [interval(0, 50, "PRODUCING"), interval(50, 100, "UNKNOWN"), interval(100, null, "PRODUCING")],
      samples,
      fromMs: 10_000,
      heardAt: [],
      newGaps: [{ from: at(10), to: null }],
      sampleIntervalMs: 10_000,
      tellsChanges: false,
      lastHeard: null,
      microStopSeconds: 0,
      classOf: () => null,
    });
    expect(derived.map(text)).toEqual(["PRODUCING 0-10", "UNKNOWN 10-20", "PRODUCING 20-50", "UNKNOWN 50-100", "PRODUCING 100-"]);
  });
});
