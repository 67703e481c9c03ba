import { describe, expect, it } from "vitest";
import { deriveIntervals } from "./derive-intervals";
import type { ReportedState } from "./equipment-state";
import { withMicroStops } from "./micro-stop";

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 5, 6) + seconds * 1000);

function statesOf(reports: readonly (readonly [number, ReportedState, string?])[]): string[] {
  const samples = reports.map(([seconds, state, reason]) => ({ at: at(seconds), seq: null, state, reason: reason ?? null }));
  return withMicroStops(deriveIntervals(samples, { from: at(0), to: null }), 120).map(({ state }) => state);
}

describe("withMicroStops", () => {
  it.each([
    [
      "a stop of 119 s between two producing is one",
      [
        [0, "PRODUCING"],
        [100, "HELD"],
        [219, "PRODUCING"],
      ],
      ["PRODUCING", "MICRO_STOP", "PRODUCING"],
    ],
    [
      "exactly 120 s is not one",
      [
        [0, "PRODUCING"],
        [100, "HELD"],
        [220, "PRODUCING"],
      ],
      ["PRODUCING", "HELD", "PRODUCING"],
    ],
    [
      "a stop with a reason is not one",
      [
        [0, "PRODUCING"],
        [100, "HELD", "MAT-WAIT"],
        [130, "PRODUCING"],
      ],
      ["PRODUCING", "HELD", "PRODUCING"],
    ],
    [
      "a failure is not one",
      [
        [0, "PRODUCING"],
        [100, "DOWN"],
        [130, "PRODUCING"],
      ],
      ["PRODUCING", "DOWN", "PRODUCING"],
    ],
    [
      "an open stop is not one yet",
      [
        [0, "PRODUCING"],
        [100, "HELD"],
      ],
      ["PRODUCING", "HELD"],
    ],
    [
      "a stop after setup is not one",
      [
        [0, "SETUP"],
        [100, "HELD"],
        [130, "PRODUCING"],
      ],
      ["SETUP", "HELD", "PRODUCING"],
    ],
    [
      "held and starved together are too long",
      [
        [0, "PRODUCING"],
        [100, "HELD"],
        [160, "STARVED"],
        [230, "PRODUCING"],
      ],
      ["PRODUCING", "HELD", "STARVED", "PRODUCING"],
    ],
  ] satisfies [string, [number, ReportedState, string?][], string[]][])("%s", (_, reports, expected) => {
    expect(statesOf(reports)).toEqual(expected);
  });
});
