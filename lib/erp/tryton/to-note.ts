import type { OutboundMessage } from "@/lib/messages/outbound";

/** What is told in a note: on the work centre if Tryton has it, else on the orders. */
export type Note = { readonly workCentre: string | null; readonly orders: readonly string[]; readonly text: string };

/** The note that a message becomes for want of a field in Tryton; null when Tryton need not know. Pure. */
export function noteOf(message: OutboundMessage): Note | null {
  switch (message.type) {
    case "mes.line.down.v1": {
      const { line, workUnit, reason, from, estimatedRestore, orders } = message.data;
      const until = estimatedRestore === null ? "" : `, expected back ${estimatedRestore}`;
      const text = `Down: ${workUnit} since ${from}, reason ${reason ?? "not named yet"}${until}. Orders: ${orders.join(", ") || "none"}.`;
      return { workCentre: line, orders, text };
    }
    case "mes.line.restored.v1": {
      const { line, workUnit, from, to, seconds, reason } = message.data;
      return { workCentre: line, orders: [], text: `Running again: ${workUnit}, was down from ${from} to ${to} (${seconds} s), reason ${reason ?? "not named"}.` };
    }
    case "mes.order.status.v1": {
      const { order, state, reason, comment } = message.data;
      if (state !== "ON_HOLD" && state !== "ABORTED") return null;
      return { workCentre: null, orders: [order], text: [`${state === "ON_HOLD" ? "On hold" : "Aborted"} since ${message.time}`, reason, comment].filter((part) => part !== null).join(", ") };
    }
    case "mes.order.acknowledged.v1": {
      const { order, outcome, code, reason } = message.data;
      if (outcome !== "REJECTED" && outcome !== "PARKED") return null;
      const text = `Change ${outcome === "REJECTED" ? "not taken over" : "waits"}: ${[code, reason].filter((part) => part !== null).join(", ")}.`;
      return { workCentre: null, orders: [order], text };
    }
    case "mes.message.resolved.v1":
    case "mes.production.confirmed.v1":
    case "mes.production.received.v1":
    case "mes.material.issued.v1":
    case "mes.material.scrapped.v1":
    case "mes.entry.reversed.v1":
      return null;
  }
}
