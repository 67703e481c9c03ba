import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { afterFailure, type Circuit, circuitState, countsAsTry } from "./breaker";

const AT = new Date("2026-03-16T08:00:00Z");
const CLOSED: Circuit = { failures: 0, openUntil: null };
const after = (seconds: number): Date => new Date(AT.getTime() + seconds * 1000);
const FAILED = { kind: "failed" } as const;
const failed = (times: number): Circuit => Array.from({ length: times }).reduce<Circuit>((circuit) => afterFailure(circuit, FAILED, AT), CLOSED);

describe("IN-05 circuit", () => {
  it("stays closed through four straight failures and opens for 30 s at the fifth", () => {
    expect(circuitState(failed(4), AT)).toBe("CLOSED");
    expect(circuitState(failed(5), after(29))).toBe("OPEN");
    expect(circuitState(failed(5), after(30))).toBe("HALF_OPEN");
  });

  it("opens for another 30 s when the probe fails", () => {
    const again = afterFailure(failed(5), FAILED, after(30));
    expect(circuitState(again, after(59))).toBe("OPEN");
    expect(circuitState(again, after(60))).toBe("HALF_OPEN");
  });

  it("opens at once, and for longer, when the configuration is broken", () => {
    const broken = afterFailure(CLOSED, { kind: "broken" }, AT);
    expect(circuitState(broken, after(299))).toBe("OPEN");
    expect(circuitState(afterFailure(broken, FAILED, after(1)), after(299))).toBe("OPEN");
  });

  it("holds everything back for as long as the ERP asks, and then goes on as if nothing had been", () => {
    const asked = afterFailure(CLOSED, { kind: "failed", retryAfterSeconds: 90 }, AT);
    expect([circuitState(asked, after(89)), circuitState(asked, after(90))]).toEqual(["OPEN", "CLOSED"]);
    expect(countsAsTry(asked)).toBe(true);
    expect(circuitState(afterFailure(failed(4), { kind: "failed", retryAfterSeconds: 90 }, AT), after(89))).toBe("OPEN");
  });

  it("is as patient as it is told to be", () => {
    const quick = [1, 2, 3, 4, 5].reduce<Circuit>((circuit) => afterFailure(circuit, FAILED, AT, 0.5), CLOSED);
    expect([circuitState(quick, after(0.4)), circuitState(quick, after(0.5))]).toEqual(["OPEN", "HALF_OPEN"]);
  });

  it("counts no try once it has opened, however long the outage lasts", () => {
    fc.assert(fc.property(fc.integer({ min: 5, max: 500 }), (times) => !countsAsTry(failed(times))));
    expect(countsAsTry(failed(4))).toBe(true);
  });
});
