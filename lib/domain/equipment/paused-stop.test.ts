import { describe, expect, it } from "vitest";
import { pauseThatExplains } from "./paused-stop";

const span = (from: number, to: number | null) => ({ from: new Date(from * 1000), to: to === null ? null : new Date(to * 1000) });
const PAUSE = span(100, 2000);

describe("pauseThatExplains", () => {
  it.each([
    ["a stop that lasted when it began", span(50, 150), true],
    ["a stop that lasts still and had begun before", span(50, null), true],
    ["a stop within it", span(130, 1900), true],
    ["a stop that outlasts it by less than the threshold: the machine starts after the people", span(130, 2100), true],
    ["no stop that goes on after it", span(130, 2200), false],
    ["no stop that goes on for ever", span(130, null), false],
    ["no stop before it", span(50, 100), false],
    ["no stop after it", span(2000, 2500), false],
  ])("ST-01 explains %s", (_, stop, explains) => expect(pauseThatExplains(stop, [PAUSE], 120)).toBe(explains ? PAUSE : undefined));

  it("ST-01 lets a pause that lasts explain a stop that lasts, and takes the first of several", () => {
    const lasting = span(100, null);
    expect(pauseThatExplains(span(130, null), [lasting], 120)).toBe(lasting);
    expect(pauseThatExplains(span(50, 500), [PAUSE, span(300, 400)], 120)).toBe(PAUSE);
  });
});
