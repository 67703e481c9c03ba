import type { CommitmentData } from "@/lib/messages/erp-commitment.v1";
import { hoursAfter } from "./hours-after";

/** Euro per carton and day late, by priority class. */
const PENALTY: Readonly<Record<string, string>> = { A: "0.3", B: "0.15", C: "0.05" };

type CustomerPromise = readonly [commitment: string, line: number, site: string, item: string, qty: string, dueH: number, priorityClass: "A" | "B" | "C", customer: number];

/** What was promised to customers at the start of the demo; hours count from that instant. */
const PROMISES: readonly CustomerPromise[] = [
  ["SO-20135", 10, "SITE-A", "OAT-VANILLA-1L", "3000", 7, "A", 4],
  ["SO-20136", 10, "SITE-A", "ALMOND-ORIG-1L", "2400", 14, "B", 6],
  ["SO-20137", 10, "SITE-A", "OAT-BARISTA-1L", "1500", 18, "B", 7],
  ["SO-20138", 10, "SITE-A", "OAT-BARISTA-1L", "2400", 20, "A", 1],
  ["SO-20138", 20, "SITE-A", "OAT-CHOC-1L", "1800", 20, "A", 1],
  ["SO-20139", 10, "SITE-A", "OAT-CHOC-1L", "3600", 24, "B", 2],
  ["SO-20140", 10, "SITE-B", "OAT-BARISTA-1L", "6000", 20, "A", 3],
  ["SO-20141", 10, "SITE-A", "ALMOND-ORIG-1L", "4800", 38, "B", 4],
  ["SO-20141", 20, "SITE-A", "OAT-BARISTA-1L", "1500", 38, "B", 4],
  ["SO-20142", 10, "SITE-A", "ALMOND-ORIG-1L", "1800", 36, "C", 5],
  ["SO-20142", 20, "SITE-A", "OAT-VANILLA-1L", "3000", 36, "C", 5],
  ["SO-20143", 10, "SITE-B", "ALMOND-ORIG-1L", "4200", 34, "B", 6],
  ["SO-20144", 10, "SITE-A", "MILK-CHOC-1L", "4200", 38, "A", 2],
  ["SO-20145", 10, "SITE-A", "OAT-BARISTA-1L", "5400", 50, "B", 7],
  ["SO-20146", 10, "SITE-B", "OAT-CHOC-1L", "5000", 46, "B", 3],
  ["SO-20147", 10, "SITE-B", "OAT-VANILLA-1L", "4000", 60, "C", 8],
  ["SO-20148", 10, "SITE-B", "OAT-BARISTA-1L", "1800", 54, "C", 6],
  ["SO-20149", 10, "SITE-B", "OAT-BARISTA-1L", "9600", 84, "B", 1],
  ["SO-20150", 10, "SITE-A", "ALMOND-ORIG-1L", "4800", 72, "C", 8],
];

/** The number of the customer of a sales order. */
export function demoCustomerOf(commitment: string): string {
  return customer(PROMISES.find(([number]) => number === commitment)?.[7] ?? 1);
}

export function demoCommitments(start: Date): CommitmentData[] {
  return PROMISES.map(([commitment, line, site, item, qty, dueH, priorityClass, number]) => ({
    site,
    commitment,
    line,
    erpVersion: 1,
    customer: customer(number),
    customerName: `Customer ${String(number).padStart(2, "0")}`,
    item,
    qty,
    uom: "EA",
    due: hoursAfter(start, dueH),
    priorityClass,
    penaltyPerUnitDay: PENALTY[priorityClass] ?? "0",
    currency: "EUR",
    status: "OPEN",
  }));
}

function customer(number: number): string {
  return `C-${String(number).padStart(2, "0")}`;
}
