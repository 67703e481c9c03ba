import { v7 } from "uuid";
import type { EntryReversedV1 } from "@/lib/messages/entry-reversed.v1";
import type { ExceptionRaisedV1, ExceptionResolvedV1 } from "@/lib/messages/exception-raised.v1";
import type { LineDownV1, LineRestoredV1 } from "@/lib/messages/line-down.v1";
import type { LotHeldV1, LotReleasedV1 } from "@/lib/messages/lot-held.v1";
import type { MaterialIssuedV1 } from "@/lib/messages/material-issued.v1";
import type { MaterialScrappedV1 } from "@/lib/messages/material-scrapped.v1";
import type { OrderAcknowledgedV1 } from "@/lib/messages/order-acknowledged.v1";
import type { OrderStatusV1 } from "@/lib/messages/order-status.v1";
import type { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import type { ProductionReceivedV1 } from "@/lib/messages/production-received.v1";
import type { QualityRecordedV1 } from "@/lib/messages/quality-recorded.v1";

const SITE = "SITE-A";
let count = 0;

/** Each message happens a quarter of an hour after the one before: nobody is at two places at once. */
function envelope(subject: string) {
  count += 1;
  const time = new Date(Date.parse("2026-03-16T05:00:00Z") + count * 900_000).toISOString();
  return { id: v7(), source: `mes/${SITE}`, subject, time, recordtime: time, sequence: count, correlationid: subject, causationid: "cmd" };
}

type Taken = ProductionConfirmedV1["data"]["consumption"][number];

/** Castings of a lot. */
export const castings = (qty: string, lot = "C240115"): Taken => ({ item: "CAST-01", lot, qty, uom: "EA", mode: "BACKFLUSH" });

export function confirmation(order: string, good: string, change: Partial<ProductionConfirmedV1["data"]> = {}): ProductionConfirmedV1 {
  return {
    ...envelope(order),
    type: "mes.production.confirmed.v1",
    data: {
      confirmationId: "CF-1",
      order,
      operation: 10,
      workUnit: "MILL-01.UNIT",
      final: false,
      origin: "TYPED",
      quantity: { uom: "EA", good, scrap: "0", rework: "0" },
      scrapReasons: [],
      time: [{ activity: "RUN", machineSeconds: 600, labour: [{ person: "P-0417", rateClass: "A2", seconds: 600 }] }],
      consumption: [],
      output: [],
      genealogyRun: null,
      reverses: null,
      ...change,
    },
  };
}

export function issue(order: string, qty: string, change: Partial<MaterialIssuedV1["data"]> = {}): MaterialIssuedV1 {
  return {
    ...envelope(order),
    type: "mes.material.issued.v1",
    data: {
      issueId: "IS-1",
      order,
      operation: 10,
      item: "CAST-01",
      lot: "C240115",
      qty,
      uom: "EA",
      mode: "MANUAL_SCAN",
      activity: "RUN",
      workUnit: "MILL-01.UNIT",
      location: null,
      substituteFor: null,
      final: false,
      ...change,
    },
  };
}

export function receipt(order: string, lot: string, qty: string, change: Partial<ProductionReceivedV1["data"]> = {}): ProductionReceivedV1 {
  const head = envelope(order);
  return {
    ...head,
    type: "mes.production.received.v1",
    data: {
      receiptId: "RC-1",
      order,
      operation: 20,
      item: "FG-PUMP-100",
      lot,
      hu: null,
      qty,
      uom: "EA",
      location: null,
      qualityStatus: "RELEASED",
      madeAt: head.time,
      expiresAt: null,
      final: false,
      ...change,
    },
  };
}

export function scrap(order: string | null, qty: string, change: Partial<MaterialScrappedV1["data"]> = {}): MaterialScrappedV1 {
  return {
    ...envelope(order ?? "SITE-A"),
    type: "mes.material.scrapped.v1",
    data: { scrapId: "SC-1", order, operation: order === null ? null : 10, item: "CAST-01", lot: "C240115", qty, uom: "EA", location: "Stores - EW", reason: "BROKEN", ...change },
  };
}

export function reversal(of: ProductionConfirmedV1 | MaterialIssuedV1 | ProductionReceivedV1 | MaterialScrappedV1): EntryReversedV1 {
  return {
    ...envelope(of.subject),
    type: "mes.entry.reversed.v1",
    // The union is that of the contract: type and data belong together in `of`.
    data: {
      reversalId: "RV-1",
      order: of.data.order,
      operation: of.data.operation,
      reason: "MISKEY",
      reversed: { id: of.id, type: of.type, data: of.data } as EntryReversedV1["data"]["reversed"],
    },
  };
}

export function status(order: string, state: OrderStatusV1["data"]["state"]): OrderStatusV1 {
  return { ...envelope(order), type: "mes.order.status.v1", data: { order, state, reason: null, comment: null, quantity: { uom: "EA", good: "0", scrap: "0", received: "0" } } };
}

export function acknowledged(order: string, erpVersion: number, outcome: OrderAcknowledgedV1["data"]["outcome"], reason: string | null = null): OrderAcknowledgedV1 {
  const code = outcome === "REJECTED" ? "ORDER_CHANGE_CONFLICT" : null;
  return { ...envelope(order), type: "mes.order.acknowledged.v1", data: { order, erpVersion, outcome, code, reason } };
}

const STOP = { stopId: "STOP-7", site: SITE, line: "MILL-01", workUnit: "MILL-01.UNIT", reason: "SPINDLE", reasonClass: "FAILURE", from: "2026-03-16T09:00:00Z" } as const;

export function lineDown(stopId: string = STOP.stopId): LineDownV1 {
  return {
    ...envelope("MILL-01"),
    type: "mes.line.down.v1",
    data: { ...STOP, stopId, estimatedRestore: "2026-03-16T10:00:00Z", estimateAssumed: true, orders: ["MFG-WO-2026-00217"] },
  };
}

export function lineRestored(stopId: string = STOP.stopId): LineRestoredV1 {
  return { ...envelope("MILL-01"), type: "mes.line.restored.v1", data: { ...STOP, stopId, to: "2026-03-16T09:30:00Z", seconds: 1800 } };
}

export function qualityRecorded(order: string | null, verdict: "PASS" | "FAIL"): QualityRecordedV1 {
  const failed = verdict === "PASS" ? 0 : 2;
  return {
    ...envelope(order ?? "CAST-01"),
    type: "mes.quality.recorded.v1",
    data: {
      check: `CK-${count}`,
      site: SITE,
      plan: "QP-BORE",
      planVersion: "1",
      order,
      operation: order === null ? null : 10,
      item: order === null ? "CAST-01" : null,
      lot: null,
      verdict,
      characteristics: [
        {
          position: 0,
          name: "Bore diameter",
          kind: "VARIABLE",
          uom: "MMT",
          lowerLimit: "24.98",
          upperLimit: "25.02",
          samples: 5,
          min: "25.008",
          max: "25.012",
          mean: "25.01",
          failed: 0,
          defects: [],
        },
        {
          position: 1,
          name: "Surface",
          kind: "ATTRIBUTE",
          uom: null,
          lowerLimit: null,
          upperLimit: null,
          samples: 5,
          min: null,
          max: null,
          mean: null,
          failed,
          defects: failed === 0 ? [] : [{ code: "SCRATCH", count: 2 }],
        },
      ],
    },
  };
}

const EXCEPTION = {
  site: SITE,
  kind: "LOT_MIXED",
  severity: 1,
  order: "MFG-WO-2026-00217",
  operation: 10,
  workUnit: null,
  lot: "C240115",
  summary: "Two lots < mixed > on the line",
};

export function exceptionRaised(exception: string): ExceptionRaisedV1 {
  return { ...envelope(exception), type: "mes.exception.raised.v1", data: { ...EXCEPTION, exception } };
}

export function exceptionResolved(exception: string): ExceptionResolvedV1 {
  return { ...envelope(exception), type: "mes.exception.resolved.v1", data: { ...EXCEPTION, exception, resolvedAt: "2026-03-16T12:00:00Z", cause: "Wrong pallet", action: null } };
}

const HOLD = { hold: "HO-1", site: SITE, onHand: "100", uom: "EA", comment: "Supplier recall" };

export function lotHeld(item: string, lot: string): LotHeldV1 {
  return { ...envelope(lot), type: "mes.lot.held.v1", data: { ...HOLD, item, lot } };
}

export function lotReleased(item: string, lot: string, as: LotReleasedV1["data"]["status"]): LotReleasedV1 {
  return { ...envelope(lot), type: "mes.lot.released.v1", data: { ...HOLD, item, lot, status: as } };
}
