import type { Delivery, FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { LineRestoredV1 } from "@/lib/messages/line-down.v1";
import type { OutboundMessage, OutboundType } from "@/lib/messages/outbound";
import { cardPart } from "./card-each";
import { rowsPart } from "./card-rows";
import { closePart } from "./close-order";
import type { Context } from "./context";
import { insertOnce, findHeld } from "./documents";
import { inspectionPart } from "./inspect";
import { issueOf } from "./issue-part";
import { lotPart } from "./lot-part";
import { consumptionPart, issuePart, receiptPart, scrapPart } from "./move-stock";
import { findOrder } from "./orders";
import { findAll, makeAll, type Part } from "./part";
import { Refused } from "./refused";
import { findReversed, reverse } from "./reverse";
import { toDowntimeEntry } from "./to-downtime-entry";
import { toIssue } from "./to-issue";

/** What ERPNext can be told. */
export const OUTBOUND = [
  "mes.production.confirmed.v1",
  "mes.material.issued.v1",
  "mes.material.scrapped.v1",
  "mes.production.received.v1",
  "mes.entry.reversed.v1",
  "mes.order.status.v1",
  "mes.order.acknowledged.v1",
  "mes.line.down.v1",
  "mes.line.restored.v1",
  "mes.quality.recorded.v1",
  "mes.exception.raised.v1",
  "mes.exception.resolved.v1",
  "mes.lot.held.v1",
  "mes.lot.released.v1",
] as const satisfies readonly OutboundType[];

/** Says one message to ERPNext. @throws Refused, FrappeError. */
export async function deliver(context: Context, message: OutboundMessage, delivery: Delivery): Promise<PostOutcome> {
  if (message.type === "mes.entry.reversed.v1") return reverse(context, message, delivery);
  return makeAll(await partsOf(context, message), message.subject);
}

/** Asks whether ERPNext holds a message. @throws Refused, FrappeError. */
export async function lookUp(context: Context, message: OutboundMessage, delivery: Delivery): Promise<FindOutcome> {
  if (message.type === "mes.entry.reversed.v1") return findReversed(context, message, delivery);
  return findAll(await partsOf(context, message), message.subject);
}

async function partsOf(context: Context, message: OutboundMessage): Promise<readonly Part[]> {
  switch (message.type) {
    case "mes.production.confirmed.v1": {
      const consumption = consumptionPart(context, message);
      const card = context.settings.cards === "OPERATION" ? rowsPart(context, message) : cardPart(context, message);
      // What may be refused for want of stock goes first: it can be cancelled, a card's own rows are the proof that all of it is booked.
      return consumption === null ? [card] : [consumption, card];
    }
    case "mes.material.issued.v1":
      return [issuePart(context, message)];
    case "mes.material.scrapped.v1":
      return [scrapPart(context, message)];
    case "mes.production.received.v1":
      return [receiptPart(context, message)];
    case "mes.order.status.v1": {
      const { order, state } = message.data;
      if (state === "CLOSED" || state === "ABORTED") return [closePart(context, order)];
      // Nothing to say, but it must be there to follow from its documents.
      await findOrder(context.client, order);
      return [];
    }
    case "mes.order.acknowledged.v1": {
      const told = toIssue(message, context.settings.timeZone);
      const { outcome } = message.data;
      // What was taken over needs no issue, and ends the one that says that an earlier change was not.
      if (outcome === "STALE" || (outcome === "APPLIED" && (await findHeld(context.client, "Issue", told.topic)).live === null)) return [];
      return [issueOf(context, told, message.id)];
    }
    case "mes.line.restored.v1": {
      const issue = issueOf(context, toIssue(message, context.settings.timeZone), message.id);
      const { downtimeOperator } = context.settings;
      return downtimeOperator === null ? [issue] : [issue, downtimePart(context, message, downtimeOperator)];
    }
    case "mes.line.down.v1":
    case "mes.exception.raised.v1":
    case "mes.exception.resolved.v1":
      return [issueOf(context, toIssue(message, context.settings.timeZone), message.id)];
    case "mes.quality.recorded.v1":
      return [inspectionPart(context, message)];
    case "mes.lot.held.v1":
    case "mes.lot.released.v1":
      return [lotPart(context, message)];
    default:
      throw new Refused("NOT_SUPPORTED", `ERPNext has no place for ${message.type}.`);
  }
}

function downtimePart({ client, settings }: Context, message: LineRestoredV1, operator: string): Part {
  const find = async () => (await findHeld(client, "Downtime Entry", message.id)).live;
  return {
    kind: "Downtime Entry",
    find,
    make: () => insertOnce(client, "Downtime Entry", message.id, () => toDowntimeEntry(message, operator, settings)),
    undo: async () => undefined,
    isGone: async () => (await find()) === null,
  };
}
