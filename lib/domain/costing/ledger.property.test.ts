import fc from "fast-check";
import { expect, it } from "vitest";
import { type Decimal, ZERO, decimal, sum } from "@/lib/domain/shared/decimal";
import { abnormalCost } from "./abnormal-cost";
import { allocate } from "@/lib/domain/shared/allocate";
import { COST_ACTIVITIES, COST_ELEMENTS, type CostLine } from "./cost-line";
import { orderCost } from "./order-cost";
import { reverseLine } from "./reverse-line";
import { rollUp } from "./roll-up";
import { scrapCost } from "./scrap-cost";
import { boughtAt, type StandardComponent, totalOf } from "./standard";
import { component, operation } from "./testing/example-standard";
import { issue, posting, progress, rate, time } from "./testing/ledger";
import { decomposeVariance } from "./variance";
import type { ExampleOrder } from "./testing/example-orders";
import { orderWip } from "./wip";

const text = (max: number, places: number) =>
  fc.integer({ min: 0, max: max * 10 ** places }).map((value) =>
    decimal(value)
      .div(10 ** places)
      .toString(),
  );
const positive = (max: number, places: number) =>
  fc.integer({ min: 1, max: max * 10 ** places }).map((value) =>
    decimal(value)
      .div(10 ** places)
      .toString(),
  );
const pair = fc.tuple(text(3, 3), text(3, 3));
const rates = fc.tuple(text(60, 6), text(60, 6), text(60, 6));
const plannedYield = fc.integer({ min: 50, max: 100 }).map((percent) => decimal(percent).div(100).toString());

const components: fc.Arbitrary<StandardComponent[]> = fc
  .array(fc.record({ op: fc.constantFrom(10, 20), per: positive(5, 3), price: text(40, 6), work: text(9, 6), made: fc.boolean(), scrap: text(1, 2), mixed: fc.boolean() }), {
    maxLength: 4,
  })
  .map((all) =>
    all.map((each, index) =>
      component(
        { position: index + 1, item: `ITEM-${index + 1}`, op: each.op, per: each.per, price: each.price, scrap: each.scrap },
        {
          ...(each.made
            ? { made: true, cost: { MATERIAL: decimal(each.price), LABOUR: decimal(each.work), MACHINE: decimal(each.work).times(2), OVERHEAD: decimal(each.work) } }
            : {}),
          mixGroup: each.mixed ? "M" : null,
          substitutes: [{ item: `SUB-${index + 1}`, factor: decimal("1.25"), price: decimal("3.333333") }],
        },
      ),
    ),
  );
const issues = fc.array(
  fc.record({
    item: fc.constantFrom("ITEM-1", "ITEM-2", "SUB-1", "SUB-3", "OTHER"),
    position: fc.constantFrom(1, 2, 3, null),
    quantity: text(300, 6),
    unitCost: text(40, 6),
    activity: fc.constantFrom("RUN" as const, "REWORK" as const),
    op: fc.constantFrom(10, 20),
  }),
  { maxLength: 8 },
);
const bookings = fc.array(
  fc.record({
    op: fc.constantFrom(10, 20, 30),
    activity: fc.constantFrom(...COST_ACTIVITIES),
    machine: text(12, 2),
    labour: text(12, 2),
    rate: text(40, 6),
    valuation: fc.constantFrom("NORMAL" as const, "ABNORMAL" as const),
  }),
  { maxLength: 8 },
);
const quantities = fc.record({ good: fc.integer({ min: 0, max: 300 }), scrap: fc.integer({ min: 0, max: 30 }), rework: fc.integer({ min: 0, max: 20 }) });

const orders: fc.Arbitrary<ExampleOrder> = fc
  .record({
    components,
    issues,
    bookings,
    first: quantities,
    second: quantities,
    yields: fc.tuple(plannedYield, plannedYield),
    setups: fc.tuple(pair, pair),
    runs: fc.tuple(pair, pair),
    standardRates: fc.tuple(rates, rates),
    lot: fc.integer({ min: 1, max: 1000 }),
    salvage: text(90, 2),
    skipped: fc.boolean(),
  })
  .map((it) => {
    const standard = {
      item: "ANY",
      costingLotSize: decimal(it.lot),
      operations: [
        operation(10, it.yields[0], { setup: it.setups[0], run: it.runs[0] }, it.standardRates[0]),
        operation(20, it.yields[1], { setup: it.setups[1], run: it.runs[1] }, it.standardRates[1]),
      ],
      components: it.components,
    };
    const lines = [
      ...it.issues.map((each) => issue(posting({ op: each.op }), { ...each, lot: "L" })),
      ...it.bookings.flatMap((each) =>
        time(
          posting({ op: each.op }),
          [rate("LABOUR", each.rate), rate("MACHINE", each.rate), rate("OVERHEAD", "7.123456")],
          [{ activity: each.activity, machine: each.machine, labour: [{ hours: each.labour, rateClass: "A" }], valuation: each.valuation }],
        ),
      ),
    ];
    const done = (op: number, { good, scrap, rework }: { good: number; scrap: number; rework: number }) =>
      progress(op, { processed: `${good + scrap + rework}`, goodFirst: `${good}`, scrapFirst: `${scrap}`, reworkIn: `${rework}`, reworkedGood: `${rework}` });
    return {
      standard,
      standardUnitCost: rollUp(standard).total,
      lines,
      progress: [done(10, it.first), { ...done(20, it.second), skipped: it.skipped }],
      good: decimal(it.second.good + it.second.rework),
      salvage: decimal(it.salvage),
    };
  });

