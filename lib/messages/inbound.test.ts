import { expect, it } from "vitest";
import { example1, exampleOrder } from "./__fixtures__/example-1";
import { InboundMessage } from "./inbound";

it("IN-03 the same state of the same object always has the same id, a new version another", () => {
  const [first, again, changed] = [exampleOrder("SITE-A", "PO-1"), exampleOrder("SITE-A", "PO-1"), exampleOrder("SITE-A", "PO-1", { erpVersion: 2 })];
  expect(again).toEqual(first);
  expect([first.id, changed.id]).toEqual(["erp.order.v1:PO-1:1", "erp.order.v1:PO-1:2"]);
});

it("IN-08 ignores fields that it does not know", () => {
  const order = exampleOrder("SITE-A", "PO-1");
  expect(InboundMessage.parse({ ...order, extra: 1, data: { ...order.data, colour: "red" } })).toEqual(order);
});

it("domain §2.1 a total that is not the sum of its elements is refused", () => {
  const cost = example1("SITE-A").find((each) => each.type === "erp.standard-cost.v1");
  expect(InboundMessage.safeParse({ ...cost, data: { ...cost?.data, total: "1" } }).success).toBe(false);
});

it.each(["1e3", "1,5", "", "0.1234567", "-1"])("refuses %j as a price", (price) => {
  const message = example1("SITE-A").find((each) => each.type === "erp.price.v1");
  expect(InboundMessage.safeParse({ ...message, data: { ...message?.data, price } }).success).toBe(false);
});

it.each([
  ["qty", "123456789012345", false],
  ["qty", "123456789012.5", true],
  ["overPct", "1234567890123", false],
  ["underPct", "150", false],
  ["underPct", "100.000001", false],
  ["underPct", "100.0", true],
  ["underPct", "2.5", true],
])("EX-07 an order with %s %s: taken %s", (field, value, taken) => {
  const order = exampleOrder("SITE-A", "PO-1");
  expect(InboundMessage.safeParse({ ...order, data: { ...order.data, [field]: value } }).success).toBe(taken);
});
