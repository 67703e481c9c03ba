import { expect, it } from "vitest";
import { shortKey } from "./keys";
import { confirmed, issued } from "./testing/messages";
import { sapBench } from "./testing/sap-bench";
import type { Fault } from "./testing/sap-server";

const bench = sapBench();

/** A small generator with a seed: the same faults in each run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}

it("IN-03 books each of two hundred messages once while three calls in ten go wrong", async () => {
  const random = seeded(20_260_316);
  const kinds: readonly Fault[] = ["lost", "never", "429", "500", "500-after", "503", "token", "lock-code", "lock-status"];
  const numbers = Array.from({ length: 10 }, () => bench.order("100000"));
  const before = Number(bench.sap.clerk.stock("CAST-01", "C240115"));
  bench.sap.fault = () => (random() < 0.3 ? (kinds[Math.floor(random() * kinds.length)] ?? null) : null);
  const messages = Array.from({ length: 201 }, (_, index) => {
    const number = numbers[index % numbers.length] ?? "";
    if (index % 3 === 0) return issued(number, { qty: "2" });
    const scraps =
      index % 3 === 1
        ? [{ code: "0003", qty: "1" }]
        : [
            { code: "0003", qty: "1" },
            { code: "0001", qty: "1" },
          ];
    return confirmed(number, {
      quantity: { uom: "EA", good: "3", scrap: String(scraps.length), rework: "0" },
      scrapReasons: scraps,
      consumption: [{ item: "CAST-01", lot: "C240115", qty: "4", uom: "EA", mode: "MANUAL_QTY" }],
    });
  });
  for (const message of messages) await bench.bring(message, () => bench.open({ movementReads: 1 }));
  bench.sap.fault = () => null;
  for (const message of messages) {
    const booked = message.type === "mes.material.issued.v1" ? bench.sap.clerk.documents(shortKey(message.id)) : bench.sap.clerk.confirmations(message.id);
    expect(booked, message.id).toBe(1);
  }
  expect(before - Number(bench.sap.clerk.stock("CAST-01", "C240115"))).toBe(67 * 2 + 134 * 4);
}, 120_000);
