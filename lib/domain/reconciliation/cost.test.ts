import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Decimal, decimal, sum } from "@/lib/domain/shared/decimal";
import { type CostDifference, costDifferences, type CostMessage, type CostPosting } from "./cost";
import type { Standing } from "./explain";
import type { Convert } from "./figures";
import { COST_ELEMENTS, type CostElement } from "./measure";

const convert: Convert = (_item, qty, from, to) => (from === "KGM" && to === "GRM" ? qty.times(1000) : null);

const machine = (seconds: string | null, rate: string | null, amount: string, change: Partial<CostPosting> = {}): CostPosting => ({
  element: "MACHINE",
  period: "2026-03",
  item: null,
  lot: null,
  operation: 10,
  activity: "RUN",
  qty: seconds === null ? null : decimal(seconds),
  uom: seconds === null ? null : "SEC",
  rate: rate === null ? null : decimal(rate),
  amount: decimal(amount),
  count: 1,
  ...change,
});
const material = (qty: string | null, rate: string | null, amount: string, change: Partial<CostPosting> = {}): CostPosting =>
  machine(null, rate, amount, { element: "MATERIAL", operation: null, activity: null, item: "CAST-01", lot: "C-A", qty: qty === null ? null : decimal(qty), uom: "EA", ...change });
const told = (id: string, standing: Standing, ...postings: CostPosting[]): CostMessage => ({ id, standing, postings });

function compare(ours: CostPosting[], theirs: CostPosting[], missing: CostMessage[] = [], elements: readonly CostElement[] = ["MACHINE"]): CostDifference[] {
  const split = costDifferences({ currency: "USD", postings: ours }, { currency: "USD", elements, postings: theirs }, missing, convert);
  if (!split.ok) throw new Error(split.code);
  return split.value;
}
const NAMES = ["inTransit", "rejected", "timing", "rate", "quantity", "unexplained"] as const;
const parts = (line: CostDifference | undefined): Readonly<Record<string, string>> =>
  Object.fromEntries(NAMES.flatMap((name) => (line === undefined || line[name].isZero() ? [] : [[name, line[name].toFixed(2)]])));

