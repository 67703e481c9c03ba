import { expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import type { BookedCosts } from "@/lib/erp/read-back";
import { costsOf, type UsedComponent, type WorkedCycle } from "./read-costs";
import { TrytonSettings } from "./settings";
import { Day, Seconds } from "./values";

const settings = TrytonSettings.parse({ url: "http://127.0.0.1:8000", database: "factory", user: "millrace", site: "PLANT-1" });
const resin = (qty: string, sign: 1 | -1, cost: string | null): UsedComponent => ({
  item: "RM-RESIN",
  lot: "R-1",
  uom: "KGM",
  qty: decimal(qty),
  sign,
  cost: cost === null ? null : decimal(cost),
  day: new Day("2026-03-31"),
});
const cycle = (seconds: number, cost: string | null): WorkedCycle => ({ duration: new Seconds(seconds), cost: cost === null ? null : decimal(cost) });
const posted = (costs: BookedCosts) =>
  costs.elements.map(({ element, postings }) => [element, ...postings.map(({ amount, qty, seconds, rate, postedOn }) => [amount, qty ?? seconds, rate, postedOn])]);

it("C-17 material at what each movement was valued at, in cents; what came back is negative", () => {
  expect(posted(costsOf([resin("0.333", 1, "4.1"), resin("0.1", -1, "4.1")], [], settings, "EUR"))[0]).toEqual([
    "MATERIAL",
    ["1.37", "0.333", "4.1", "2026-03-31"],
    ["-0.41", "-0.1", "4.1", "2026-03-31"],
  ]);
});

it("C-17 one kind of time at what Tryton charged, also what was taken back of it", () => {
  expect(posted(costsOf([], [cycle(5400, "90"), cycle(-600, "-10")], settings, "EUR"))[1]).toEqual(["MACHINE", ["90", "5400", null, null], ["-10", "-600", null, null]]);
});

it.each([
  ["a work centre has no price", [cycle(5400, "90"), cycle(600, null)], {}],
  ["not all activities are booked", [cycle(5400, "90")], { bookedActivities: ["RUN"] }],
])("C-17 keeps no cost of time where %s", (_, cycles, change) => {
  expect(costsOf([], cycles, TrytonSettings.parse({ ...settings, ...change }), "EUR").elements.map(({ element }) => element)).toEqual(["MATERIAL"]);
});
