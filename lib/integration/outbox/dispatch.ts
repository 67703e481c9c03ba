import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { connection } from "@/db/schema/integration";
import type { ErpAdapter } from "@/lib/erp/port";
import type { Clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { createBell } from "./bell";
import { type Claimed, claim, renewLease } from "./claim";
import { deliver } from "./deliver";
import type { Settled } from "./settle";

export type DispatcherOptions = {
  readonly db: Database;
  readonly clock: Clock;
  /** From 0 to below 1, for the backoff. */
  readonly random: () => number;
  /** Name of this worker in attempts and leases. */
  readonly worker: string;
  adapterFor(connectionId: string): Promise<ErpAdapter>;
  /** Messages in flight at once to one ERP, over all its lanes. */
  readonly parallel?: number;
  /** Besides those, places that only urgent messages may take: priority 0 never waits for slow ones. */
  readonly urgentParallel?: number;
  readonly leaseSeconds?: number;
  /** How often to look without being woken. */
  readonly idleMs?: number;
  /** Called after each settlement, once it is committed. */
  onSettled?(message: Claimed, settled: NonNullable<Settled>): Promise<void>;
};

export type Dispatcher = {
  /** Look now: a message was written, replayed or a connection was changed. */
  readonly wake: () => void;
  /** Sends everything that is due and answers how many messages were settled. For tests and for "sync now". */
  drain(): Promise<number>;
  start(): void;
  /** Takes nothing new and waits for what is in flight. */
  stop(): Promise<void>;
};

/** The outbound half of the worker (IN-04): claims heads of lanes, delivers them side by side, settles each. Any number of workers may run it. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { db, clock, parallel = 8, urgentParallel = 2, leaseSeconds = 60, idleMs = 1000 } = options;
  // Places are counted per connection: a slow ERP must not hold up another one.
  const inFlight = new Map<string, number>();
  const running = new Set<Promise<void>>();
  let stopping = false;
  const bell = createBell();
  let loop: Promise<void> = Promise.resolve();

  async function take(): Promise<number> {
    const connections = await db.select({ id: connection.id }).from(connection).where(eq(connection.enabled, true));
    let taken = 0;
    for (const { id } of connections) {
      taken += await takeFrom(id, "urgent", 0, urgentParallel);
      taken += await takeFrom(id, "normal", 3, parallel);
    }
    return taken;
  }

  async function takeFrom(connectionId: string, place: "normal" | "urgent", maxPriority: number, places: number): Promise<number> {
    const seat = `${connectionId}/${place}`;
    const free = places - (inFlight.get(seat) ?? 0);
    if (free <= 0 || stopping) return 0;
    const claimed = await claim(db, { connectionId, limit: free, maxPriority, now: clock.now(), leaseSeconds, claimant: `${options.worker}/${randomUUID().slice(0, 8)}` });
    for (const message of claimed) begin(message, seat);
    return claimed.length;
  }

  function begin(message: Claimed, seat: string): void {
    inFlight.set(seat, (inFlight.get(seat) ?? 0) + 1);
    const work = carry(message)
      // The lease ends by itself and the next claimant looks up first, so a fault here costs time and nothing else.
      .catch((fault: unknown) => log.error({ err: fault, message: message.id }, "a message could not be settled or reported"))
      .finally(() => {
        inFlight.set(seat, (inFlight.get(seat) ?? 1) - 1);
        running.delete(work);
        bell.ring();
      });
    running.add(work);
  }

  async function carry(message: Claimed): Promise<void> {
    const lost = new AbortController();
    const renewal = setInterval(() => void renew(message, lost), (leaseSeconds * 1000) / 3);
    try {
      const settled = await deliver(options, await options.adapterFor(message.connectionId), message, lost.signal);
      if (settled !== null) await options.onSettled?.(message, settled);
    } finally {
      clearInterval(renewal);
    }
  }

  async function renew(message: Claimed, lost: AbortController): Promise<void> {
    try {
      const until = new Date(clock.now().getTime() + leaseSeconds * 1000);
      if (!(await renewLease(db, message.id, message.leasedBy ?? "", until))) lost.abort();
    } catch (fault) {
      log.warn({ err: fault, message: message.id }, "the lease could not be renewed");
    }
  }

  async function run(): Promise<void> {
    while (!stopping) {
      try {
        await take();
      } catch (fault) {
        log.error({ err: fault }, "the outbox could not be read");
      }
      await bell.wait(idleMs);
    }
  }

  return {
    wake: bell.ring,
    async drain() {
      let total = 0;
      for (let taken = await take(); taken > 0 || running.size > 0; taken = await take()) {
        total += taken;
        if (running.size > 0) await Promise.race(running);
      }
      return total;
    },
    start() {
      stopping = false;
      loop = run();
    },
    async stop() {
      stopping = true;
      bell.ring();
      await loop;
      await Promise.all(running);
    },
  };
}
