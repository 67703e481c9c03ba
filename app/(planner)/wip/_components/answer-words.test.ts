import { describe, expect, it } from "vitest";
import type { WipScreen } from "@/lib/queries/planner/wip-screen";
import { answerWords } from "./answer-words";

type Change = {
  readonly down?: readonly string[];
  readonly risk?: number;
  readonly total?: number;
  readonly open?: number;
  readonly created?: number;
  readonly late?: number;
  readonly withoutTimes?: number;
  readonly projected?: number;
};

/** Only what the sentence reads; the rest of a screen does not matter to it. */
function screen({ down = [], risk = 0, total = 0, open = 4, created = 0, late = 0, withoutTimes = 0, projected = total }: Change): WipScreen {
  const line = (code: string, state: string) => ({
    id: code,
    siteId: "a",
    code,
    name: code,
    state,
    since: null,
    reasonCode: null,
    reason: null,
    heardAt: null,
    orderId: null,
    order: null,
    perHour: null,
    ribbon: [],
  });
  const site = { id: "a", code: "A", name: "Site A", timeZone: "UTC", currency: "EUR" };
  const row = {
    orderId: "o",
    siteId: "a",
    number: "1",
    state: "RELEASED" as const,
    item: "I",
    itemText: "I",
    quantity: "1",
    uom: "EA",
    decimals: 0,
    dueAt: "2026-03-16T09:00:00Z",
    projectedAt: "2026-03-16T10:00:00Z",
    plannedAt: null,
    lateSeconds: 3600,
    withoutTimes: [],
    cells: [],
  };
  const promised = { short: "1", projectedAt: null, lateSeconds: null };
  const commitment = {
    id: "c",
    siteId: "a",
    number: "SO-1",
    line: 1,
    customer: "Customer 01",
    item: "I",
    itemText: "I",
    quantity: "1",
    uom: "EA",
    decimals: 0,
    dueAt: "2026-03-16T09:00:00Z",
    plan: promised,
    now: promised,
    penalty: null,
    currency: "EUR",
    penaltyShown: false,
  };
  return {
    equipment: [],
    asOf: "2026-03-16T09:00:00Z",
    ribbonFrom: "2026-03-16T05:00:00Z",
    scope: [site],
    stops: [],
    columns: [],
    exceptions: [],
    withoutCalendar: [],
    exceptionsTotal: 0,
    projected: open,
    shiftRates: false,
    late,
    withoutTimes,
    unprojected: false,
    lastOrderMessageAt: null,
    sites: [{ ...site, lines: [line("L9", "PRODUCING"), ...down.map((code) => line(code, "DOWN"))] }],
    rows: Array.from({ length: late }, () => row),
    total: late,
    open,
    created,
    commitments: { total, projected, atRisk: Array.from({ length: risk }, () => commitment) },
  };
}

describe("answer of the board", () => {
  it.each<[string, Change, string]>([
    ["a line and its promises", { down: ["L1"], risk: 2, total: 16 }, "L1 is down. 2 of 16 commitments will not make it."],
    ["two lines", { down: ["L1", "L7"], risk: 1, total: 1 }, "L1 and L7 are down. 1 of 1 commitment will not make it."],
    ["more lines than one reads", { down: ["L1", "L2", "L3", "L4"], total: 3 }, "4 lines are down. Everything will make it."],
    ["a good day", { total: 16 }, "Everything will make it."],
    ["orders where no promises are known", { late: 1 }, "1 order will be late."],
    ["and none of them late", {}, "Every order will be on time."],
    ["orders that nobody can project", { withoutTimes: 2 }, "No order is known to be late; 2 are not projectable."],
    ["promises beyond what is projected", { total: 6_000, projected: 5_000 }, "All 5000 projected commitments will make it."],
    ["an empty plant", { open: 0 }, "Nothing in work"],
    ["orders that are not released are no work", { open: 3, created: 3 }, "Nothing in work"],
  ])("says %s", (_, change, words) => expect(answerWords(screen(change), null)).toBe(words));

  it("speaks in the past of what is old", () => {
    expect(answerWords(screen({ down: ["L1"], risk: 1, total: 2 }), "10:05")).toBe("As of 10:05: L1 was down");
    expect(answerWords(screen({ total: 2 }), "10:05")).toBe("As of 10:05: Everything will make it.");
  });
});
