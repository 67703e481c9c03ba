import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import { reckonShift } from "./count-difference";

const at = (counted: number, confirmed: number) => ({ counted: decimal(counted), confirmed: decimal(confirmed) });
const NOTHING = at(0, 0);

describe("KP-03 count and entry of a shift", () => {
  it.each([
    ["agree where all is confirmed", NOTHING, at(500, 500), true, { counted: "500", confirmed: "500", differs: false }],
    ["agree while what is counted waits to be confirmed", NOTHING, at(500, 300), false, { counted: "300", confirmed: "300", differs: false }],
    ["agree in the shift after, which confirms what the one before had counted", at(500, 300), at(900, 900), false, { counted: "600", confirmed: "600", differs: false }],
    ["differ once the operation has ended with more counted", at(500, 300), at(900, 800), true, { counted: "600", confirmed: "500", differs: true }],
    ["differ at once where more is confirmed than counted", NOTHING, at(300, 320), false, { counted: "300", confirmed: "320", differs: true }],
    ["do not say again what the shift before has said", at(300, 320), at(600, 620), false, { counted: "300", confirmed: "300", differs: false }],
    ["agree up to 2 %", NOTHING, at(490, 500), true, { counted: "490", confirmed: "500", differs: false }],
  ])("%s", (_, before, after, ended, expected) => {
    const { counted, confirmed, differs } = reckonShift(before, after, ended);
    expect({ counted: counted.toFixed(), confirmed: confirmed.toFixed(), differs }).toEqual(expected);
  });

  it("differ over all shifts by what the operation differs by: nothing is told twice, nothing is lost", () => {
    const shift = fc.record({ counted: fc.nat({ max: 5_000 }), confirmed: fc.nat({ max: 5_000 }) });
    fc.assert(
      fc.property(fc.array(shift, { minLength: 1, maxLength: 6 }), (shifts) => {
        const states = shifts.reduce(
          (known, { counted, confirmed }) => {
            const last = known.at(-1) ?? NOTHING;
            return [...known, { counted: last.counted.plus(counted), confirmed: last.confirmed.plus(confirmed) }];
          },
          [NOTHING],
        );
        const told = shifts.map((_, index) => reckonShift(states[index] ?? NOTHING, states[index + 1] ?? NOTHING, index === shifts.length - 1));
        const whole = states.at(-1) ?? NOTHING;
        expect(sum(told.map((one) => one.counted.minus(one.confirmed))).toFixed()).toBe(whole.counted.minus(whole.confirmed).toFixed());
        expect(sum([ZERO, ...told.map((one) => one.confirmed)]).toFixed()).toBe(whole.confirmed.toFixed());
      }),
    );
  });
});
