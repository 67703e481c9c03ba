import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterTry, type Circuit, circuitState, countsAsTry } from "./breaker";

const AT = new Date("2026-03-16T08:00:00Z");
const CLOSED: Circuit = { failures: 0, openUntil: null };
const after = (seconds: number): Date => new Date(AT.getTime() + seconds * 1000);
const failed = (times: number): Circuit => Array.from({ length: times }).reduce<Circuit>((circuit) => afterTry(circuit, "failed", AT), CLOSED);

describe("IN-05 circuit", () => {
  it("stays closed through four straight failures and opens for 30 s at the fifth", () => {
    expect(circuitState(failed(4), AT)).toBe("CLOSED");
    expect(circuitState(failed(5), after(29))).toBe("OPEN");
    expect(circuitState(failed(5), after(30))).toBe("HALF_OPEN");
  });

  it("opens for another 30 s when the probe fails, and closes when it is answered", () => {
    const again = afterTry(failed(5), "failed", after(30));
    expect(circuitState(again, after(59))).toBe("OPEN");
    expect(afterTry(again, "answered", after(60))).toEqual(CLOSED);
  });

  it("opens at once, and for longer, when the configuration is broken", () => {
    expect(circuitState(afterTry(CLOSED, "broken", AT), after(299))).toBe("OPEN");
  });

  it("counts no try once it has opened, however long the outage lasts", () => {
    fc.assert(fc.property(fc.integer({ min: 5, max: 500 }), (times) => !countsAsTry(failed(times))));
    expect(countsAsTry(failed(4))).toBe(true);
  });
});
