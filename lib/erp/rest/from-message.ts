import { z } from "zod";
import { InboundMessage } from "@/lib/messages/inbound";
import type { Json, Unreadable } from "@/lib/erp/port";

const Known = z.object({ id: z.string().optional(), type: z.string().optional(), subject: z.string().optional() }).catch({});

/** Reads each entry on its own: one that does not fit is kept with its reason and does not stop the others (IN-07). */
export function fromMessages(entries: readonly Json[]): { messages: InboundMessage[]; unreadable: Unreadable[] } {
  const messages: InboundMessage[] = [];
  const unreadable: Unreadable[] = [];
  for (const [position, raw] of entries.entries()) {
    const parsed = InboundMessage.safeParse(raw);
    if (parsed.success) {
      messages.push(parsed.data);
      continue;
    }
    const known = Known.parse(raw);
    unreadable.push({ id: known.id ?? `entry-${position}`, type: known.type ?? null, raw, reason: z.prettifyError(parsed.error) });
  }
  return { messages, unreadable };
}
