import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { objectsOf } from "./books";
import { createDemand, openDemoCompany } from "./demand";
import { openLedger } from "./ledger";

const START = new Date("2026-03-16T08:00:00Z");
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function company() {
  const folder = mkdtempSync(join(tmpdir(), "sandbox-erp-"));
  folders.push(folder);
  let clock = START;
  const ledger = openLedger(folder, "erp/demo", () => clock);
  openDemoCompany(ledger, START, 17);
  const day = (hours: number) => {
    clock = new Date(START.getTime() + hours * 3_600_000);
    createDemand(ledger, clock);
  };
  const orders = () => objectsOf(ledger.books, "erp.order.v1").map(({ order, status, item }) => `${order} ${item} ${status}`);
  const finish = () => {
    for (const order of objectsOf(ledger.books, "erp.order.v1")) if (order.status === "RELEASED") ledger.change("erp.order.v1", { ...order, status: "CLOSED" });
  };
  return { ledger, day, orders, finish };
}

it("leaves a full order book alone", () => {
  const { day, orders } = company();
  const before = orders();
  day(1);
  expect(orders()).toEqual(before);
});

it("goes on when orders are finished: releases the planned one, then sells more, the same way each time", () => {
  const run = () => {
    const { day, orders, finish } = company();
    finish();
    for (const hours of [1, 2, 3, 4]) day(hours);
    return orders().filter((order) => order.endsWith("RELEASED"));
  };
  const released = run();
  expect(released).toContain("4711-0088 ALMOND-ORIG-1L RELEASED");
  expect(released.some((order) => order.startsWith("4711-0089"))).toBe(true);
  expect(run()).toEqual(released);
});

it("makes base and buys milk again once what there was has expired", () => {
  const { ledger, day, orders, finish } = company();
  finish();
  for (const hours of [72, 73, 74]) day(hours);
  expect(orders().some((order) => order.endsWith("OAT-BASE RELEASED"))).toBe(true);
  expect(objectsOf(ledger.books, "erp.lot.v1").some((lot) => lot.lot === "MLK-1-0611+2")).toBe(true);
});
