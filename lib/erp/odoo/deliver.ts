import type { Delivery, FindOutcome, PostOutcome } from "@/lib/erp/port";
import { inTheirWords, type Words } from "@/lib/erp/words";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { COMPANY } from "./api-types";
import type { OdooClient } from "./client";
import { type Desk, targetOf } from "./desk";
import { fieldNames } from "./field-names";
import { noteStep } from "./notes";
import { findChain } from "./orders";
import { findOne } from "./records";
import { Refused } from "./refused";
import type { OdooSettings } from "./settings";
import { lookUp, notebookOf, type Plan, walk } from "./steps";
import { toConfirmation } from "./to-confirmation";
import { toException } from "./to-exception";
import { toIssue, toMaterialScrap } from "./to-goods";
import { toLineStop } from "./to-line-stop";
import { toOrderStatus } from "./to-order-status";
import { toReceipt } from "./to-receipt";

/** Says one message to Odoo, step by step. @throws Refused, OdooError. */
export async function deliver(client: OdooClient, settings: OdooSettings, words: Words, message: OutboundMessage, delivery: Delivery): Promise<PostOutcome> {
  const desk = deskOf(client, settings, delivery);
  const theirs = inTheirWords(message, words);
  // What was begun on a part of an order is finished there.
  const order = bookedOn(theirs);
  if (order !== null && desk.book.memory.production === null) await desk.book.keep({ production: (await targetOf(desk, order)).member.id });
  const plan = await planOf(desk, theirs);
  return plan === null ? { kind: "accepted", document: message.subject, parts: [] } : walk(plan, desk.book);
}

/** Asks whether Odoo holds a message. @throws Refused, OdooError. */
export async function find(client: OdooClient, settings: OdooSettings, words: Words, message: OutboundMessage, delivery: Delivery): Promise<FindOutcome> {
  const desk = deskOf(client, settings, delivery);
  const plan = await planOf(desk, inTheirWords(message, words));
  if (plan !== null) return lookUp(plan, desk.book);
  // Asked all the same: an answer proves that Odoo is there.
  const company = await findOne(client, COMPANY, [["id", "=", settings.companyId]]);
  return company === undefined ? { kind: "absent" } : { kind: "accepted", document: message.subject, parts: [] };
}

function deskOf(client: OdooClient, settings: OdooSettings, delivery: Delivery): Desk {
  return { client, settings, names: fieldNames(settings.version), book: notebookOf(delivery) };
}

/** The order that a message books quantities on; null for those that only tell something. */
function bookedOn(message: OutboundMessage): string | null {
  switch (message.type) {
    case "mes.production.confirmed.v1":
    case "mes.material.issued.v1":
    case "mes.production.received.v1":
    case "mes.material.scrapped.v1":
      return message.data.order;
    default:
      return null;
  }
}

/** The steps of a message; null when Odoo need not know. */
async function planOf(desk: Desk, message: OutboundMessage): Promise<Plan | null> {
  switch (message.type) {
    case "mes.production.confirmed.v1":
      return toConfirmation(desk, message);
    case "mes.material.issued.v1":
      return toIssue(desk, message);
    case "mes.material.scrapped.v1":
      return toMaterialScrap(desk, message);
    case "mes.production.received.v1":
      return toReceipt(desk, message);
    case "mes.order.status.v1":
      return toOrderStatus(desk, message);
    case "mes.line.down.v1":
    case "mes.line.restored.v1":
      return toLineStop(desk, message);
    case "mes.exception.raised.v1":
    case "mes.exception.resolved.v1":
      return toException(desk, message);
    case "mes.order.acknowledged.v1": {
      const { order, outcome, code, reason } = message.data;
      if (outcome !== "REJECTED" && outcome !== "PARKED") return null;
      const { key } = await findChain(desk.client, desk.names, desk.settings.companyId, order);
      const text = `Change ${outcome === "REJECTED" ? "not taken over" : "waits"}: ${[code, reason].filter((part) => part !== null).join(", ")}`;
      return { steps: [noteStep(desk, { model: "mrp.production", id: Number(key) }, message.id, text)], document: () => key };
    }
    case "mes.message.resolved.v1":
      return null;
    default:
      throw new Refused("NOT_HELD", `Odoo has no place for messages of the type ${message.type}.`);
  }
}
