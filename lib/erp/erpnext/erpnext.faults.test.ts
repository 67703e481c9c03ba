import { expect, it } from "vitest";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { dispatch, randomOf, row } from "./testing/dispatch";
import { openFactory } from "./testing/factory";
import type { Fault } from "./testing/faults";
import { castings, confirmation, issue, qualityRecorded, receipt, reversal } from "./testing/messages";
import { num } from "./testing/store";

const FAULTS: readonly Fault[] = [
  { kind: "lost" },
  { kind: "lost" },
  { kind: "unsent" },
  { kind: "throttled", seconds: 1 },
  { kind: "deadlock" },
  { kind: "locked" },
  { kind: "maintenance" },
  { kind: "gateway" },
  { kind: "slow", milliseconds: 1 },
];

/** Attempts enough for a dozen calls in a row to go well at last. */
const MANY = 2000;

it.each([
  ["rows of a card", 20260316, {}],
  ["a card per confirmation", 20260317, { cards: "CONFIRMATION", consumption: "Material Issue" }],
])("IN-03 books each of some hundred messages exactly once while every third call goes wrong (%s)", { timeout: 120_000 }, async (_, seed, settings) => {
  const factory = await openFactory({ operationsCheck: "cards" in settings });
  const random = randomOf(seed);
  const pick = <One>(all: readonly One[]): One => {
    const one = all[Math.floor(random() * all.length)];
    if (one === undefined) throw new Error("nothing to pick from");
    return one;
  };
  const open = (http: typeof fetchHttp) => factory.open(http, settings);
  let failed = 0;
  factory.server.faults.choose = () => {
    if (random() >= 0.3) return null;
    failed += 1;
    return pick(FAULTS);
  };
  const booked: OutboundMessage[] = [];
  const reversed: OutboundMessage[] = [];
  const must = async (message: OutboundMessage, store = row()) => {
    const outcome = await dispatch(open, fetchHttp, message, store, MANY);
    expect(outcome, JSON.stringify(outcome)).toMatchObject({ kind: "accepted" });
    booked.push(message);
    return outcome.kind === "accepted" ? { document: outcome.document, parts: outcome.parts, memory: store.memory } : null;
  };
  for (let run = 0; run < 14; run++) {
    const order = factory.createOrder(40);
    const people = ["P-0417", "P-0533"].slice(0, 1 + Math.floor(random() * 2)).map((person) => ({ person, rateClass: "A2", seconds: 300 }));
    const time = [{ activity: "RUN" as const, machineSeconds: 300, labour: people }];
    await must(issue(order, "3", { lot: pick(["C240115", "C240116"]) }));
    await must(confirmation(order, "10", { time, consumption: [castings("6"), castings("4", "C240116")] }));
    const wrong = confirmation(order, "7", { time, consumption: [castings("7")] });
    const original = await must(wrong);
    expect(await dispatch(open, fetchHttp, reversal(wrong), row(original), MANY)).toMatchObject({ kind: "accepted" });
    reversed.push(wrong);
    const last = confirmation(order, "30", { time, final: true });
    const lastOriginal = await must(last);
    if (random() < 0.5) {
      expect(await dispatch(open, fetchHttp, reversal(last), row(lastOriginal), MANY)).toMatchObject({ kind: "accepted" });
      reversed.push(last);
      await must(confirmation(order, "30", { time, final: true }));
    }
    await must(confirmation(order, "40", { operation: 20, workUnit: "ASM-01.UNIT", time, final: true }));
    await must(qualityRecorded(order, pick(["PASS", "FAIL"])));
    await must(receipt(order, `P-${run}-A`, "25"));
    await must(receipt(order, `P-${run}-B`, "15"));
    // More than the order: refused, and nothing of it stays.
    const above = receipt(order, `P-${run}-C`, "1");
    expect(await dispatch(open, fetchHttp, above, row(), MANY)).toMatchObject({ kind: "rejected", code: expect.stringMatching(/^(OVER_PRODUCTION|OPERATIONS_OPEN)$/) });
    expect(factory.timesBooked(above)).toBe(0);
  }
  factory.server.faults.choose = () => null;
  const gone = new Set(reversed.map((message) => message.id));
  for (const message of booked) expect(factory.timesBooked(message), `${message.type} ${message.id}`).toBe(gone.has(message.id) ? 0 : 1);
  // Past the adapter: what lies in stock is what was said, once.
  const orders = factory.site.store.all("Work Order").filter((order) => num(order, "qty") === 40);
  expect(orders.map((order) => num(order, "produced_qty"))).toEqual(orders.map(() => 40));
  const taken = 100_000 - factory.site.store.onHand("CAST-01", "Stores - EW", "C240115") + (100_000 - factory.site.store.onHand("CAST-01", "Stores - EW", "C240116"));
  expect(taken).toBe(orders.length * 13);
  expect(booked.length).toBeGreaterThan(110);
  expect(failed).toBeGreaterThan(250);
  await factory.close();
});
