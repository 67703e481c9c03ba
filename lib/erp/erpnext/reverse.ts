import { z } from "zod";
import type { Accepted, Delivery, FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { EntryReversedV1 } from "@/lib/messages/entry-reversed.v1";
import { rowsPart } from "./card-rows";
import type { Context } from "./context";
import { consumptionPart, issuePart, receiptPart, scrapPart } from "./move-stock";
import type { Part } from "./part";
import { Refused } from "./refused";

/** What is remembered before anything is taken back: that it was there, since a row that is gone leaves no trace. */
const Memory = z.object({ document: z.string() });

/**
 * Cancels what the reversed message became; in a card that is not submitted yet its rows are taken out. Safe to repeat.
 * @throws Refused NOTHING_TO_REVERSE when ERPNext never held it.
 */
export async function reverse(context: Context, message: EntryReversedV1, delivery: Delivery): Promise<PostOutcome> {
  const parts = partsOf(context, message);
  const known = documentOf(delivery) ?? (await firstFound(parts));
  if (known === null) throw new Refused("NOTHING_TO_REVERSE", "ERPNext holds nothing of the entry that is reversed: if it was keyed by hand there, it is taken back by hand.");
  await delivery.remember({ document: known });
  for (const part of parts.toReversed()) await part.undo();
  return accepted(known);
}

/** Whether everything of the reversed message is gone, though it was there. */
export async function findReversed(context: Context, message: EntryReversedV1, delivery: Delivery): Promise<FindOutcome> {
  const known = documentOf(delivery);
  if (known === null) return { kind: "absent" };
  for (const part of partsOf(context, message)) if (!(await part.isGone())) return { kind: "absent" };
  return accepted(known);
}

function documentOf({ memory, original }: Delivery): string | null {
  const parsed = Memory.safeParse(memory);
  return original?.document ?? (parsed.success ? parsed.data.document : null);
}

async function firstFound(parts: readonly Part[]): Promise<string | null> {
  for (const part of parts.toReversed()) {
    const number = await part.find();
    if (number !== null) return number;
  }
  return null;
}

function accepted(document: string): Accepted {
  return { kind: "accepted", document, parts: [{ kind: "cancelled", number: document }] };
}

/** The parts of the reversed message, as they were made. */
function partsOf(context: Context, message: EntryReversedV1): readonly Part[] {
  const { reversed } = message.data;
  switch (reversed.type) {
    case "mes.production.confirmed.v1": {
      const original = { ...message, ...reversed };
      const consumption = consumptionPart(context, original);
      // By its rows, which it has however the connection was set when it was booked; a card in its place is open for what is made instead.
      const rows = rowsPart(context, original);
      return consumption === null ? [rows] : [consumption, rows];
    }
    case "mes.material.issued.v1":
      return [issuePart(context, { ...message, ...reversed })];
    case "mes.material.scrapped.v1":
      return [scrapPart(context, { ...message, ...reversed })];
    case "mes.production.received.v1":
      return [receiptPart(context, { ...message, ...reversed })];
  }
}
