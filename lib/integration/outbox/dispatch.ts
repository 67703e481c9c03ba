import { randomUUID } from "node:crypto";
import { eq } from "drizzle-orm";
import type { Database } from "@/db/client";
import { connection } from "@/db/schema/integration";
import type { ErpAdapter } from "@/lib/erp/port";
import type { Clock } from "@/lib/platform/clock";
import { log } from "@/lib/platform/log";
import { openAdapters } from "./adapters";
import { createBell } from "./bell";
import { type Circuit, circuitState } from "./breaker";
import { type Claimed, claim, renewLease } from "./claim";
import { claimBundle } from "./claim-bundle";
import { deliver, type DeliverDeps, deliverBundle } from "./deliver";
import type { Settled } from "./settle";
import { type Timing, TIMING } from "./timing";

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
  readonly timing?: Timing;
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

/** Where a claim of a worker sits. Each kind has its own number of places per connection; a bundle of any size takes one. */
type Seat = "urgent" | "normal" | "bundle";

/** The outbound half of the worker (IN-04): claims heads of lanes, delivers them side by side, settles each. Any number of workers may run it. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { db, clock, parallel = 8, urgentParallel = 2, leaseSeconds = 60, idleMs = 1000, timing = TIMING } = options;
  const deps: DeliverDeps = { db, clock, random: options.random, timing };
  const places: Readonly<Record<Seat, number>> = { urgent: urgentParallel, normal: parallel, bundle: 1 };
  // Places are counted per connection: a slow ERP must not hold up another one.
  const inFlight = new Map<string, number>();
  const running = new Set<Promise<void>>();
  const adapters = openAdapters({ db, clock, timing, adapterFor: (id) => options.adapterFor(id) });
  let stopping = false;
  const bell = createBell();
  let loop: Promise<void> = Promise.resolve();

  async function take(): Promise<number> {
    const connections = await db.select({ id: connection.id, failures: connection.failures, openUntil: connection.openUntil }).from(connection).where(eq(connection.enabled, true));
    let taken = 0;
    for (const { id, ...circuit } of connections) {
      if (stopping || circuitState(circuit, clock.now()) === "OPEN") continue;
      const adapter = await adapters.of(id);
      if (adapter === null) continue;
      const bundle = adapter.postBundle === undefined ? 1 : (adapter.capabilities().bundle ?? 1);
      for (const seat of ["urgent", "normal", ...(bundle > 1 ? ["bundle" as const] : [])] as const) taken += await takeFrom({ id, circuit, adapter, bundle }, seat);
    }
    return taken;
  }

  type Way = { readonly id: string; readonly circuit: Circuit; readonly adapter: ErpAdapter; readonly bundle: number };

  async function takeFrom({ id, circuit, adapter, bundle }: Way, seat: Seat): Promise<number> {
    const place = `${id}/${seat}`;
    const free = places[seat] - (inFlight.get(place) ?? 0);
    if (free <= 0 || stopping) return 0;
    const request = {
      connectionId: id,
      circuit,
      limit: seat === "bundle" ? bundle : free,
      maxPriority: seat === "urgent" ? 0 : 3,
      bundlesApart: bundle > 1,
      now: clock.now(),
      leaseSeconds,
      circuitSeconds: timing.circuitSeconds,
      claimant: `${options.worker}/${randomUUID().slice(0, 8)}`,
    };
    const claimed = seat === "bundle" ? await claimBundle(db, request) : await claim(db, request);
    if (seat === "bundle") begin(claimed, place, (signal) => deliverBundle(deps, adapter, claimed, signal));
    else for (const message of claimed) begin([message], place, async (signal) => [await deliver(deps, adapter, message, signal)]);
    return claimed.length;
  }

  function begin(messages: readonly Claimed[], place: string, bring: (signal: AbortSignal) => Promise<readonly Settled[]>): void {
    if (messages.length === 0) return;
    inFlight.set(place, (inFlight.get(place) ?? 0) + 1);
    const work = carry(messages, bring)
      // The lease ends by itself and the next claimant looks up first, so a fault here costs time and nothing else.
      .catch((fault: unknown) => log.error({ err: fault, messages: messages.map(({ id }) => id) }, "messages could not be settled or reported"))
      .finally(() => {
        inFlight.set(place, (inFlight.get(place) ?? 1) - 1);
        running.delete(work);
        bell.ring();
      });
    running.add(work);
  }

  async function carry(messages: readonly Claimed[], bring: (signal: AbortSignal) => Promise<readonly Settled[]>): Promise<void> {
    const lost = new AbortController();
    const renewal = setInterval(() => void renew(messages, lost), (leaseSeconds * 1000) / 3);
    try {
      const settled = await bring(lost.signal);
      for (const [index, message] of messages.entries()) {
        const one = settled[index] ?? null;
        if (one !== null) await options.onSettled?.(message, one);
      }
    } finally {
      clearInterval(renewal);
    }
  }

  async function renew(messages: readonly Claimed[], lost: AbortController): Promise<void> {
    try {
      const until = new Date(clock.now().getTime() + leaseSeconds * 1000);
      const ids = messages.map(({ id }) => id);
      if (!(await renewLease(db, ids, messages[0]?.leasedBy ?? "", until))) lost.abort();
    } catch (fault) {
      log.warn({ err: fault, messages: messages.map(({ id }) => id) }, "the lease could not be renewed");
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
