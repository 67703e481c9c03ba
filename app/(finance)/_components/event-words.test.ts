import { describe, expect, it } from "vitest";
import type { SourceEvent } from "@/lib/queries/finance/cost-lines";
import type { EventNames } from "@/lib/queries/finance/event-names";
import { factsOf } from "./event-words";

const write = { quantity: (value: string, uom: string | undefined) => `${value} ${uom ?? "EA"}`, money: (value: string) => `${value} USD` };
const names = (change: Partial<EventNames> = {}): EventNames => ({
  item: null,
  itemText: null,
  lot: null,
  operation: "Machining",
  opNo: 10,
  from: null,
  to: null,
  reasons: { DIM: "Out of dimension" },
  ...change,
});
const event = (type: string, payload: SourceEvent["payload"], who: string | null = null): SourceEvent => ({
  id: "01a2",
  type,
  eventTime: "2026-03-16T09:00:00Z",
  recordTime: "2026-03-16T09:00:01Z",
  who,
  workUnit: "MACH-1",
  payload,
});

describe("what a fact says", () => {
  it("says which lead approved what went above the order's quantity, and why", () => {
    const payload = { good: "6", overrideReason: "customer takes them", approvedBy: { personId: "01a2", name: "Ana Lead" } };
    const facts = factsOf(event("production.confirmed", payload), names(), write);
    expect(facts).toContainEqual({ name: "Allowed since", value: "customer takes them" });
    expect(facts).toContainEqual({ name: "Approved by", value: "Ana Lead" });
  });

  it("names item, lot, quantity and place of an issue, and who took it", () => {
    const payload = { moveId: "01a2", itemId: "01a3", lotId: "01a4", quantity: "60", uom: "KGM", unitCost: "14.6", activity: "RUN", edge: { to: "01a5" }, reason: null };
    expect(factsOf(event("material.issued", payload, "0417"), names({ item: "CAST-01", itemText: "Casting", lot: "C-C", from: "STORE" }), write)).toEqual([
      { name: "Item", value: "CAST-01, Casting" },
      { name: "Lot", value: "C-C" },
      { name: "Quantity", value: "60 KGM" },
      { name: "Unit cost", value: "14.6 USD" },
      { name: "Operation", value: "op10 Machining" },
      { name: "Unit", value: "MACH-1" },
      { name: "From", value: "STORE" },
      { name: "Recorded by", value: "0417" },
    ]);
  });

  it("says of a confirmation what was made and lost, and why, in the order's unit", () => {
    const payload = { entryId: "01a2", good: "100", scrap: "3", rework: "0", scrapReason: "DIM", reworkReason: null, origin: "COUNTER", final: true, activity: "RUN" };
    expect(factsOf(event("production.confirmed", payload), names(), write)).toEqual([
      { name: "Good", value: "100 EA" },
      { name: "Scrap", value: "3 EA" },
      { name: "Scrap reason", value: "Out of dimension (DIM)" },
      { name: "Operation", value: "op10 Machining" },
      { name: "Unit", value: "MACH-1" },
      { name: "Entered", value: "taken from the counter" },
      { name: "Closes", value: "the operation" },
    ]);
  });
});
