import { expect, it } from "vitest";
import type { LotTrace } from "@/lib/queries/trace/trace-lot";
import type { WalkedEdge } from "@/lib/queries/trace/walk-genealogy";
import { graphOf, stepsOf, stopsOf } from "./trace-model";

const lot: LotTrace["lot"] = {
  id: "a",
  number: "C-A",
  siteId: "s",
  site: "Site A",
  timeZone: "Europe/Berlin",
  item: "CAST-01",
  itemText: "Casting",
  gtin: null,
  uom: "EA",
  decimals: 0,
  origin: "PURCHASED",
  supplier: null,
  supplierLot: null,
  madeAt: null,
  receivedAt: null,
  expiresAt: null,
  status: "RELEASED",
  held: "0",
  onHand: "0",
  order: null,
};

const taken = (id: string, hour: number, toAt: string | null): WalkedEdge => ({
  id,
  from: "LOT a",
  to: "ORDER o",
  kind: "CONSUME",
  quantity: "5",
  uom: "EA",
  fromAt: `2026-03-17T0${hour}:00:00.000Z`,
  toAt,
  opNo: 10,
  operation: "Machining",
  workUnit: "MACH-1",
  operators: ["0417"],
});

function traceOf(edges: readonly WalkedEdge[]): LotTrace {
  const walk = { edges, cut: false };
  return {
    lot,
    back: { edges: [], cut: false },
    forward: walk,
    lots: [lot],
    orders: [{ id: "o", number: "PO-1001", site: "SITE-A", item: "FG-100", itemText: "Pump", state: "IN_PROGRESS", good: "0", uom: "EA" }],
    balance: {
      entered: "150",
      consumed: "0",
      scrapped: "0",
      shipped: "0",
      onHand: "150",
      adjusted: "0",
      counted: "0",
      unexplained: "0",
      unexplainedPercent: "0.00",
      flagged: false,
    },
  };
}

it("keeps the steps between one lot and one order apart, and says on the graph's one edge the first three and how many more there are", () => {
  const trace = traceOf([1, 2, 3, 4, 5].map((hour) => taken(`e${hour}`, hour, hour === 1 ? null : `2026-03-17T0${hour}:30:00.000Z`)));
  const steps = stepsOf(trace, "forward", stopsOf(trace));
  expect(steps.map((step) => [step.edge.id, step.level])).toEqual(["e1", "e2", "e3", "e4", "e5"].map((id) => [id, 1]));
  const { edges } = graphOf(trace, steps);
  expect(edges).toHaveLength(1);
  const words = edges[0]?.label?.split("; ") ?? [];
  expect(words).toHaveLength(4);
  expect(words[0]).toMatch(/since .*MACH-1, 0417$/);
  expect(words[1]).toMatch(/ to .*MACH-1, 0417$/);
  expect(words[3]).toBe("and 2 more");
});
