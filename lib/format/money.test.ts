import { expect, it } from "vitest";
import { formatMoney, formatMoneyDifference, formatMoneyWithCurrency, formatUnitCost } from "./money";

it("writes amounts with two decimals and unit costs with six", () => {
  expect(formatMoney("15666.5")).toBe("15,666.50");
  expect(formatMoney("-1185.37", { locale: "de-DE" })).toBe("\u22121.185,37");
  expect(formatUnitCost("27.329319")).toBe("27.329319");
});

it("signs differences and leaves zero alone", () => {
  expect(formatMoneyDifference("691.77")).toBe("+691.77");
  expect(formatMoneyDifference("-25.2")).toBe("\u221225.20");
  expect(formatMoneyDifference("0")).toBe("0.00");
});

it("names the currency inside a sentence", () => {
  expect(formatMoneyWithCurrency("1025", "EUR")).toBe("1,025.00\u00a0EUR");
});
