import type { ExceptionRaisedV1, ExceptionResolvedV1 } from "@/lib/messages/exception-raised.v1";
import type { LineDownV1, LineRestoredV1 } from "@/lib/messages/line-down.v1";
import type { OrderAcknowledgedV1 } from "@/lib/messages/order-acknowledged.v1";
import type { QualityRecordedV1 } from "@/lib/messages/quality-recorded.v1";
import { topicKey } from "./keys";
import { localText } from "./zone";

/** What is told by an issue of ERPNext's support module. One issue speaks of one topic; each message adds a paragraph. */
export type Told = { readonly topic: string; readonly subject: string; readonly paragraph: string; readonly closed: boolean };

type Telling = OrderAcknowledgedV1 | LineDownV1 | LineRestoredV1 | ExceptionRaisedV1 | ExceptionResolvedV1 | QualityRecordedV1;

/** The issue of a message. Its times are those of the site. Pure. */
export function toIssue(message: Telling, zone: string): Told {
  const at = (time: string) => localText(zone, new Date(time));
  switch (message.type) {
    case "mes.order.acknowledged.v1": {
      const { order, erpVersion, outcome, code, reason } = message.data;
      const became = outcome === "REJECTED" ? "was not taken over, the old values stand" : outcome === "PARKED" ? "waits" : "was taken over";
      const why = [code, reason].filter((part) => part !== null).join(", ");
      const paragraph = `The change of order ${order} (version ${erpVersion}) ${became}${why === "" ? "." : `: ${why}`}`;
      return { topic: topicKey("order-change", message.source, order), subject: `Order change: ${order}`, paragraph, closed: outcome === "APPLIED" };
    }
    case "mes.line.down.v1": {
      const { stopId, site, workUnit, reason, from, estimatedRestore, estimateAssumed, orders } = message.data;
      const until = estimatedRestore === null ? "" : ` Expected back ${at(estimatedRestore)}${estimateAssumed ? " (assumed)" : ""}.`;
      const paragraph = `${workUnit} is down since ${at(from)}, reason ${reason ?? "not named yet"}.${until} Orders: ${orders.join(", ") || "none"}.`;
      return { topic: topicKey("stop", site, stopId), subject: `Line down: ${workUnit}`, paragraph, closed: false };
    }
    case "mes.line.restored.v1": {
      const { stopId, site, workUnit, reason, from, to, seconds } = message.data;
      const paragraph = `${workUnit} runs again. It was down from ${at(from)} to ${at(to)} (${seconds} s), reason ${reason ?? "not named"}.`;
      return { topic: topicKey("stop", site, stopId), subject: `Line restored: ${workUnit}`, paragraph, closed: true };
    }
    case "mes.exception.raised.v1":
    case "mes.exception.resolved.v1": {
      const { exception, site, kind, severity, order, operation, workUnit, lot, summary } = message.data;
      const where = [order === null ? null : `order ${order}`, operation === null ? null : `operation ${operation}`, workUnit, lot === null ? null : `lot ${lot}`].filter(
        (part) => part !== null,
      );
      const over = message.type === "mes.exception.resolved.v1" ? message.data : null;
      const end =
        over === null ? [] : [`Over since ${at(over.resolvedAt)}.`, over.cause === null ? null : `Cause: ${over.cause}.`, over.action === null ? null : `Action: ${over.action}.`];
      const paragraph = [`${summary}`, where.length === 0 ? null : `(${where.join(", ")})`, ...end].filter((part) => part !== null).join(" ");
      return { topic: topicKey("exception", site, exception), subject: `Severity ${severity}: ${kind}`, paragraph, closed: over !== null };
    }
    case "mes.quality.recorded.v1": {
      const { check, site, plan, item, lot, verdict, characteristics } = message.data;
      const failed = characteristics.filter((one) => one.failed > 0).map((one) => `${one.name} (${one.failed} of ${one.samples})`);
      const of = [item, lot === null ? null : `lot ${lot}`].filter((part) => part !== null).join(", ");
      const paragraph = `Check ${check} by plan ${plan}${of === "" ? "" : ` of ${of}`}: ${verdict}.${failed.length === 0 ? "" : ` Failed: ${failed.join(", ")}.`}`;
      return { topic: topicKey("check", site, check), subject: `Quality ${verdict === "PASS" ? "passed" : "failed"}: ${of || check}`, paragraph, closed: verdict === "PASS" };
    }
  }
}

const LONGEST_SUBJECT = 140;

/** A subject as Frappe's field takes it. */
export function subjectOf({ subject }: Told): string {
  return subject.slice(0, LONGEST_SUBJECT);
}

/** A description, which is HTML, with the paragraph of a message. */
export function withParagraph(description: string, told: Told, messageId: string): string {
  const escaped = told.paragraph.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
  return `${description}<p>${escaped} [${messageId}]</p>`;
}

/** Whether the paragraph of a message stands in a description. */
export function hasParagraph(description: string, messageId: string): boolean {
  return description.includes(`[${messageId}]`);
}
