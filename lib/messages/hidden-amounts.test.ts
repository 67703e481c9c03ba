import { z } from "zod";
import { expect, it } from "vitest";
import { AMOUNT_PATHS, HIDDEN_AMOUNT, TYPES_WITH_AMOUNTS, withoutAmounts } from "./hidden-amounts";
import { InboundMessage } from "./inbound";
import { OutboundMessage } from "./outbound";
import { samples } from "./samples";

const amountFields = (type: string) => (AMOUNT_PATHS.get(type) ?? []).map((path) => path.join("."));
const DataOf = z.object({ data: z.record(z.string(), z.unknown()) });
const dataOf = (type: string) => DataOf.parse([...samples()].find(([one]) => one === type)?.[1]).data;

it("the amounts of a message are those that its schema calls money, however deep they stand", () => {
  expect(amountFields("mes.wip.snapshot.v1")).toEqual(
    ["total", "orders.*"].flatMap((at) => ["charged", "received", "salvage", "wip", "inventoriable"].map((name) => `${at}.${name}`)),
  );
  expect(amountFields("mes.labour.totals.v1")).toEqual(["amount", "lines.*.amount"]);
  expect(amountFields("mes.reconciliation.snapshot.v1")).toEqual([
    ...["inTransit", "rejected", "timing", "rate", "quantity", "unexplained", "accepted"].map((part) => `parts.${part}.value`),
    "value",
  ]);
  expect(amountFields("erp.standard-cost.v1")).toEqual(["material", "labour", "machine", "overhead", "total"]);
  expect(Object.fromEntries(["rate", "price", "salvage", "commitment", "lot", "stock"].map((name) => [name, amountFields(`erp.${name}.v1`)]))).toEqual({
    rate: ["rate"],
    price: ["price"],
    salvage: ["amount"],
    commitment: ["penaltyPerUnitDay"],
    lot: ["unitCost"],
    stock: ["lines.*.unitCost"],
  });
});

it("a message with a currency has amounts to hide", () => {
  const withCurrency = [...OutboundMessage.options, ...InboundMessage.options].filter((option) => "currency" in option.shape.data.shape).map((option) => option.shape.type.value);
  expect(withCurrency.length).toBeGreaterThan(5);
  expect(TYPES_WITH_AMOUNTS).toEqual(expect.arrayContaining(withCurrency));
});

it("no amount of a sample is left, and everything else is", () => {
  for (const type of TYPES_WITH_AMOUNTS) {
    const shown = JSON.stringify(withoutAmounts(type, dataOf(type)));
    expect({ type, hidden: shown.includes(HIDDEN_AMOUNT) }).toEqual({ type, hidden: true });
  }
  const stock = {
    site: "S",
    lines: [
      { item: "A", qty: "3", unitCost: "1.25" },
      { item: "B", qty: "4", unitCost: null },
      { item: "C", qty: "5" },
    ],
  };
  expect(withoutAmounts("erp.stock.v1", stock)).toEqual({
    site: "S",
    lines: [
      { item: "A", qty: "3", unitCost: HIDDEN_AMOUNT },
      { item: "B", qty: "4", unitCost: null },
      { item: "C", qty: "5" },
    ],
  });
  expect(withoutAmounts("erp.order.v1", dataOf("erp.order.v1"))).toEqual(dataOf("erp.order.v1"));
});

it("what does not have the form of its type is hidden where an amount should stand, and breaks nothing", () => {
  expect(withoutAmounts("erp.stock.v1", { lines: "none" })).toEqual({ lines: "none" });
  expect(withoutAmounts("erp.rate.v1", { rate: { perHour: "30" } })).toEqual({ rate: HIDDEN_AMOUNT });
  expect([null, "text", ["x"], undefined].map((data) => withoutAmounts("erp.rate.v1", data))).toEqual([null, "text", ["x"], undefined]);
});
