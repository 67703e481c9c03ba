import type { OrderData } from "@/lib/messages/erp-order.v1";
import { hoursAfter } from "./hours-after";

type Plan = { order: string; site: string; item: string; qty: string; startH: number; dueH: number; priority: number; for: readonly [string, number] | null; released?: false };

/**
 * Orders of the demo; hours count from its start. The first five are in the middle of their way: what was done of them stands in `db/seed/demo-shift.ts`.
 * The others are open and untouched.
 */
const PLANS: readonly Plan[] = [
  { order: "4711-0070", site: "SITE-A", item: "OAT-BASE", qty: "6000", startH: -34, dueH: -28, priority: 20, for: null },
  { order: "4711-0073", site: "SITE-A", item: "OAT-CHOC-1L", qty: "2000", startH: -28, dueH: -18, priority: 20, for: null },
  { order: "4711-0076", site: "SITE-A", item: "OAT-VANILLA-1L", qty: "3600", startH: -7, dueH: 6, priority: 10, for: ["SO-20135", 10] },
  { order: "4711-0078", site: "SITE-A", item: "ALMOND-ORIG-1L", qty: "2400", startH: -5, dueH: 10, priority: 10, for: ["SO-20136", 10] },
  { order: "4711-0079", site: "SITE-A", item: "OAT-BARISTA-1L", qty: "3000", startH: -4, dueH: 12, priority: 10, for: ["SO-20137", 10] },
  { order: "4711-0080", site: "SITE-A", item: "OAT-BASE", qty: "12000", startH: 0, dueH: 10, priority: 20, for: null },
  { order: "4711-0081", site: "SITE-A", item: "ALMOND-ORIG-1L", qty: "7200", startH: 0, dueH: 36, priority: 30, for: ["SO-20141", 10] },
  { order: "4711-0082", site: "SITE-A", item: "OAT-BARISTA-1L", qty: "4800", startH: 0, dueH: 24, priority: 10, for: ["SO-20138", 10] },
  { order: "4711-0083", site: "SITE-A", item: "OAT-CHOC-1L", qty: "6000", startH: 1, dueH: 19, priority: 20, for: ["SO-20139", 10] },
  { order: "4711-0084", site: "SITE-A", item: "OAT-VANILLA-1L", qty: "3600", startH: 6, dueH: 24, priority: 30, for: ["SO-20142", 20] },
  { order: "4711-0085", site: "SITE-A", item: "MILK-CHOC-1L", qty: "4800", startH: 8, dueH: 30, priority: 20, for: ["SO-20144", 10] },
  { order: "4711-0086", site: "SITE-A", item: "OAT-BASE", qty: "9000", startH: 14, dueH: 26, priority: 40, for: null },
  { order: "4711-0087", site: "SITE-A", item: "OAT-BARISTA-1L", qty: "6000", startH: 16, dueH: 46, priority: 30, for: ["SO-20145", 10] },
  { order: "4711-0088", site: "SITE-A", item: "ALMOND-ORIG-1L", qty: "5400", startH: 28, dueH: 52, priority: 50, for: null, released: false },
  { order: "4712-0030", site: "SITE-B", item: "OAT-BASE", qty: "14000", startH: 0, dueH: 12, priority: 20, for: null },
  { order: "4712-0031", site: "SITE-B", item: "OAT-BARISTA-1L", qty: "8400", startH: 0, dueH: 19, priority: 10, for: ["SO-20140", 10] },
  { order: "4712-0032", site: "SITE-B", item: "ALMOND-ORIG-1L", qty: "5000", startH: 4, dueH: 30, priority: 30, for: ["SO-20143", 10] },
  { order: "4712-0033", site: "SITE-B", item: "OAT-CHOC-1L", qty: "6000", startH: 10, dueH: 36, priority: 30, for: ["SO-20146", 10] },
  { order: "4712-0034", site: "SITE-B", item: "OAT-VANILLA-1L", qty: "4800", startH: 20, dueH: 48, priority: 40, for: ["SO-20147", 10] },
  { order: "4712-0035", site: "SITE-B", item: "OAT-BARISTA-1L", qty: "12000", startH: 30, dueH: 72, priority: 50, for: ["SO-20149", 10], released: false },
];

/** The open orders, released but for two that are only planned. They follow version 1 of the item's BOM and routing. */
export function demoOrders(start: Date, customerOf: (commitment: string) => string): OrderData[] {
  return PLANS.map((plan) => ({
    order: plan.order,
    erpVersion: 1,
    site: plan.site,
    type: "STANDARD",
    status: plan.released === false ? "CREATED" : "RELEASED",
    item: plan.item,
    qty: plan.qty,
    uom: plan.item === "OAT-BASE" ? "LTR" : "EA",
    plannedStart: hoursAfter(start, plan.startH),
    due: hoursAfter(start, plan.dueH),
    priority: plan.priority,
    overPct: "5",
    underPct: "5",
    bomVersion: "1",
    routingVersion: "1",
    components: null,
    operations: null,
    outputLot: `L-${plan.order}`,
    customer: plan.for === null ? null : { customer: customerOf(plan.for[0]), commitment: plan.for[0], line: plan.for[1] },
  }));
}
