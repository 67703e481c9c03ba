import { v7 } from "uuid";
import { OutboundMessage } from "@/lib/messages/outbound";

let sequence = 0;

/** Wraps data into a message of that type, on the subject given, at an instant. */
export function message(type: OutboundMessage["type"], subject: string, data: unknown, at = new Date()): OutboundMessage {
  const time = at.toISOString();
  sequence += 1;
  return OutboundMessage.parse({ id: v7(), source: "mes/PLANT-1", type, subject, time, recordtime: time, sequence, correlationid: subject, causationid: "cmd", data });
}

const nothing = { uom: "EA", good: "0", scrap: "0", received: "0" };

/** The order reached a state. */
export function status(order: string, state: string): OutboundMessage {
  return message("mes.order.status.v1", order, { order, state, reason: null, comment: null, quantity: nothing });
}

type Issue = { readonly item: string; readonly lot?: string; readonly qty: string; readonly uom: string };

/** A component was taken. */
export function issue(order: string, { item, lot, qty, uom }: Issue, at?: Date): OutboundMessage {
  const data = {
    issueId: "IS-1",
    order,
    operation: 10,
    item,
    lot: lot ?? null,
    qty,
    uom,
    mode: "MANUAL_SCAN",
    activity: "RUN",
    workUnit: "MOLD-1.UNIT",
    location: null,
    substituteFor: null,
    final: false,
  };
  return message("mes.material.issued.v1", order, data, at);
}

type Confirmation = {
  readonly operation: number;
  readonly workUnit: string;
  readonly good?: string;
  readonly scrap?: string;
  readonly seconds: number;
  readonly consumption?: readonly Issue[];
};

/** An operation produced and took time. */
export function confirmation(order: string, { operation, workUnit, good = "0", scrap = "0", seconds, consumption = [] }: Confirmation, at?: Date): OutboundMessage {
  const data = {
    confirmationId: "CF-1",
    order,
    operation,
    workUnit,
    final: false,
    origin: "TYPED",
    quantity: { uom: "EA", good, scrap, rework: "0" },
    scrapReasons: scrap === "0" ? [] : [{ code: "DIM", qty: scrap }],
    time: [{ activity: "RUN", machineSeconds: seconds, labour: [] }],
    consumption: consumption.map((line) => ({ ...line, lot: line.lot ?? null, mode: "BACKFLUSH" })),
    output: [],
    genealogyRun: null,
    reverses: null,
  };
  return message("mes.production.confirmed.v1", order, data, at);
}

type Receipt = { readonly item: string; readonly lot: string; readonly qty: string; readonly final?: boolean };

/** Finished pieces went into stock. */
export function receipt(order: string, { item, lot, qty, final = false }: Receipt, at = new Date()): OutboundMessage {
  const data = {
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
    madeAt: at.toISOString(),
    expiresAt: null,
    final,
  };
  return message("mes.production.received.v1", order, data, at);
}

/** Takes a message back. */
export function reversal(of: OutboundMessage): OutboundMessage {
  const order = "order" in of.data ? of.data.order : null;
  return message("mes.entry.reversed.v1", of.subject, { reversalId: "RV-1", order, operation: null, reason: "MISKEY", reversed: { id: of.id, type: of.type, data: of.data } });
}
