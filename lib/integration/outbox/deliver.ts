import { and, eq, gt } from "drizzle-orm";
import { z } from "zod";
import { outboxMessage } from "@/db/schema/integration";
import type { AdapterMemory, BundleOutcome, Delivery, ErpAdapter, FindOutcome, PostOutcome } from "@/lib/erp/port";
import type { EntryReversedV1 } from "@/lib/messages/entry-reversed.v1";
import type { OutboundMessage } from "@/lib/messages/outbound";
import type { Clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import type { Claimed } from "./claim";
import { acceptedOriginal, isReversal, lookUpOf, originalOf, passedOver, UNASKABLE } from "./original";
import { type Attempt, type Delivered, type Settled, settle, type SettleDeps, type Settlement } from "./settle";
import { tombstoneOf, toSend } from "./tombstone";
import type { Onward } from "./write-settled";

const Memory = z.record(z.string(), z.json()).nullable();

export type DeliverDeps = SettleDeps & { readonly clock: Clock };

const UNREADABLE: Settlement = { kind: "unreadable", reason: "The message does not fit the contract of its type, so it was not sent." };
const NO_PLACE: Settlement = { kind: "skip", code: "NOT_SUPPORTED", reason: "This ERP has no place for messages of this type; it was passed over.", tombstone: null };

/**
 * Brings one claimed message to the ERP and settles it. Wherever an earlier attempt may have landed, the ERP is asked first, so that
 * each fact lands there once (erp-contracts §1.2). The message is written down as SENDING before this begins. Asked `onward`, it takes what
 * follows in the lane with the same statement that settles this one.
 */
export async function deliver(
  deps: DeliverDeps,
  adapter: ErpAdapter,
  row: Claimed,
  signal: AbortSignal,
  onward: () => Onward | null = () => null,
): Promise<{ readonly settled: Settled; readonly next: Claimed | null }> {
  const attempts: Attempt[] = [];
  const settlement = await bring(deps, adapter, row, signal, attempts);
  const { settled, next } = await settle(deps, [{ message: row, attempts, settlement }], deps.clock.now(), onward());
  return { settled: settled[0] ?? null, next };
}

async function bring(deps: DeliverDeps, adapter: ErpAdapter, row: Claimed, signal: AbortSignal, attempts: Attempt[]): Promise<Settlement> {
  const sent = await toSend(deps.db, row);
  if (sent === null) return UNREADABLE;
  const { message, insteadOf } = sent;
  const can = (type: OutboundMessage["type"]): boolean => adapter.capabilities().outbound.includes(type);
  const call = async <Outcome extends Attempt["outcome"]>(action: Attempt["action"], ask: () => Promise<Outcome>) => {
    const startedAt = deps.clock.now();
    const outcome = await guarded(ask, row);
    attempts.push({ action, outcome, startedAt, endedAt: deps.clock.now() });
    return outcome;
  };
  const find = async (of: OutboundMessage): Promise<FindOutcome> => {
    const delivery = await prepare(deps, row, of, signal, isReversal(of) ? acceptedOriginal(await originalOf(deps.db, of)) : null);
    return call("LOOK_UP", () => adapter.findByKey(of, delivery));
  };
  if (insteadOf !== null && can(insteadOf.type)) {
    // People settle a message without sending it because they believe that the ERP never took it. When it did, that is the truth.
    const there = await find(insteadOf);
    if (there.kind === "accepted") return { kind: "held", outcome: there };
    if (there.kind !== "absent") return { kind: "outcome", outcome: there };
  }
  if (!can(message.type)) return NO_PLACE;
  const found = row.before === "NEW" ? ({ kind: "absent" } as const) : await find(message);
  if (found.kind !== "absent") return { kind: "outcome", outcome: found };
  const post = async (of: OutboundMessage, original: Delivery["original"]) => {
    const delivery = await prepare(deps, row, of, signal, original);
    return call("POST", () => adapter.post(of, delivery));
  };
  return isReversal(message) ? bringReversal(deps, adapter, row, message, { can, call, find, post, signal }) : { kind: "outcome", outcome: await post(message, null) };
}

type Asking = {
  can(type: OutboundMessage["type"]): boolean;
  call<Outcome extends Attempt["outcome"]>(action: Attempt["action"], ask: () => Promise<Outcome>): Promise<Outcome | typeof FAILED>;
  find(of: OutboundMessage): Promise<FindOutcome>;
  post(of: OutboundMessage, original: Delivery["original"]): Promise<PostOutcome>;
  readonly signal: AbortSignal;
};

/**
 * EX-19: the opposite is booked only of what the ERP took; there the opposite of nothing would be a fact of its own. Where the original was settled without
 * sending, the ERP is asked for it first, and when it has none a tombstone takes the place of the reversal: its lane goes on by itself.
 */
async function bringReversal({ db }: DeliverDeps, adapter: ErpAdapter, row: Claimed, message: EntryReversedV1, { can, call, find, post, signal }: Asking): Promise<Settlement> {
  const original = await originalOf(db, message);
  if (original?.state !== "RESOLVED") return { kind: "outcome", outcome: await post(message, acceptedOriginal(original)) };
  const lookUp = lookUpOf(original, signal);
  if (lookUp === null) return UNASKABLE;
  const { settled, delivery } = lookUp;
  const there = can(settled.type) ? await call("LOOK_UP", () => adapter.findByKey(settled, delivery)) : null;
  if (there?.kind === "accepted") return { kind: "outcome", outcome: await post(message, { ...there, memory: delivery.memory }) };
  if (there !== null && there.kind !== "absent") return { kind: "outcome", outcome: there };
  const passed = passedOver(there === null ? "NOT_SUPPORTED" : "NEVER_TAKEN");
  const tombstone = tombstoneOf(message, passed.reason);
  if (!can(tombstone.type)) return { ...passed, tombstone: null };
  const known = row.before === "NEW" ? ({ kind: "absent" } as const) : await find(tombstone);
  const told = known.kind === "absent" ? await post(tombstone, null) : known;
  return told.kind === "accepted" ? { ...passed, tombstone: told } : { kind: "outcome", outcome: told };
}

/**
 * Brings messages that were claimed together to the ERP in one call and settles them together. None of them was ever sent before; one whose outcome
 * is not known goes alone next time, and the ERP is asked first.
 */
export async function deliverBundle(deps: DeliverDeps, adapter: ErpAdapter, rows: readonly Claimed[], signal: AbortSignal): Promise<readonly Settled[]> {
  const outbound = new Set<string>(adapter.capabilities().outbound);
  const delivered = new Map<string, Delivered>();
  const sent: { row: Claimed; message: OutboundMessage; delivery: Delivery }[] = [];
  const parked = new Set<string>();
  for (const row of rows) {
    const message = (await toSend(deps.db, row))?.message;
    if (parked.has(row.laneKey)) delivered.set(row.id, { message: row, attempts: [], settlement: { kind: "outcome", outcome: BEHIND } });
    else if (message === undefined) {
      parked.add(row.laneKey);
      delivered.set(row.id, { message: row, attempts: [], settlement: UNREADABLE });
    } else if (!outbound.has(message.type)) delivered.set(row.id, { message: row, attempts: [], settlement: NO_PLACE });
    else {
      const original = isReversal(message) ? await originalOf(deps.db, message) : null;
      if (original?.state === "RESOLVED") {
        parked.add(row.laneKey);
        delivered.set(row.id, { message: row, attempts: [], settlement: { kind: "outcome", outcome: ALONE } });
      } else sent.push({ row, message, delivery: await prepare(deps, row, message, signal, acceptedOriginal(original)) });
    }
  }
  const startedAt = deps.clock.now();
  const outcomes = sent.length === 0 ? [] : await postAll(adapter, sent);
  const endedAt = deps.clock.now();
  for (const [index, { row }] of sent.entries()) {
    const outcome = outcomes[index] ?? UNTOLD;
    delivered.set(row.id, { message: row, attempts: [{ action: "POST", outcome, startedAt, endedAt }], settlement: { kind: "outcome", outcome } });
  }
  const inOrder = rows.flatMap((row) => delivered.get(row.id) ?? []);
  return (await settle(deps, inOrder, endedAt)).settled;
}

const FAILED = { kind: "unknown", reason: "The adapter failed while it sent the message." } as const;
const BEHIND = { kind: "not-taken", reason: "A message before it could not be sent." } as const;
const ALONE = { kind: "not-taken", reason: "What it takes back was settled without sending, so the ERP is asked for that first." } as const;
const UNTOLD = { kind: "unknown", reason: "The ERP did not say what became of this message." } as const;

async function postAll(adapter: ErpAdapter, sent: readonly { row: Claimed; message: OutboundMessage; delivery: Delivery }[]): Promise<readonly BundleOutcome[]> {
  if (adapter.postBundle === undefined) throw new Error("a bundle was claimed for an ERP that takes none");
  try {
    return await adapter.postBundle(
      sent.map(({ message }) => message),
      sent.map(({ delivery }) => delivery),
    );
  } catch (fault) {
    log.error({ err: fault, messages: sent.map(({ row }) => row.id) }, "the adapter failed");
    return sent.map(() => FAILED);
  }
}

/** An adapter answers with data, never with an exception. One that throws all the same has left us not knowing. */
async function guarded<Outcome>(ask: () => Promise<Outcome>, row: Claimed): Promise<Outcome | typeof FAILED> {
  try {
    return await ask();
  } catch (fault) {
    log.error({ err: fault, message: row.id, type: row.type }, "the adapter failed");
    return FAILED;
  }
}

async function prepare({ db, clock }: DeliverDeps, row: Claimed, message: OutboundMessage, signal: AbortSignal, original: Delivery["original"]): Promise<Delivery> {
  return {
    memory: Memory.parse(row.memory),
    async remember(memory: AdapterMemory) {
      const kept = await db
        .update(outboxMessage)
        .set({ memory })
        .where(and(eq(outboxMessage.id, row.id), eq(outboxMessage.leasedBy, row.leasedBy ?? ""), gt(outboxMessage.leasedUntil, clock.now())))
        .returning({ id: outboxMessage.id });
      // The adapter must not go on to ask the ERP for something that nobody would know of afterwards; a lease that ran out may be taken at any moment.
      if (kept.length === 0) throw new Error(`message ${row.id} is another worker's by now`);
    },
    original,
    signal,
  };
}
