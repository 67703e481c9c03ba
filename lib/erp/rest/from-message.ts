import { z } from "zod";
import { InboundMessage } from "@/lib/messages/inbound";
import type { Json, Unreadable } from "@/lib/erp/port";
import { inOurWords, type Words } from "@/lib/erp/words";

const Known = z.object({ id: z.string().optional(), type: z.string().optional(), subject: z.string().optional() }).catch({});

/**
 * Reads each entry on its own, with the ERP's words replaced by ours: one that does not fit is kept as it came, with its reason, and does not
 * stop the others (IN-07).
 */
export function fromMessages(entries: readonly Json[], words: Words): { messages: InboundMessage[]; unreadable: Unreadable[] } {
  const messages: InboundMessage[] = [];
  const unreadable: Unreadable[] = [];
  for (const [position, raw] of entries.entries()) {
    const parsed = InboundMessage.safeParse(spoken(raw, words));
    if (parsed.success) {
      messages.push(parsed.data);
      continue;
    }
    const known = Known.parse(raw);
    unreadable.push({ id: known.id ?? `entry-${position}`, type: known.type ?? null, raw, reason: z.prettifyError(parsed.error) });
  }
  return { messages, unreadable };
}

/** Only what the message says can hold words of the ERP; its envelope has none. */
function spoken(raw: Json, words: Words): Json {
  if (typeof raw !== "object" || raw === null || !("data" in raw)) return raw;
  return { ...raw, data: inOurWords(raw.data ?? null, words) };
}
