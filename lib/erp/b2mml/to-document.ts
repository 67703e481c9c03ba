import type { B2mmlDocument } from "./document";
import { documentOf, type Draft, type Parties, tombstoneOf } from "./envelope";
import { toAlert, toLineEvent, toLotState } from "./to-event";
import { toGenealogy } from "./to-genealogy";
import { toCancellation, toPerformance } from "./to-performance";
import { toOrderAnswer, toOrderState } from "./to-state";
import { toTestResult } from "./to-test";
import { OUTBOUND_TYPES, type OutboundMessage, type OutboundType, SUMMARY_TYPES, type SummaryMessage } from "@/lib/messages/outbound";
import type { ShiftProductionProposedV1 } from "@/lib/messages/shift-production-proposed.v1";

type UnspokenMessage = SummaryMessage | ShiftProductionProposedV1;
const UNSPOKEN: readonly OutboundType[] = [...SUMMARY_TYPES, "mes.shift-production.proposed.v1"] satisfies readonly UnspokenMessage["type"][];

/** What has a document: everything but what sums a site up, and moves of production. */
export type SpokenMessage = Exclude<OutboundMessage, UnspokenMessage>;
export const SPOKEN_TYPES: readonly SpokenMessage["type"][] = OUTBOUND_TYPES.filter(isSpoken);

function isSpoken(type: OutboundType): type is SpokenMessage["type"] {
  return !UNSPOKEN.includes(type);
}

/** Whether the profile has a document for this message. */
export function hasDocument(message: OutboundMessage): message is SpokenMessage {
  return isSpoken(message.type);
}

/**
 * The one document that a message becomes, in the partner's words.
 * @param originalDocument for a reversal: the partner's number of what is taken back, if it gave one
 */
export function toDocument(message: SpokenMessage, parties: Parties, originalDocument: string | null = null): B2mmlDocument {
  if (message.type === "mes.message.resolved.v1") return tombstoneOf(message, parties);
  return documentOf(message, draftOf(message, parties, originalDocument), parties);
}

function draftOf(message: Exclude<SpokenMessage, { type: "mes.message.resolved.v1" }>, parties: Parties, originalDocument: string | null): Draft {
  switch (message.type) {
    case "mes.production.confirmed.v1":
    case "mes.material.issued.v1":
    case "mes.production.received.v1":
    case "mes.material.scrapped.v1":
      return toPerformance(message, parties);
    case "mes.entry.reversed.v1":
      return toCancellation(message, parties, originalDocument);
    case "mes.order.status.v1":
      return toOrderState(message, parties);
    case "mes.order.acknowledged.v1":
      return toOrderAnswer(message, parties);
    case "mes.line.down.v1":
    case "mes.line.restored.v1":
      return toLineEvent(message, parties);
    case "mes.exception.raised.v1":
    case "mes.exception.resolved.v1":
      return toAlert(message, parties);
    case "mes.lot.held.v1":
    case "mes.lot.released.v1":
      return toLotState(message, parties);
    case "mes.quality.recorded.v1":
      return toTestResult(message, parties);
    case "mes.genealogy.recorded.v1":
      return toGenealogy(message, parties);
  }
}
