import { randomUUID } from "node:crypto";
import type { Delivery } from "@/lib/erp/port";
import type { EntryReversedV1, ReversedEntry } from "@/lib/messages/entry-reversed.v1";
import type { ExceptionRaisedV1, ExceptionResolvedV1 } from "@/lib/messages/exception-raised.v1";
import type { LotHeldV1, LotReleasedV1 } from "@/lib/messages/lot-held.v1";
import type { LineDownV1, LineRestoredV1 } from "@/lib/messages/line-down.v1";
import type { MaterialIssuedV1 } from "@/lib/messages/material-issued.v1";
import type { MaterialScrappedV1 } from "@/lib/messages/material-scrapped.v1";
import type { OrderStatusV1 } from "@/lib/messages/order-status.v1";
import type { ProductionConfirmedV1 } from "@/lib/messages/production-confirmed.v1";
import type { ProductionReceivedV1 } from "@/lib/messages/production-received.v1";
import type { QualityRecordedV1 } from "@/lib/messages/quality-recorded.v1";

export const SITE = "SITE-A";
export const TIME = "2026-03-16T13:55:00Z";

/** The envelope of a fact of the floor. */
function head(subject: string, id: string = randomUUID()) {
  return { id, source: `mes/${SITE}`, subject, time: TIME, recordtime: TIME, sequence: 1, correlationid: subject, causationid: `cmd-${id}` };
}

/** A partial confirmation of operation 10 as in the fixtures: 48 good, 2 scrapped by a broken tool, one lot of castings. */
export function confirmed(order: string, change: Partial<ProductionConfirmedV1["data"]> = {}, id?: string): ProductionConfirmedV1 {
  return {
    ...head(order, id),
    type: "mes.production.confirmed.v1",
    data: {
      confirmationId: "CF-1",
      order,
      operation: 10,
      workUnit: "MILL-01.UNIT",
      final: false,
      origin: "COUNTER",
      quantity: { uom: "EA", good: "48", scrap: "2", rework: "0" },
      scrapReasons: [{ code: "0003", qty: "2" }],
      time: [
        { activity: "SETUP", machineSeconds: 900, labour: [] },
        { activity: "RUN", machineSeconds: 5760, labour: [{ person: "OP-1042", rateClass: "A2", seconds: 6630 }] },
      ],
      consumption: [{ item: "CAST-01", lot: "C240115", qty: "50", uom: "EA", mode: "MANUAL_QTY" }],
      output: [{ lot: "P000417", hu: null, qty: "48", from: "2026-03-16T06:10:00Z", to: "2026-03-16T13:50:00Z" }],
      genealogyRun: null,
      reverses: null,
      ...change,
    },
  };
}

export function issued(order: string, change: Partial<MaterialIssuedV1["data"]> = {}, id?: string): MaterialIssuedV1 {
  return {
    ...head(order, id),
    type: "mes.material.issued.v1",
    data: {
      issueId: "IS-1",
      order,
      operation: 10,
      item: "CAST-01",
      lot: "C240115",
      qty: "7",
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

export function received(order: string, change: Partial<ProductionReceivedV1["data"]> = {}): ProductionReceivedV1 {
  return {
    ...head(order),
    type: "mes.production.received.v1",
    data: {
      receiptId: "RC-1",
      order,
      operation: 20,
      item: "FG-PUMP-100",
      lot: "P000417",
      hu: null,
      qty: "10",
      uom: "EA",
      location: null,
      qualityStatus: "RELEASED",
      madeAt: TIME,
      expiresAt: "2027-03-17T00:00:00Z",
      final: false,
      ...change,
    },
  };
}

export function scrapped(change: Partial<MaterialScrappedV1["data"]> = {}): MaterialScrappedV1 {
  const data = { scrapId: "SC-1", order: null, operation: null, item: "CAST-01", lot: "C240115", qty: "3", uom: "EA", location: "101A", reason: "0003", ...change };
  return { ...head(data.order ?? "SC-1"), type: "mes.material.scrapped.v1", data };
}

export function reversed(original: ReversedEntry): EntryReversedV1 {
  const { order, operation } = original.data;
  return { ...head(order ?? "R"), type: "mes.entry.reversed.v1", data: { reversalId: "RV-1", order, operation, reason: "MISKEY", reversed: original } };
}

export function orderStatus(order: string, state: OrderStatusV1["data"]["state"]): OrderStatusV1 {
  return { ...head(order), type: "mes.order.status.v1", data: { order, state, reason: null, comment: null, quantity: { uom: "EA", good: "0", scrap: "0", received: "0" } } };
}

const stop = { stopId: "STOP-1", site: SITE, line: "MILL-01", workUnit: "MILL-01.UNIT", reasonClass: "FAILURE" as const, from: "2026-03-16T10:42:00Z" };

export function lineDown(reason: string | null, stopId = "STOP-1"): LineDownV1 {
  return { ...head("MILL-01.UNIT"), type: "mes.line.down.v1", data: { ...stop, stopId, reason, estimatedRestore: null, estimateAssumed: false, orders: ["1000217"] } };
}

export function lineRestored(stopId = "STOP-1"): LineRestoredV1 {
  return { ...head("MILL-01.UNIT"), type: "mes.line.restored.v1", data: { ...stop, stopId, reason: "SPINDLE", to: "2026-03-16T11:12:00Z", seconds: 1800 } };
}

const trouble = { exception: "EX-77", site: SITE, kind: "QUALITY", order: "1000217", operation: 10, workUnit: null, lot: "P000417", summary: "Three parts in a row leak" };

export function exceptionRaised(severity: number): ExceptionRaisedV1 {
  return { ...head("EX-77"), type: "mes.exception.raised.v1", data: { ...trouble, severity } };
}

export function exceptionResolved(severity: number): ExceptionResolvedV1 {
  return { ...head("EX-77"), type: "mes.exception.resolved.v1", data: { ...trouble, severity, resolvedAt: "2026-03-16T15:00:00Z", cause: "Seal", action: null } };
}

export function checked(order: string, change: Partial<QualityRecordedV1["data"]> = {}): QualityRecordedV1 {
  const one = {
    position: 0,
    name: "Shaft diameter",
    kind: "VARIABLE" as const,
    uom: "MMT",
    lowerLimit: "24.9",
    upperLimit: "25.1",
    samples: 5,
    min: "25.001",
    max: "25.03",
    mean: "25.012",
    failed: 0,
    defects: [],
  };
  return {
    ...head(order),
    type: "mes.quality.recorded.v1",
    data: { check: "CHK-1", site: SITE, plan: "QP-1", planVersion: "1", order, operation: 10, item: "FG-PUMP-100", lot: null, verdict: "PASS", characteristics: [one], ...change },
  };
}

export function lotHeld(lot: string, change: Partial<LotHeldV1["data"]> = {}): LotHeldV1 {
  return { ...head(lot), type: "mes.lot.held.v1", data: { hold: "H-1", site: SITE, item: "CAST-01", lot, onHand: "100000", uom: "EA", comment: "Cracks", ...change } };
}

export function lotReleased(lot: string, status: LotReleasedV1["data"]["status"], change: Partial<LotReleasedV1["data"]> = {}): LotReleasedV1 {
  return { ...head(lot), type: "mes.lot.released.v1", data: { hold: "H-1", site: SITE, item: "CAST-01", lot, onHand: "100000", uom: "EA", comment: "Checked", status, ...change } };
}

/** An outbox row: it keeps what the adapter remembers. */
export function delivery(original: Delivery["original"] = null): Delivery {
  return { memory: null, original, remember: async () => undefined };
}
