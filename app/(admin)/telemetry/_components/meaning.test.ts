import { expect, it } from "vitest";
import { COUNTER_SCALE, LIMIT, SCALE } from "./meaning";

/** Whether a browser takes a text by the pattern of a field. */
const takes = (pattern: string, text: string) => new RegExp(`^(?:${pattern})$`, "v").test(text);

it("a scale is no zero, that of a counter is above it, and a limit may be; none has a comma", () => {
  expect(["1", "0.1", "-2", "0", "0.000", "0,1", "1,000"].map((text) => [takes(SCALE, text), takes(COUNTER_SCALE, text), takes(LIMIT, text)])).toEqual([
    [true, true, true],
    [true, true, true],
    [true, false, true],
    [false, false, true],
    [false, false, true],
    [false, false, false],
    [false, false, false],
  ]);
});
