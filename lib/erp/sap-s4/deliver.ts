import type { FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { ExceptionRaisedV1, ExceptionResolvedV1 } from "@/lib/messages/exception-raised.v1";
import type { LotHeldV1, LotReleasedV1 } from "@/lib/messages/lot-held.v1";
import { OUTBOUND_TYPES, type OutboundMessage, type OutboundType } from "@/lib/messages/outbound";
import type { QualityRecordedV1 } from "@/lib/messages/quality-recorded.v1";
import { findStatus, tellStatus } from "./complete";
import { confirm, findConfirmed } from "./confirm";
import { findHeld, holdOrRelease } from "./hold";
import { findResults, recordResults } from "./inspect";
import { findMoved, move } from "./move";
import { findNotified, notify } from "./notify";
import { Refused } from "./refused";
import { findReversed, reverse } from "./reverse";
import type { SapSettings } from "./settings";
import { held, type Work } from "./work";

/** What can be said to SAP. */
export type Said = OutboundMessage | QualityRecordedV1 | ExceptionRaisedV1 | ExceptionResolvedV1 | LotHeldV1 | LotReleasedV1;

/** What this connection says to SAP; everything else has no place there. Genealogy follows in SAP from batches of issues and receipts. */
export function outboundOf(settings: SapSettings): readonly OutboundType[] {
  const said = new Set<string>([
    "mes.production.confirmed.v1",
    "mes.material.issued.v1",
    "mes.material.scrapped.v1",
    ...(settings.receiptWith === "RECEIPT" ? ["mes.production.received.v1"] : []),
    "mes.entry.reversed.v1",
    ...(settings.technicallyCompleteOn === "NEVER" ? [] : ["mes.order.status.v1"]),
    ...(settings.notifications ? ["mes.line.down.v1", "mes.line.restored.v1", "mes.exception.raised.v1", "mes.exception.resolved.v1"] : []),
    ...(settings.quality ? ["mes.quality.recorded.v1"] : []),
    ...(settings.lotHold ? ["mes.lot.held.v1", "mes.lot.released.v1"] : []),
  ]);
  return OUTBOUND_TYPES.filter((type) => said.has(type));
}

/** Says one message, already in SAP's words. @throws Refused, SapError. */
export async function deliver(work: Work, message: Said): Promise<PostOutcome> {
  switch (message.type) {
    case "mes.production.confirmed.v1":
      return confirm(work, message);
    case "mes.material.issued.v1":
    case "mes.material.scrapped.v1":
    case "mes.production.received.v1":
      return move(work, message);
    case "mes.entry.reversed.v1":
      return reverse(work, message);
    case "mes.order.status.v1":
      return tellStatus(work, message);
    case "mes.line.down.v1":
    case "mes.line.restored.v1":
      return notify(work, message);
    case "mes.exception.raised.v1":
    case "mes.exception.resolved.v1":
      return isSevere(work, message) ? notify(work, message) : tooMild(message);
    case "mes.quality.recorded.v1":
      return recordResults(work, message);
    case "mes.lot.held.v1":
    case "mes.lot.released.v1":
      return holdOrRelease(work, message);
    default:
      throw noPlace(message);
  }
}

/** Asks whether SAP holds a message. @throws Refused, SapError. */
export async function lookUp(work: Work, message: Said): Promise<FindOutcome> {
  switch (message.type) {
    case "mes.production.confirmed.v1":
      return findConfirmed(work, message);
    case "mes.material.issued.v1":
    case "mes.material.scrapped.v1":
    case "mes.production.received.v1":
      return findMoved(work, message);
    case "mes.entry.reversed.v1":
      return findReversed(work, message);
    case "mes.order.status.v1":
      return findStatus(work, message);
    case "mes.line.down.v1":
    case "mes.line.restored.v1":
      return findNotified(work, message);
    case "mes.exception.raised.v1":
    case "mes.exception.resolved.v1":
      return isSevere(work, message) ? findNotified(work, message) : tooMild(message);
    case "mes.quality.recorded.v1":
      return findResults(work, message);
    case "mes.lot.held.v1":
    case "mes.lot.released.v1":
      return findHeld(work, message);
    default:
      throw noPlace(message);
  }
}

type Raised = ExceptionRaisedV1 | ExceptionResolvedV1;

function isSevere({ settings }: Work, message: Raised): boolean {
  return message.data.severity <= settings.exceptionSeverity;
}

function tooMild(message: Raised): ReturnType<typeof held> {
  return held([], `${message.data.exception}, too mild for a notification`);
}

/** A type that the capabilities do not name is never handed over; told apart all the same. */
function noPlace(message: { readonly type: string }): Refused {
  return new Refused("NO_PLACE", `SAP has no place for messages of the type ${message.type}.`);
}