describe("C-17 the difference of a cost, to the cent", () => {
  it("both sides alike: nothing, and what the ERP keeps without a posting is zero", () => {
    const [line, other] = compare([machine("36000", "42", "420")], [machine("36000", "42", "420")], [], ["MACHINE", "OVERHEAD"]);
    expect([line?.ours.toFixed(2), line?.theirs.toFixed(2), parts(line)]).toEqual(["420.00", "420.00", {}]);
    expect([other?.element, other?.ours.toFixed(), parts(other)]).toEqual(["OVERHEAD", "0", {}]);
  });

  it("says where it comes from: item and lot, or operation and activity, with both sides' quantities and rates", () => {
    const shared = machine("3600", "42", "42", { operation: 20 });
    const [line] = compare([machine("37440", "42", "436.80"), shared], [machine("37440", "43.5", "452.40"), shared]);
    expect(
      line?.bases.map(({ operation, activity, ours, theirs, rate }) => [operation, activity, ours.qty?.toFixed(), ours.rate?.toFixed(), theirs.rate?.toFixed(), rate.toFixed(2)]),
    ).toEqual([[10, "RUN", "37440", "42", "43.5", "-15.60"]]);
    const [lump] = compare([machine("36000", "42", "420")], [machine(null, null, "400", { operation: null, activity: null })]);
    expect(lump?.bases.map(({ operation, theirs, unexplained }) => [operation, theirs.qty, theirs.rate, unexplained.toFixed(2)])).toEqual([[null, null, null, "20.00"]]);
  });

  it("RATE: 10.40 h at 42.00 here, at 43.50 there", () => {
    expect(parts(compare([machine("37440", "42", "436.80")], [machine("37440", "43.5", "452.40")])[0])).toEqual({ rate: "-15.60" });
  });

  it("QUANTITY: 10.40 h here, 10.00 h there, both at 42.00", () => {
    expect(parts(compare([machine("37440", "42", "436.80")], [machine("36000", "42", "420")])[0])).toEqual({ quantity: "16.80" });
  });

  it("both at once: more hours at our rate, and their hours at what theirs is dearer", () => {
    expect(parts(compare([machine("37440", "42", "436.80")], [machine("36000", "43.5", "435")])[0])).toEqual({ quantity: "16.80", rate: "-15.00" });
  });

  it("IN_TRANSIT and REJECTED: what the messages carry; the rest is then alike", () => {
    const [first, second, third] = [machine("3600", "42", "42"), machine("7200", "42", "84"), machine("1800", "42", "21")];
    const [line] = compare([first, second, third], [first], [told("m1", "IN_TRANSIT", second), told("m2", "REJECTED", third)]);
    expect(parts(line)).toEqual({ inTransit: "84.00", rejected: "21.00" });
    expect(line?.messages).toEqual(["m1", "m2"]);
  });

  it("TIMING: accepted after the reading, or posted in another month at the same rate", () => {
    expect(parts(compare([machine("3600", "42", "42")], [], [told("m1", "TIMING", machine("3600", "42", "42"))])[0])).toEqual({ timing: "42.00" });
    const [march, april] = compare([machine("3600", "42", "42")], [machine("3600", "42", "42", { period: "2026-04" })]);
    expect([march?.period, parts(march), april?.period, parts(april)]).toEqual(["2026-03", { timing: "42.00" }, "2026-04", { timing: "-42.00" }]);
  });

  it("TIMING and RATE: posted a month later, at the rate of that month", () => {
    const lines = compare([machine("36000", "42", "420")], [machine("36000", "40", "400", { period: "2026-04" })]);
    expect(lines.map(parts)).toEqual([{ timing: "420.00" }, { timing: "-420.00", rate: "20.00" }]);
  });

  it("a month is not told apart where one posting of the ERP has no day", () => {
    const lines = compare([machine("3600", "42", "42")], [machine("1800", "42", "21", { period: null }), machine("1800", "42", "21", { period: "2026-04" })]);
    expect(lines.map((line) => [line.period, parts(line)])).toEqual([[null, {}]]);
  });

  it("UNEXPLAINED: the same quantity at the same rate, and still another amount; or an amount without its quantity", () => {
    expect(parts(compare([machine("36000", "42", "420")], [machine("36000", "42", "400")])[0])).toEqual({ unexplained: "20.00" });
    expect(parts(compare([machine("36000", "42", "420")], [machine(null, null, "400", { operation: null, activity: null })])[0])).toEqual({ unexplained: "20.00" });
  });

  it("the cents that rounding makes are a rate that nobody is asked for", () => {
    // Three times 1201 s at 42.00 are 14.01 each here; the ERP rounds their sum.
    const [line] = compare([machine("3603", "42", "42.03", { count: 3 })], [machine("3603", "42", "42.04")]);
    expect([parts(line), line?.bases]).toEqual([{ rate: "-0.01" }, []]);
    const [more] = compare([machine("3603", "42", "42.03", { count: 3 })], [machine("3603", "42", "42.06")]);
    expect([parts(more), more?.bases.length]).toEqual([{ unexplained: "-0.03" }, 1]);
  });

  it("at one rate a wrong amount is not a quantity: only what the quantity is worth is", () => {
    const [line] = compare([machine("36000", "42", "420")], [machine("35964", "42", "300")]);
    expect([parts(line), line?.bases.length]).toEqual([{ quantity: "0.42", unexplained: "119.58" }, 1]);
    // The cents of three roundings stay with the quantity.
    expect(parts(compare([machine("3603", "42", "42.03", { count: 3 })], [machine("3601", "42", "42.02")])[0])).toEqual({ quantity: "0.01" });
  });

  it("the cents that rounding makes are a rate as well where the ERP says but an amount", () => {
    const lump = { operation: null, activity: null };
    const [line] = compare([machine("3603", "42", "42.03", { count: 3 })], [machine(null, null, "42.04", lump)]);
    expect([parts(line), line?.bases]).toEqual([{ rate: "-0.01" }, []]);
    const [more] = compare([machine("3603", "42", "42.03", { count: 3 })], [machine(null, null, "42.06", lump)]);
    expect([parts(more), more?.bases.length]).toEqual([{ unexplained: "-0.03" }, 1]);
  });

  it("many postings hide no other rate: where both sides state theirs and the two differ, somebody is asked for each cent", () => {
    const [line] = compare([machine("360000", "42", "4200", { count: 1000 })], [machine("360000", "42.01", "4201")]);
    expect([parts(line), line?.bases.map((basis) => basis.rate.toFixed(2))]).toEqual([{ rate: "-1.00" }, ["-1.00"]]);
    // Rates of two units cannot be held against each other.
    const [units] = compare([material("3", "4.01", "12.03", { count: 3 })], [material("1", "12.04", "12.04", { uom: "SET" })], [], ["MATERIAL"]);
    expect([parts(units), units?.bases]).toEqual([{ rate: "-0.01" }, []]);
  });

  it("zero quantities: a lump sum without a quantity has no rate, and nothing divides by it", () => {
    expect(parts(compare([], [machine("0", null, "35")])[0])).toEqual({ unexplained: "-35.00" });
    expect(parts(compare([machine("0", "42", "0")], [machine("0", "42", "35")])[0])).toEqual({ unexplained: "-35.00" });
    expect(parts(compare([], [machine("3600", null, "35")])[0])).toEqual({ quantity: "-35.00" });
  });

  it("a missing rate: booked here at 0.00 until it comes, or not said by the ERP and taken from its amount", () => {
    expect(parts(compare([machine("3600", "0", "0")], [machine("3600", "42", "42")])[0])).toEqual({ rate: "-42.00" });
    expect(parts(compare([machine("3600", "42", "42")], [machine("3600", null, "40")])[0])).toEqual({ rate: "2.00" });
  });

  it("material lot by lot where both sides say the lot, else item by item", () => {
    const ours = [material("150", "14.05", "2107.50"), material("54", "14.6", "788.40", { lot: "C-B" })];
    const swapped = [material("54", "14.05", "758.70"), material("150", "14.6", "2190", { lot: "C-B" })];
    // 96 of the one less, 96 of the other more: −52.80 of quantity.
    expect(parts(compare(ours, swapped, [], ["MATERIAL"])[0])).toEqual({ quantity: "-52.80" });
    expect(parts(compare(ours, [material("204", null, "2948.70", { lot: null })], [], ["MATERIAL"])[0])).toEqual({ rate: "-52.80" });
  });

  it("material in another unit: by what the two are worth to each other, else only as amounts", () => {
    const ours = [material("2500", "0.0024", "6", { uom: "GRM" })];
    expect(parts(compare(ours, [material("2", "2.4", "4.80", { uom: "KGM" })], [], ["MATERIAL"])[0])).toEqual({ quantity: "1.20" });
    expect(parts(compare(ours, [material("2", "2.4", "4.80", { uom: "LTR" })], [], ["MATERIAL"])[0])).toEqual({ unexplained: "1.20" });
  });

  it("CREDIT: another standard there credits the same receipt with another amount", () => {
    const credit = (rate: string, amount: string) => material("-200", rate, amount, { element: "CREDIT", item: "FG-100", lot: "F-1" });
    expect(parts(compare([credit("23.707469", "-4741.49")], [credit("24", "-4800")], [], ["CREDIT"])[0])).toEqual({ rate: "58.51" });
  });

  it("C-16 amounts of two currencies are refused, not compared", () => {
    const split = costDifferences({ currency: "USD", postings: [machine("3600", "42", "42")] }, { currency: "EUR", elements: ["MACHINE"], postings: [] }, [], convert);
    expect(split).toEqual({ ok: false, code: "CURRENCY_MISMATCH", params: { ours: "USD", theirs: "EUR" } });
  });
});

