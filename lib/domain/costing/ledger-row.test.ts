import { expect, it } from "vitest";
import { decimal } from "@/lib/domain/shared/decimal";
import { type LedgerRow, readLedger } from "./ledger-row";
import { orderWip } from "./wip";

const at = new Date("2026-03-31T12:00:00Z");
const row = (fields: Partial<LedgerRow>): LedgerRow => ({
  orderId: "PO",
  opNo: 10,
  element: "MATERIAL",
  activity: "RUN",
  position: null,
  itemId: null,
  lotId: null,
  personId: null,
  rateClass: null,
  quantity: null,
  seconds: null,
  unitCost: decimal(1),
  standardUnitCost: decimal(1),
  amount: decimal(0),
  currency: "EUR",
  valuation: "NORMAL",
  reasonCode: null,
  sourceEventId: "event",
  reversesId: null,
  eventTime: at,
  recordTime: at,
  postingDate: "2026-03-31",
  ...fields,
});

it("C-11 reads stored rows: charges, receipts at their credit and salvage", () => {
  const { lines, credits } = readLedger([
    row({ itemId: "RM", quantity: decimal(10), amount: decimal("25.00") }),
    row({ element: "LABOUR", seconds: 3600, amount: decimal("28.00") }),
    row({ element: "CREDIT", quantity: decimal(-2), amount: decimal("-30.00") }),
    row({ element: "SALVAGE", quantity: decimal(-1), amount: decimal("-4.00") }),
  ]);
  expect(lines.map((line) => [line.op, line.item, line.quantity.toString()])).toEqual([
    [10, "RM", "10"],
    [10, null, "3600"],
  ]);
  expect(credits.map((credit) => [credit.kind, credit.quantity.toString(), credit.amount.toFixed(2)])).toEqual([
    ["RECEIPT", "2", "30.00"],
    ["SALVAGE", "1", "4.00"],
  ]);
  const known = new Date("2026-04-01T00:00:00Z");
  expect(orderWip({ orderId: "PO", lines, credits, states: [] }, { cutOff: known, known }).wip.toFixed(2)).toBe("19.00");
});
