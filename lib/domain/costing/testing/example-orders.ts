import { type Decimal, ZERO, decimal } from "@/lib/domain/shared/decimal";
import type { CostLine } from "@/lib/domain/costing/cost-line";
import type { OperationProgress } from "@/lib/domain/costing/operation-progress";
import type { VarianceInput } from "@/lib/domain/costing/variance-stages";
import { type OrderBook, receiptCredit } from "@/lib/domain/costing/wip";
import { ASSY_RATES, FG_100, FG_100_UNIT_COST, MACH_RATES } from "./example-standard";
import { issue, posting, progress, time } from "./ledger";

/** A finished order with its whole ledger lines. */
export type ExampleOrder = Omit<VarianceInput, "lines"> & { readonly lines: readonly CostLine[] };

function onFg100(lines: readonly CostLine[], quantities: readonly OperationProgress[], good: string, salvage: Decimal): ExampleOrder {
  return { standard: FG_100, standardUnitCost: FG_100_UNIT_COST, lines, progress: quantities, good: decimal(good), salvage };
}

const op10 = posting({ op: 10 });
const op20 = posting({ op: 20 });
const cast = { item: "CAST-01", position: 1 };
const seal = { item: "SEAL-02", position: 2 };

/** Example 1: normal order PO-1001. */
export const EXAMPLE_1 = onFg100(
  [
    issue(op10, { ...cast, lot: "C-A", quantity: "150", unitCost: "14.05" }),
    issue(op10, { ...cast, lot: "C-B", quantity: "54", unitCost: "14.60" }),
    issue(op20, { ...seal, lot: "S-1", quantity: "410", unitCost: "0.86" }),
    ...time(op10, MACH_RATES, [
      { activity: "SETUP", machine: "1.10", labour: [{ hours: "1.10", rateClass: "A" }] },
      {
        activity: "RUN",
        machine: "10.40",
        labour: [
          { hours: "6.00", rateClass: "A" },
          { hours: "4.40", rateClass: "B" },
        ],
      },
    ]),
    ...time(op20, ASSY_RATES, [
      { activity: "SETUP", machine: "0.50", labour: [{ hours: "1.00", rateClass: "A" }] },
      { activity: "RUN", machine: "7.90", labour: [{ hours: "15.80", rateClass: "A" }] },
    ]),
  ],
  [progress(10, { processed: "204", goodFirst: "200", scrapFirst: "4" }), progress(20, { processed: "200", goodFirst: "200" })],
  "200",
  ZERO,
);

/** Example 2: scrap, rework and delay, PO-1002. */
export const EXAMPLE_2 = onFg100(
  [
    issue(op10, { ...cast, lot: "C-B", quantity: "140", unitCost: "14.60" }),
    issue(op10, { ...cast, lot: "C-C", quantity: "66", unitCost: "14.95" }),
    issue(op20, { ...seal, lot: "S-1", quantity: "400", unitCost: "0.86" }),
    issue(op20, { ...seal, lot: "S-2", quantity: "20", unitCost: "0.90", activity: "REWORK" }),
    ...time(op10, MACH_RATES, [
      { activity: "SETUP", machine: "1.25", labour: [{ hours: "1.25", rateClass: "A" }] },
      { activity: "RUN", machine: "10.90", labour: [{ hours: "10.90", rateClass: "A" }] },
      { activity: "DELAY", machine: "1.75", labour: [{ hours: "1.75", rateClass: "A" }], valuation: "ABNORMAL" },
    ]),
    ...time(op20, ASSY_RATES, [
      { activity: "SETUP", machine: "0.50", labour: [{ hours: "1.00", rateClass: "A" }] },
      { activity: "RUN", machine: "8.20", labour: [{ hours: "16.40", rateClass: "B" }] },
      { activity: "REWORK", machine: "1.20", labour: [{ hours: "3.60", rateClass: "A" }] },
    ]),
  ],
  [
    progress(10, { processed: "205", goodFirst: "194", scrapFirst: "11" }),
    progress(20, { processed: "194", goodFirst: "182", reworkIn: "12", reworkedGood: "9", reworkScrap: "3" }),
  ],
  "191",
  decimal("25.20"),
);

const lateBooking = posting({
  orderId: "PO-1003",
  op: 20,
  sourceEventId: "event-offline",
  eventTime: new Date("2026-03-31T21:40:00Z"),
  recordTime: new Date("2026-04-01T07:12:00Z"),
});
const example3At10 = posting({ orderId: "PO-1003", op: 10 });
const example3At20 = posting({ orderId: "PO-1003", op: 20 });

/** Example 3: PO-1003, open at period end, with a labour booking that arrived after the close. */
export const EXAMPLE_3_LATE = time(lateBooking, ASSY_RATES, [{ activity: "RUN", labour: [{ hours: "0.75", rateClass: "A" }] }]);
export const EXAMPLE_3_LINES: readonly CostLine[] = [
  issue(example3At10, { ...cast, lot: "C-C", quantity: "130", unitCost: "14.95" }),
  issue(example3At20, { ...seal, lot: "S-2", quantity: "130", unitCost: "0.90" }),
  ...time(example3At10, MACH_RATES, [
    { activity: "SETUP", machine: "1.00", labour: [{ hours: "1.00", rateClass: "A" }] },
    { activity: "RUN", machine: "6.20", labour: [{ hours: "6.20", rateClass: "A" }] },
  ]),
  ...time(example3At20, ASSY_RATES, [
    { activity: "SETUP", machine: "0.50", labour: [{ hours: "1.00", rateClass: "A" }] },
    { activity: "RUN", machine: "2.45", labour: [{ hours: "4.15", rateClass: "A" }] },
  ]),
  ...EXAMPLE_3_LATE,
];

export const EXAMPLE_3_PROGRESS = [progress(10, { processed: "120", goodFirst: "117", scrapFirst: "3" }), progress(20, { processed: "60", goodFirst: "60" })];

export const EXAMPLE_3: OrderBook<CostLine> = {
  orderId: "PO-1003",
  lines: EXAMPLE_3_LINES,
  credits: [
    {
      kind: "RECEIPT",
      quantity: decimal(50),
      amount: receiptCredit(decimal(50), FG_100_UNIT_COST),
      sourceEventId: "event-receipt",
      eventTime: new Date("2026-03-31T18:00:00Z"),
      recordTime: new Date("2026-03-31T18:00:01Z"),
    },
  ],
  states: [{ state: "IN_PROGRESS", eventTime: new Date("2026-03-31T05:00:00Z"), recordTime: new Date("2026-03-31T05:00:00Z") }],
};
