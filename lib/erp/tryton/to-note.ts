import type { OutboundMessage } from "@/lib/messages/outbound";

/** What is told in a note, and where: on these orders, or on the work centre when there are none. `stop` ties both ends of a stop together. */
export type Note = { readonly stop: string | null; readonly workCentre: string | null; readonly orders: readonly string[]; readonly text: string };

/** The note that a message becomes for want of a field in Tryton; null when Tryton need not know. Pure. */
export function noteOf(message: OutboundMessage): Note | null {
  switch (message.type) {
    case "mes.line.down.v1": {
      const { stopId, line, workUnit, reason, from, estimatedRestore, estimateAssumed, orders } = message.data;
      const until = estimatedRestore === null ? "" : `, expected back ${estimatedRestore}${estimateAssumed ? " (assumed)" : ""}`;
      const text = `Down: ${workUnit} since ${from}, reason ${reason ?? "not named yet"}${until}. Orders: ${orders.join(", ") || "none"}. (stop ${stopId})`;
      return { stop: stopId, workCentre: line, orders, text };
    }
    case "mes.line.restored.v1": {
      const { stopId, line, workUnit, from, to, seconds, reason } = message.data;
      return {
        stop: stopId,
        workCentre: line,
        orders: [],
        text: `Running again: ${workUnit}, was down from ${from} to ${to} (${seconds} s), reason ${reason ?? "not named"}. (stop ${stopId})`,
      };
    }
    case "mes.order.status.v1": {
      const { order, state, reason, comment } = message.data;
      if (state !== "ON_HOLD" && state !== "ABORTED") return null;
      return {
        stop: null,
        workCentre: null,
        orders: [order],
        text: [`${state === "ON_HOLD" ? "On hold" : "Aborted"} since ${message.time}`, reason, comment].filter((part) => part !== null).join(", "),
      };
    }
    case "mes.order.acknowledged.v1": {
      const { order, outcome, code, reason } = message.data;
      if (outcome !== "REJECTED" && outcome !== "PARKED") return null;
      const text = `Change ${outcome === "REJECTED" ? "not taken over" : "waits"}: ${[code, reason].filter((part) => part !== null).join(", ")}.`;
      return { stop: null, workCentre: null, orders: [order], text };
    }
    // No field and no place for these: the adapter does not take them.
    case "mes.exception.raised.v1":
    case "mes.exception.resolved.v1":
    case "mes.lot.held.v1":
    case "mes.lot.released.v1":
    case "mes.quality.recorded.v1":
    case "mes.genealogy.recorded.v1":
    case "mes.shift-production.proposed.v1":
    case "mes.labour.totals.v1":
    case "mes.shift.kpi.v1":
    case "mes.wip.snapshot.v1":
    case "mes.projection.snapshot.v1":
    case "mes.reconciliation.snapshot.v1":
    case "mes.message.resolved.v1":
    case "mes.production.confirmed.v1":
    case "mes.production.received.v1":
    case "mes.material.issued.v1":
    case "mes.material.scrapped.v1":
    case "mes.entry.reversed.v1":
      return null;
  }
}
