import { randomUUID } from "node:crypto";
import { OutboundMessage } from "@/lib/messages/outbound";
import type { OutboundType } from "@/lib/messages/outbound";

let sequence = 0;

/** Wraps data into a message of that type, on the subject given. */
export function message<Type extends OutboundType>(type: Type, subject: string, data: unknown, time = "2026-03-16T09:00:00Z"): Extract<OutboundMessage, { type: Type }> {
  sequence += 1;
  const parsed = OutboundMessage.parse({
    id: randomUUID(),
    source: "mes/SITE-A",
    type,
    subject,
    time,
    recordtime: time,
    sequence,
    correlationid: subject,
    causationid: "cmd",
    data,
  });
  // The discriminator was just parsed.
  return parsed as Extract<OutboundMessage, { type: Type }>;
}

type Line = { readonly item: string; readonly lot: string | null; readonly qty: string; readonly uom?: string };
type Confirmation = {
  readonly operation?: number;
  readonly final?: boolean;
  readonly good?: string;
  readonly total?: string;
  readonly scrapReasons?: readonly { readonly code: string; readonly qty: string }[];
  readonly scrap?: string;
  readonly machineSeconds?: number;
  readonly consumption?: readonly Line[];
  readonly outputLot?: string;
};

/** An operation produced: 48 good pumps of order 217 as in the fixtures, unless told otherwise. */
export function confirmation(
  order: string,
  { operation = 10, final = false, good = "48", total = good, scrapReasons = [], scrap, machineSeconds = 13_800, consumption = [], outputLot }: Confirmation = {},
) {
  const scrapped = scrap ?? String(scrapReasons.reduce((sum, reason) => sum + Number(reason.qty), 0));
  return message("mes.production.confirmed.v1", order, {
    confirmationId: "CF-1",
    order,
    operation,
    workUnit: operation === 10 ? "MILL-01.UNIT" : "ASM-01.UNIT",
    final,
    origin: "COUNTER",
    quantity: { uom: "EA", good, scrap: scrapped, rework: "0" },
    scrapReasons,
    time: [{ activity: "RUN", machineSeconds, labour: [{ person: "P-0417", rateClass: "A2", seconds: machineSeconds }] }],
    consumption: consumption.map((line) => ({ uom: "EA", ...line, mode: "BACKFLUSH" })),
    output: outputLot === undefined ? [] : [{ lot: outputLot, hu: null, qty: good, from: "2026-03-16T05:10:00Z", to: "2026-03-16T09:00:00Z" }],
    genealogyRun: null,
    reverses: null,
    totals: { good: total, scrap: scrapped, rework: "0" },
  });
}

/** A component was taken. */
export function issue(order: string, line: Line, operation = 10) {
  const { item, lot, qty, uom = "EA" } = line;
  return message("mes.material.issued.v1", order, {
    issueId: "IS-1",
    order,
    operation,
    item,
    lot,
    qty,
    uom,
    mode: "MANUAL_SCAN",
    activity: "RUN",
    workUnit: "MILL-01.UNIT",
    location: null,
    substituteFor: null,
    final: false,
  });
}

/** Finished pumps went into stock. */
export function receipt(order: string, lot: string, qty: string, final = false, item = "FG-PUMP-100") {
  return message("mes.production.received.v1", order, {
    receiptId: "RC-1",
    order,
    operation: 20,
    item,
    lot,
    hu: null,
    qty,
    uom: "EA",
    location: null,
    qualityStatus: "RELEASED",
    madeAt: "2026-03-16T09:00:00Z",
    expiresAt: null,
    final,
  });
}

/** A component lot was scrapped. */
export function materialScrap(order: string | null, line: Line, reason: string) {
  const { item, lot, qty, uom = "EA" } = line;
  return message("mes.material.scrapped.v1", order ?? item, { scrapId: "SC-1", order, operation: order === null ? null : 10, item, lot, qty, uom, location: null, reason });
}

/** The order reached a state. */
export function status(order: string, state: string, received = "0", comment: string | null = null) {
  return message("mes.order.status.v1", order, { order, state, reason: null, comment, quantity: { uom: "EA", good: "0", scrap: "0", received } });
}

const stop = { stopId: "DT-000731", site: "SITE-A", line: "MILL-01", workUnit: "MILL-01.UNIT", reasonClass: "FAILURE", from: "2026-03-16T09:42:00Z" };

export function lineDown(reason: string | null, stopId = stop.stopId) {
  return message("mes.line.down.v1", stop.workUnit, { ...stop, stopId, reason, estimatedRestore: null, estimateAssumed: false, orders: [] }, "2026-03-16T09:42:00Z");
}

export function lineRestored(reason: string | null, stopId = stop.stopId) {
  return message("mes.line.restored.v1", stop.workUnit, { ...stop, stopId, reason, to: "2026-03-16T10:12:00Z", seconds: 1800 }, "2026-03-16T10:12:00Z");
}
