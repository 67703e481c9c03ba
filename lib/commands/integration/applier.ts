import "server-only";
import type { CommandFrame } from "@/lib/commands/define-command";
import type { NewEvent } from "@/lib/eventlog/event";
import type { ReferenceKey } from "@/lib/integration/inbox/reference-key";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import type { InboundType } from "@/lib/messages/inbound";
import type { InboundData } from "@/lib/messages/inbound-subject";

/** What an applier may use: the command's frame, and where and when the message was said. */
export type ApplyFrame = CommandFrame & {
  readonly connectionId: string;
  /** When the ERP changed the object. */
  readonly changedAt: Date;
};

/** What became of the message (IN-07). Whoever parks or refuses has written nothing of the object. */
export type Applied =
  | { readonly outcome: "APPLIED"; readonly events: readonly NewEvent[]; readonly messages?: readonly OutboundDraft[] }
  | { readonly outcome: "STALE"; readonly stored: number }
  | { readonly outcome: "PARKED"; readonly missing: readonly ReferenceKey[] }
  | { readonly outcome: "REFUSED"; readonly code: string; readonly reason: string; readonly events?: readonly NewEvent[] };

/** Brings one type of message into the tables: references, version, ownership, then the change. */
export type Applier<Type extends InboundType> = (frame: ApplyFrame, data: InboundData<Type>) => Promise<Applied>;

export const DONE: Applied = { outcome: "APPLIED", events: [] };

/** STALE when the stored version is not older than what came, else null. */
export function staleAgainst(stored: { readonly erpVersion: number | null } | undefined, erpVersion: number): Applied | null {
  return stored !== undefined && stored.erpVersion !== null && stored.erpVersion >= erpVersion ? { outcome: "STALE", stored: stored.erpVersion } : null;
}
