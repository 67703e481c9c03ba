import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffSeconds, unsureSeconds } from "./backoff";

const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("IN-05 backoff", () => {
  it.each([
    [0, 2],
    [1, 4],
    [4, 32],
    [7, 256],
    [8, 300],
    [500, 300],
  ])("after %i failed tries waits below %i s", (failedBefore, ceiling) => {
    expect(backoffSeconds(failedBefore, 0.5)).toBe(ceiling / 2);
    expect(backoffSeconds(failedBefore, 0)).toBe(0);
  });

  it("never exceeds 300 s, and never comes before what the ERP asked for", () => {
    fc.assert(
      fc.property(fc.nat(100), chance, fc.option(fc.nat(900), { nil: undefined }), (failedBefore, random, asked) => {
        const seconds = backoffSeconds(failedBefore, random, asked);
        return seconds >= (asked ?? 0) && seconds <= Math.max(300, asked ?? 0);
      }),
    );
  });

  it("keeps its shape at another base", () => {
    expect([backoffSeconds(0, 0.5, 0, 0.1), backoffSeconds(500, 0.5, 0, 0.1), unsureSeconds(0.1), unsureSeconds()]).toEqual([0.05, 7.5, 0.25, 5]);
  });
});
