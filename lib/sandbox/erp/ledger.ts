import type { InboundMessage } from "@/lib/messages/inbound";
import { readInbound } from "@/lib/messages/inbound-subject";
import type { OutboundMessage } from "@/lib/messages/outbound";
import type { MessageReceipt } from "@/lib/messages/rest-contract.v1";
import { siteDay } from "@/lib/sandbox/company/site-day";
import { book } from "./book";
import { type Books, type BookRecord, type Correction, type PeriodLock, applyRecord, emptyBooks } from "./books";
import { digestOf } from "./digest";
import { openJournal } from "./journal";
import type { BookingRefusal } from "./refusal";
import { valueCorrection, valueMessage } from "./value-posting";

/** The state of an object, whatever version it claims: the ledger gives it the next one. */
export type ObjectState = Readonly<Record<string, unknown>>;

export type Ledger = {
  readonly books: Books;
  open(at: Date, seed: number, messages: readonly InboundMessage[]): void;
  /** Stores the new state of an object in its next version and tells the listeners. Throws ZodError when it does not fit its type. */
  change(type: string, state: ObjectState): InboundMessage;
  /** Books a message once: `repeated` when its key was booked before. */
  post(message: OutboundMessage): { readonly kind: "booked"; readonly receipt: MessageReceipt; readonly repeated: boolean } | BookingRefusal;
  announced(change: number): void;
  lockPeriod(lock: PeriodLock): void;
  /** Books what a clerk types in by hand on an order of a site. */
  correct(site: string, correction: Correction): void;
  /** Called after each change of objects. */
  onChange(listener: () => void): void;
  close(): void;
};

/** The books of the sandbox ERP on disk: every fact is written and flushed before anybody hears of it. */
export function openLedger(folder: string, source: string, now: () => Date): Ledger {
  const books = emptyBooks();
  const journal = openJournal(folder, (record) => applyRecord(books, record));
  const listeners: (() => void)[] = [];
  const write = (record: BookRecord): void => {
    journal.append(record);
    applyRecord(books, record);
    if (record.kind === "changed" || (record.kind === "booked" && record.changes !== undefined)) for (const listener of listeners) listener();
  };
  const nextVersion = (type: string, state: ObjectState, at: string): InboundMessage => {
    const first = readInbound(type, { ...state, erpVersion: 1 }, source, at);
    const stored = books.objects.get(`${first.type} ${first.subject}`)?.message;
    return stored === undefined ? first : readInbound(type, { ...state, erpVersion: stored.data.erpVersion + 1 }, source, at);
  };
  return {
    books,
    open(at, seed, messages) {
      write({ kind: "changed", at: at.toISOString(), messages });
      // The first load is read by polling; webhooks are for what happens from now on.
      write({ kind: "announced", change: books.lastChange });
      write({ kind: "opened", at: at.toISOString(), seed });
    },
    change(type, state) {
      const at = now().toISOString();
      const message = nextVersion(type, state, at);
      write({ kind: "changed", at, messages: [message] });
      return message;
    },
    post(message) {
      const digest = digestOf(message);
      const before = books.postings.get(message.id);
      if (before !== undefined) {
        if (before.digest === digest) return { kind: "booked", receipt: before.receipt, repeated: true };
        return { kind: "refused", status: 409, code: "KEY_REUSED", detail: `Message ${message.id} was booked with other content as ${before.receipt.document}.` };
      }
      const outcome = book(books, message);
      if (outcome.kind === "refused") return outcome;
      const at = now().toISOString();
      const changes = outcome.changes.map((state) => nextVersion("erp.order.v1", state, at));
      const costs = valueMessage(books, message);
      write({ kind: "booked", at, message, digest, receipt: outcome.receipt, movements: outcome.movements, costs, ...(changes.length === 0 ? {} : { changes }) });
      return { kind: "booked", receipt: outcome.receipt, repeated: false };
    },
    announced: (change) => write({ kind: "announced", change }),
    lockPeriod: (lock) => write({ kind: "period", ...lock }),
    correct(site, correction) {
      const at = now().toISOString();
      write({ kind: "corrected", at, site, correction, costs: valueCorrection(books, site, correction, siteDay(site, at)) });
    },
    onChange: (listener) => void listeners.push(listener),
    close: () => journal.close(),
  };
}
