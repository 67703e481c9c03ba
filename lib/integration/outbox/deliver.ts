import { and, eq, gt } from "drizzle-orm";
import { z } from "zod";
import type { Database } from "@/db/client";
import { outboxMessage } from "@/db/schema/integration";
import type { AdapterMemory, Delivery, DocumentPart, ErpAdapter, PostOutcome } from "@/lib/erp/port";
import type { OutboundMessage } from "@/lib/messages/outbound";
import type { Clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import type { Claimed } from "./claim";
import { type Attempt, type Settled, settle } from "./settle";
import { toSend } from "./tombstone";

const Memory = z.record(z.string(), z.json()).nullable();
const Parts = z.array(z.object({ kind: z.string(), number: z.string() })).catch([]);

export type DeliverDeps = { readonly db: Database; readonly clock: Clock; readonly random: () => number };

/**
 * Brings one claimed message to the ERP and settles it. Wherever an earlier attempt may have landed, the ERP is asked first, so that
 * each fact lands there once (erp-contracts §1.2). The message is written down as SENDING before this begins.
 */
export async function deliver(deps: DeliverDeps, adapter: ErpAdapter, row: Claimed, signal: AbortSignal): Promise<Settled> {
  const { db, clock } = deps;
  const message = await toSend(db, row);
  if (!adapter.capabilities().outbound.includes(message.type)) {
    return settle(db, row, [], { kind: "skip", reason: "This ERP has no place for messages of this type; it was passed over." }, 0, clock.now());
  }
  const delivery = await prepare(deps, row, message, signal);
  const attempts: Attempt[] = [];
  const call = async (action: Attempt["action"], ask: () => Promise<Attempt["outcome"]>): Promise<Attempt["outcome"]> => {
    const startedAt = clock.now();
    const outcome = await guarded(ask, row);
    attempts.push({ action, outcome, startedAt, endedAt: clock.now() });
    return outcome;
  };
  const found = row.before === "NEW" ? ({ kind: "absent" } as const) : await call("LOOK_UP", () => adapter.findByKey(message, delivery));
  const outcome = found.kind === "absent" ? await call("POST", () => adapter.post(message, delivery)) : found;
  if (outcome.kind === "absent") throw new Error("a post can't answer that it found nothing");
  return settle(db, row, attempts, { kind: "outcome", outcome }, deps.random(), clock.now());
}

/** An adapter answers with data, never with an exception. One that throws all the same has left us not knowing. */
async function guarded(ask: () => Promise<Attempt["outcome"]>, row: Claimed): Promise<Attempt["outcome"]> {
  try {
    return await ask();
  } catch (fault) {
    log.error({ err: fault, message: row.id, type: row.type }, "the adapter failed");
    return { kind: "unknown", reason: "The adapter failed while it sent the message." } satisfies PostOutcome;
  }
}

async function prepare({ db, clock }: DeliverDeps, row: Claimed, message: OutboundMessage, signal: AbortSignal): Promise<Delivery> {
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
    original: message.type === "mes.entry.reversed.v1" ? await originalOf(db, message.data.reversed.id) : null,
    signal,
  };
}

async function originalOf(db: Database, id: string): Promise<Delivery["original"]> {
  const [row] = await db
    .select({ document: outboxMessage.document, parts: outboxMessage.documentParts, memory: outboxMessage.memory })
    .from(outboxMessage)
    .where(and(eq(outboxMessage.id, id), eq(outboxMessage.state, "ACCEPTED")));
  if (row === undefined || row.document === null) return null;
  const parts: DocumentPart[] = Parts.parse(row.parts);
  return { document: row.document, parts, memory: Memory.parse(row.memory) };
}
