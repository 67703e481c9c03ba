import type { InboundMessage } from "@/lib/messages/inbound";
import { readInbound } from "@/lib/messages/inbound-subject";

/** What a message may wait for: `item:SITE-A/RM-OAT`, `bom:SITE-A/FG-100/1`, `site:SITE-A`. */
export type ReferenceKey = string;

export function itemKey(site: string, item: string): ReferenceKey {
  return `item:${site}/${item}`;
}

export function workCentreKey(site: string, workCentre: string): ReferenceKey {
  return `work-centre:${site}/${workCentre}`;
}

export function bomKey(site: string, item: string, version: string): ReferenceKey {
  return `bom:${site}/${item}/${version}`;
}

export function routingKey(site: string, item: string, version: string): ReferenceKey {
  return `routing:${site}/${item}/${version}`;
}

export function siteKey(site: string): ReferenceKey {
  return `site:${site}`;
}

/** What others may have waited for, once this message is applied. */
export function providedKey(message: InboundMessage): ReferenceKey {
  const kind = message.type.replace(/^erp\./, "").replace(/\.v\d+$/, "");
  // From the data, not from the envelope: a sender may name its subject as it likes.
  return `${kind}:${readInbound(message.type, message.data, message.source, message.time).subject}`;
}
