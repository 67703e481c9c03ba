import { eq } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { outboxMessage } from "@/db/schema/integration";
import type { Delivery, DocumentPart } from "@/lib/erp/port";
import type { EntryReversedV1 } from "@/lib/messages/entry-reversed.v1";
import type { OutboundMessage } from "@/lib/messages/outbound";
import type { Claimed } from "./claim";
import type { Settlement } from "./settle";
import { asTold } from "./tombstone";

const Memory = z.record(z.string(), z.json()).nullable();
const Parts = z.array(z.object({ kind: z.string(), number: z.string() })).catch([]);

type Original = Pick<Claimed, "state" | "document" | "documentParts" | "memory" | "payload" | "erpUnit">;

/** True of a message that takes another one back. */
export function isReversal(message: OutboundMessage): message is EntryReversedV1 {
  return message.type === "mes.entry.reversed.v1";
}

/** The message that a reversal takes back, as it stands in the outbox; null when it is not there. */
export async function originalOf(db: Database, { data }: EntryReversedV1): Promise<Original | null> {
  const { state, document, documentParts, memory, payload, erpUnit } = outboxMessage;
  const [row] = await db.select({ state, document, documentParts, memory, payload, erpUnit }).from(outboxMessage).where(eq(outboxMessage.id, data.reversed.id));
  return row ?? null;
}

/** How it was accepted; null when it was not. */
export function acceptedOriginal(original: Original | null): Delivery["original"] {
  if (original?.state !== "ACCEPTED" || original.document === null) return null;
  const parts: DocumentPart[] = Parts.parse(original.documentParts);
  return { document: original.document, parts, memory: Memory.parse(original.memory) };
}

/** What to ask the ERP for, to learn whether it holds a message that was settled without sending; null when that does not fit the contract of its type any more. */
export function lookUpOf({ payload, erpUnit, memory }: Original, signal: AbortSignal): { readonly settled: OutboundMessage; readonly delivery: Delivery } | null {
  const settled = asTold({ payload, erpUnit });
  if (settled === null) return null;
  const remember = () => Promise.reject(new Error("whoever looks a message up remembers nothing"));
  return { settled, delivery: { memory: Memory.parse(memory), remember, original: null, signal } };
}

/** A reversal whose settled original nobody can ask the ERP for: whether there is something to take back is for people to say. */
export const UNASKABLE: Settlement = {
  kind: "unreadable",
  reason:
    "What it takes back was settled without sending and does not fit the contract of its type any more, so the ERP could not be asked for it. Look it up in the ERP, take it back there by hand if it is there, and settle this message without sending.",
};

type Passed = Extract<Settlement, { kind: "skip" }>;

const WHY: Readonly<Record<Passed["code"], string>> = {
  NOT_SUPPORTED: "This ERP has no place for what it takes back, so there is nothing to take back there; it was passed over.",
  NEVER_TAKEN:
    "What it takes back was settled without sending and is not in the ERP, so there is nothing to take back there; it was passed over. What somebody keyed in by hand is taken back by hand.",
};

/** A reversal is not sent: the ERP has no place for what it takes back, or never took it. */
export function passedOver(code: Passed["code"]): Omit<Passed, "tombstone"> {
  return { kind: "skip", code, reason: WHY[code] };
}