const yields = (input: ExampleOrder) => new Map(input.standard.operations.map((each) => [each.op, each.plannedYield]));
const asOf = { cutOff: new Date("2027-01-01T00:00:00Z"), known: new Date("2027-01-01T00:00:00Z") };
const wipOf = (lines: readonly CostLine[], view: "FULLY_LOADED" | "INVENTORIABLE") => orderWip({ orderId: "PO", lines, credits: [], states: [] }, asOf, view).wip;

/** Every figure of every view, as text. */
function allViews(input: ExampleOrder): string[] {
  const lines = input.lines;
  const cost = orderCost(lines);
  const scrap = scrapCost(lines, input.progress);
  const abnormal = abnormalCost(lines, input.progress, yields(input));
  const variance = decomposeVariance(input);
  const figures: Decimal[] = [
    ...Object.values(cost.byElement),
    ...Object.values(cost.byActivity),
    cost.total,
    scrap.total,
    scrap.cleanCost,
    abnormal.total,
    abnormal.inventoriable,
    wipOf(lines, "FULLY_LOADED"),
    wipOf(lines, "INVENTORIABLE"),
    variance.total,
    ...Object.values(variance.categories),
  ];
  return figures.map((figure) => figure.toFixed(6).replace(/^-(0\.0+)$/, "$1"));
}

it("§4.3 the categories add up to the total variance of any order", () => {
  fc.assert(
    fc.property(orders, (input) => {
      const variance = decomposeVariance(input);
      expect(sum(Object.values(variance.categories)).toFixed(6)).toBe(variance.total.toFixed(6));
    }),
  );
});

it("§4.3 the elements tell the same story: each differs by its steps, and with salvage and what remains they are the total variance, made components or not", () => {
  fc.assert(
    fc.property(orders, (input) => {
      const { elements, categories, salvage, total } = decomposeVariance(input);
      const differences = COST_ELEMENTS.map((key) => elements[key].actual.minus(elements[key].standard));
      COST_ELEMENTS.forEach((key, index) => {
        expect(sum(Object.values(elements[key].steps)).toFixed(6)).toBe((differences[index] ?? ZERO).toFixed(6));
        expect(elements[key].actual.eq(orderCost(input.lines).byElement[key])).toBe(true);
      });
      expect(sum(differences).minus(salvage).plus(categories.REMAINING).toFixed(6)).toBe(total.toFixed(6));
    }),
  );
});

it("C-03 a made component is material alone, however its own standard is made up", () => {
  fc.assert(
    fc.property(orders, (input) => {
      const bought = input.standard.components.map((each) => ({ ...each, made: false, cost: boughtAt(totalOf(each.cost)) }));
      const text = (order: ExampleOrder) => COST_ELEMENTS.map((key) => decomposeVariance(order).elements[key].standard.toFixed(6));
      expect(text(input)).toEqual(text({ ...input, standard: { ...input.standard, components: bought } }));
    }),
  );
});

it("C-08 clean cost, scrap, rework and delay add up to what was charged", () => {
  fc.assert(
    fc.property(orders, (input) => {
      const cost = orderCost(input.lines);
      const scrap = scrapCost(input.lines, input.progress);
      expect(sum([scrap.cleanCost, scrap.total, cost.byActivity.REWORK, cost.byActivity.DELAY]).eq(cost.total)).toBe(true);
    }),
  );
});

it("EX-19 reversing every line and quantity of an order yields 0 in all views", () => {
  fc.assert(
    fc.property(orders, (input) => {
      const lines = input.lines;
      const reversal = { sourceEventId: "undo", recordTime: new Date("2026-04-01T00:00:00Z"), postingDate: "2026-04-01" };
      const reversed = [...lines, ...lines.map((line, index) => reverseLine({ ...line, id: `line-${index}` }, reversal))];
      const undone = { ...input, lines: reversed, progress: [progress(10, {}), progress(20, {})], good: ZERO, salvage: ZERO };
      expect(new Set(allViews(undone))).toEqual(new Set(["0.000000"]));
    }),
  );
});

it("C-01 order of arrival does not change any figure", () => {
  const shuffled = orders.chain((input) => fc.tuple(fc.constant(input), fc.shuffledSubarray([...input.lines], { minLength: input.lines.length })));
  fc.assert(
    fc.property(shuffled, ([input, lines]) => {
      expect(allViews({ ...input, lines })).toEqual(allViews(input));
    }),
  );
});

it("C-01 an allocation makes and loses no cent", () => {
  const amounts = fc.integer({ min: -1_000_000, max: 1_000_000 }).map((cents) => decimal(cents).div(100));
  const weights = fc.array(
    text(1000, 3).map((value) => decimal(value)),
    { minLength: 1, maxLength: 9 },
  );
  fc.assert(
    fc.property(amounts, weights, (amount, shares) => {
      const parts = allocate(amount, shares);
      const total = sum(shares);
      expect(sum(parts).eq(amount)).toBe(true);
      if (total.isZero()) return;
      parts.forEach((part, index) => {
        const exact = amount.times(shares[index] ?? ZERO).div(total);
        expect(part.minus(exact).abs().lt(decimal("0.01"))).toBe(true);
      });
    }),
  );
});
