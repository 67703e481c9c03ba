import { describe, expect, it } from "vitest";
import { DEMO_SHIFT, type DemoRun } from "@/db/seed/demo-shift";
import { enteredByShift } from "./demo-shift";

const SECOND_H = 1 / 3_600;
const made = (atH: number, good: string, scrap = "0") => ({ atH, good, scrap, scrapReason: "STARTUP" });

it("enters what was made before a shift ends, a second before, and the rest when it was made: by the time for which the machine ran", () => {
  const run = { runH: -4, waited: null, made: [made(-3, "1000", "10"), made(-1, "900")] };
  expect(enteredByShift(run, [-5, -2.5])).toEqual([run.made[0], made(-2.5 - SECOND_H, "225"), made(-1, "675")]);
  expect(enteredByShift(run, [-3.5])).toEqual([made(-3.5 - SECOND_H, "500", "5"), made(-3, "500", "5"), run.made[1]]);
  expect(enteredByShift(run, [-4, -0.5])).toEqual(run.made);
  expect(enteredByShift(run, [-3])).toEqual([made(-3 - SECOND_H, "1000", "10"), run.made[1]]);
  expect(enteredByShift({ ...run, waited: [-2.5, -1.5] }, [-2])).toEqual([run.made[0], made(-2 - SECOND_H, "450"), made(-1, "450")]);
});

/** Machine hours a piece, as the ERP's routings say. */
const HOURS: Readonly<Record<string, number>> = { MIX: 0.0002, PAST: 0.00032, L1: 0.001, P1: 0.0008 };

describe.each(DEMO_SHIFT.runs.map((run) => [`${run.order} ${run.opNo}`, run] as const))("run %s of the demo", (_, run) => {
  const quantity = (entries: DemoRun["made"]) => entries.reduce((sum, { good, scrap }) => sum + Number(good) + Number(scrap), 0);
  const [endH, waited] = [run.endH ?? 0, run.waited ?? [0, 0]];
  const ranH = (fromH: number, toH: number) => Math.max(0, toH - fromH - Math.max(0, Math.min(toH, waited[1]) - Math.max(fromH, waited[0])));

  it("is entered and waits within its time", () => {
    expect([run.startH < run.runH, waited[0] <= waited[1], (run.made.at(-1)?.atH ?? 0) <= endH]).toEqual([true, true, true]);
    expect(run.waited === null || (run.runH < waited[0] && waited[1] < endH)).toBe(true);
  });

  it("loses nothing wherever a shift begins, and no shift has made more than its machine can", () => {
    const hours = HOURS[run.workUnit.split(/[-.]/)[0] ?? ""] ?? Number.NaN;
    const over: number[] = [];
    for (let beginH = run.startH; beginH < 0; beginH += 0.0173) {
      const entered = enteredByShift(run, [beginH]);
      expect(quantity(entered)).toBe(quantity(run.made));
      const [before, after] = [entered.filter(({ atH }) => atH < beginH), entered.filter(({ atH }) => atH >= beginH)];
      // A piece and a piece of scrap may be rounded up.
      if ((quantity(before) - 2) * hours > ranH(run.runH, beginH) || (quantity(after) - 2) * hours > ranH(Math.max(run.runH, beginH), endH)) over.push(beginH);
    }
    expect(over).toEqual([]);
  });
});
