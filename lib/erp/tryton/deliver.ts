import type { Accepted, Delivery, FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { book, findBooked } from "./book";
import { toBooking } from "./booking";
import type { TrytonClient } from "./client";
import { finishOrder } from "./finish-order";
import { findNote, leaveNote, notedOn, workCenterResource } from "./notes";
import { findOrder } from "./orders";
import type { TrytonSettings } from "./settings";
import { startOrder } from "./start-order";
import { noteOf } from "./to-note";
import { dayIn } from "./zone";

const held = (document: string, kind?: string, number?: string): Accepted => ({
  kind: "accepted",
  document,
  parts: kind === undefined || number === undefined ? [] : [{ kind, number }],
});

/** Says one message to Tryton. @throws Refused, TrytonError. */
export async function deliver(client: TrytonClient, settings: TrytonSettings, message: OutboundMessage, delivery: Delivery): Promise<PostOutcome> {
  switch (message.type) {
    case "mes.production.confirmed.v1":
    case "mes.material.issued.v1":
    case "mes.material.scrapped.v1":
    case "mes.production.received.v1":
    case "mes.entry.reversed.v1":
      return book(client, settings, toBooking(message, settings), delivery);
    case "mes.order.status.v1": {
      const { order, state } = message.data;
      const day = dayIn(settings.timeZone, new Date(message.time));
      if (state === "IN_PROGRESS") await startOrder(client, await findOrder(client, order), day);
      else if (state === settings.finishOn || state === "CLOSED") await finishOrder(client, order, day);
      else return annotate(client, message);
      return held(order, "production", order);
    }
    default:
      return annotate(client, message);
  }
}

/** Asks whether Tryton holds a message. @throws Refused, TrytonError. */
export async function lookUp(client: TrytonClient, settings: TrytonSettings, message: OutboundMessage, delivery: Delivery): Promise<FindOutcome> {
  switch (message.type) {
    case "mes.production.confirmed.v1":
    case "mes.material.issued.v1":
    case "mes.material.scrapped.v1":
    case "mes.production.received.v1":
    case "mes.entry.reversed.v1":
      return findBooked(client, settings, toBooking(message, settings), delivery);
    case "mes.order.status.v1": {
      const { order, state } = message.data;
      const finishes = state === settings.finishOn || state === "CLOSED";
      if (state !== "IN_PROGRESS" && !finishes) return findAnnotation(client, message);
      const there = (await findOrder(client, order)).state;
      return there === "done" || (there === "running" && !finishes) ? held(order, "production", order) : { kind: "absent" };
    }
    default:
      return findAnnotation(client, message);
  }
}

/** Leaves a note where Tryton has no field for it; what Tryton need not know is accepted as it is. */
async function annotate(client: TrytonClient, message: OutboundMessage): Promise<PostOutcome> {
  const note = noteOf(message);
  if (note === null) return held(message.subject);
  for (const resource of await resourcesOf(client, note)) await leaveNote(client, resource, message.id, note.text);
  return findNoted(client, message, note);
}

async function findAnnotation(client: TrytonClient, message: OutboundMessage): Promise<FindOutcome> {
  const note = noteOf(message);
  // Asked all the same: an answer proves that the ERP is there.
  if (note === null) return (await client.companyId()) > 0 ? held(message.subject) : { kind: "absent" };
  const outcome = await findNoted(client, message, note);
  return outcome.parts.length === (await resourcesOf(client, note)).length ? outcome : { kind: "absent" };
}

type Note = NonNullable<ReturnType<typeof noteOf>>;

async function findNoted(client: TrytonClient, message: OutboundMessage, note: Note): Promise<Accepted> {
  const parts: { kind: string; number: string }[] = [];
  for (const resource of await resourcesOf(client, note)) {
    const id = await findNote(client, resource, message.id);
    if (id !== null) parts.push({ kind: "ir.note", number: String(id) });
  }
  return { kind: "accepted", document: [message.subject, ...parts.slice(0, 1).map((part) => `note ${part.number}`)].join(" / "), parts };
}

/** The records that a note stands on: its orders, else where the beginning of the same stop was noted, else the work centre. */
async function resourcesOf(client: TrytonClient, note: Note): Promise<string[]> {
  const orders: string[] = [];
  for (const number of note.orders) orders.push(`production,${(await findOrder(client, number)).id}`);
  if (orders.length > 0) return orders;
  const noted = note.stop === null ? [] : await notedOn(client, note.stop);
  if (noted.length > 0) return noted;
  const center = note.workCentre === null ? null : await workCenterResource(client, note.workCentre);
  return center === null ? [] : [center];
}
