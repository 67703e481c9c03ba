import type { Database } from "@/db/client";
import type { Meddling, RelayedCall } from "@/lib/erp/http/testing/relay";
import type { OutboundDraft } from "@/lib/integration/outbox/append";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { newId } from "@/lib/platform/ids";

/** How much is said in a storm: so many orders, each of which goes so many times through what happens on a floor. */
export type StormSize = { readonly orders: number; readonly rounds: number };

/** What somebody says of an order. One that takes an earlier entry back learns what its message is called when that was written. */
export type Saying = OutboundDraft | { readonly takesBack: OutboundDraft; draft(id: string): OutboundDraft };

/** Something that the ERP itself has against what it is told, for a while. `refuses`: it lasts until something was refused. */
export type Trouble = { readonly name: string; readonly refuses?: true; begin(): unknown; end(): unknown };

/** An ERP that a storm blows over: what it is told, and what its own books say afterwards. */
export type StormErp = {
  /** Its name in the registry. */
  readonly system: string;
  /** Where it is called; null for one that looks into folders, before which no proxy can stand. */
  readonly url: string | null;
  readonly secrets: object;
  /** Settings of a connection that reaches it at another address. */
  settings(url: string): object;
  readonly orders: readonly string[];
  /** Everything that is said of an order, in sequence. */
  story(order: string): readonly Saying[];
  /** Share of such calls that misfortune befalls, from 0 to 1. */
  share(call: RelayedCall): number;
  readonly troubles: readonly Trouble[];
  /** The key of every document that counts, oldest first; one that stands there twice is named twice. */
  books(): Promise<readonly string[]> | readonly string[];
  /** The documents that a message becomes, each by the keys that it may stand under. The first one says when it was booked. */
  documentsOf(message: OutboundMessage): readonly (readonly string[])[];
  /** Whether what was taken back counts no more; otherwise both stand in the books. */
  readonly forgets: boolean;
  /** What becomes of a call before misfortune is asked; null leaves it to that. */
  meddle?(call: RelayedCall): Meddling | null;
  /** Without an address: the other side itself asks what misfortune befalls each exchange. */
  befall?(meddle: (call: RelayedCall) => Meddling): void;
  /** Told of each call that it answered. */
  carried?(call: RelayedCall, answer: { readonly status: number; readonly body: string }): void;
  /** Sets the connection and its policies as this ERP needs them. */
  prepare?(db: Database): Promise<unknown>;
  stop(): Promise<void>;
};

/** A message of a test's own as a command would say it, in the lane of its subject or another one. */
export function draftOf({ type, subject, data, time }: OutboundMessage, lane = subject): OutboundDraft {
  // Both have the same pairs of type and data; only the checker sees the union of all of them on either side.
  return { type, subject: lane, data, orderId: null, eventId: newId(), eventTime: new Date(time) } as OutboundDraft;
}

/** So many of something, by their numbers from 0. */
export function times<Made>(count: number, make: (index: number) => Made): readonly Made[] {
  return Array.from({ length: count }, (_, index) => make(index));
}
