import type { OutboundMessage } from "@/lib/messages/outbound";

/** The messages of these types. */
export type OutboundOf<Type extends OutboundMessage["type"]> = Extract<OutboundMessage, { type: Type }>;
