import { describe, expect, it } from "vitest";
import type { Abilities } from "@/lib/edge/connection-admin";
import { missingAbilities, presentAbilities } from "./missing-abilities";

const ABLE: Omit<Abilities, "inbound" | "outbound"> = {
  webhook: true,
  scrapReason: true,
  reworkQuantity: true,
  machineLabourSplit: true,
  backdatedPosting: true,
  qualityResults: true,
  openDowntime: true,
  reversal: true,
  nativeKey: true,
  readOrders: true,
  readStock: true,
  readCosts: true,
  listOrders: true,
};
const SOME: Abilities = { ...ABLE, inbound: ["erp.order.v1", "erp.item.v1"], outbound: ["mes.production.confirmed.v1"] };

describe("what a connection's card says of its ERP", () => {
  it("names what it brings and takes", () => {
    expect(presentAbilities(SOME)).toEqual({ brings: "Items and production orders.", takes: "Confirmations." });
    expect(presentAbilities({ ...SOME, inbound: [] }).brings).toBe("Nothing.");
  });

  it("names each kind of thing that it does not bring", () => {
    const [, unsaid = ""] = missingAbilities(SOME);
    for (const word of ["working hours and holidays", "people", "stock", "prices", "purchases on their way", "what was promised to customers"]) expect(unsaid).toContain(word);
    expect(unsaid).not.toContain("production orders");
  });

  it.each([
    [true, true, undefined],
    [true, false, "Its stock cannot be compared, only its orders."],
    [false, true, "Its orders cannot be compared, only its stock."],
    [false, false, "It cannot be compared: nothing says what it holds of orders and of stock."],
  ])("says whether it can be compared: orders %s, stock %s", (readOrders, readStock, words) => {
    expect(missingAbilities({ ...SOME, readOrders, readStock }).find((sentence) => sentence.includes("compared"))).toBe(words);
  });

  it("C-17 says that cost is not compared, where orders are", () => {
    const words = "What its orders cost cannot be compared, only quantities and times.";
    expect(missingAbilities({ ...SOME, readCosts: false })).toContain(words);
    expect(missingAbilities({ ...SOME, readOrders: false, readCosts: false })).not.toContain(words);
    expect(missingAbilities(SOME)).not.toContain(words);
  });
});