describe("C-17 whatever is booked", () => {
  const cents = fc.integer({ min: -90_000_000, max: 90_000_000 }).map((n) => decimal(n).div(100));
  const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: null });
  const qty = fc.integer({ min: -2_000_000, max: 2_000_000 }).map((n) => decimal(n).div(1000));
  const posting: fc.Arbitrary<CostPosting> = fc
    .record({
      element: fc.constantFrom(...COST_ELEMENTS),
      period: maybe(fc.constantFrom("2026-02", "2026-03", "2026-04")),
      item: maybe(fc.constantFrom("CAST-01", "SEAL-02")),
      lot: maybe(fc.constantFrom("C-A", "C-B")),
      operation: maybe(fc.constantFrom(10, 20)),
      activity: maybe(fc.constantFrom("SETUP" as const, "RUN" as const)),
      qty: maybe(qty),
      rate: maybe(fc.integer({ min: 0, max: 99_000_000 }).map((n) => decimal(n).div(1_000_000))),
      amount: cents,
      count: fc.constant(1),
    })
    .map((one) => ({ ...one, uom: one.qty === null ? null : one.element === "MATERIAL" || one.element === "CREDIT" ? "EA" : "SEC" }));
  const books = fc.array(posting, { maxLength: 6 });
  const messages = fc.array(fc.record({ id: fc.uuid(), standing: fc.constantFrom<Standing>("IN_TRANSIT", "REJECTED", "TIMING"), postings: fc.array(posting, { maxLength: 2 }) }), {
    maxLength: 3,
  });
  const all = (line: CostDifference): Decimal => sum(NAMES.map((name) => line[name]));

  it("the six parts sum exactly to the difference of each line, and the lines to that of each element", () => {
    fc.assert(
      fc.property(books, books, messages, (ours, theirs, missing) => {
        const lines = compare(ours, theirs, missing, COST_ELEMENTS);
        expect(lines.map((line) => all(line).toFixed())).toEqual(lines.map((line) => line.ours.minus(line.theirs).toFixed()));
        const totals = COST_ELEMENTS.map((element) => {
          const of = (postings: readonly CostPosting[]): string => sum(postings.filter((one) => one.element === element).map((one) => one.amount)).toFixed();
          const own = lines.filter((line) => line.element === element);
          return { said: [of(ours), of(theirs)], split: [sum(own.map((line) => line.ours)), sum(own.map((line) => line.theirs))].map((amount) => amount.toFixed()) };
        });
        expect(totals.map(({ split }) => split)).toEqual(totals.map(({ said }) => said));
      }),
    );
  });

  it("somebody is asked for whatever is unexplained", () => {
    const cent = fc.integer({ min: -2, max: 2 }).map((n) => decimal(n).div(100));
    const small = fc.array(
      fc.tuple(posting, cent).map(([one, amount]) => ({ ...one, amount })),
      { maxLength: 4 },
    );
    fc.assert(
      fc.property(small, small, messages, (ours, theirs, missing) => {
        const lines = compare(ours, theirs, missing, COST_ELEMENTS);
        expect(lines.filter((line) => !line.unexplained.isZero() && line.bases.length === 0)).toEqual([]);
      }),
    );
  });

  it("the same books on both sides leave no part, and what a message carries is all that is missing without it", () => {
    fc.assert(
      fc.property(books, posting, fc.constantFrom<Standing>("IN_TRANSIT", "REJECTED"), (shared, extra, standing) => {
        const lines = compare([...shared, extra], shared, [told("m1", standing, extra)], COST_ELEMENTS);
        expect(lines.filter((line) => ![line.rate, line.quantity, line.unexplained].every((part) => part.isZero()))).toEqual([]);
        const carried = lines.map((line) => (standing === "IN_TRANSIT" ? line.inTransit : line.rejected));
        expect(sum(carried).toFixed()).toBe(extra.amount.toFixed());
      }),
    );
  });
});
