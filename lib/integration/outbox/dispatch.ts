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
import type { Onward } from "./write-settled";

/** How long a lane may keep its place while one message follows another: whatever waits for the place waits for that and one answer more. */
const TURN_MS = 300;

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
/** The least urgent priority that may take such a place. */
const MOST: Readonly<Record<Seat, number>> = { urgent: 0, normal: 3, bundle: 3 };

/** The outbound half of the worker (IN-04): claims heads of lanes, delivers them side by side, settles each. Any number of workers may run it. */
export function createDispatcher(options: DispatcherOptions): Dispatcher {
  const { db, clock, parallel = 8, urgentParallel = 2, leaseSeconds = 60, idleMs = 1000, timing = TIMING } = options;
  const deps: DeliverDeps = { db, clock, random: options.random, timing };
  const places: Readonly<Record<Seat, number>> = { urgent: urgentParallel, normal: parallel, bundle: 1 };
  // Places are counted per connection: a slow ERP must not hold up another one.
  const inFlight = new Map<string, number>();
  const running = new Set<Promise<void>>();
  let taken = 0;
  const adapters = openAdapters({ db, clock, timing, adapterFor: (id) => options.adapterFor(id) });
  let stopping = false;
  const bell = createBell();
  let loop: Promise<void> = Promise.resolve();

  async function take(): Promise<void> {
    const connections = await db.select({ id: connection.id, failures: connection.failures, openUntil: connection.openUntil }).from(connection).where(eq(connection.enabled, true));
    for (const { id, ...circuit } of connections) {
      if (stopping || circuitState(circuit, clock.now()) === "OPEN") continue;
      const adapter = await adapters.of(id);
      if (adapter === null) continue;
      const way: Way = { id, circuit, adapter, bundle: adapter.postBundle === undefined ? 1 : (adapter.capabilities().bundle ?? 1) };
      // Urgent heads come first from either; once all that is due has a place, there is none of them left to ask for.
      if (await takeHeads(way, "normal")) await takeHeads(way, "urgent");
      if (way.bundle > 1) await takeBundle(way);
    }
  }

  type Way = { readonly id: string; readonly circuit: Circuit; readonly adapter: ErpAdapter; readonly bundle: number };

  const placeOf = ({ id }: Way, seat: Seat): string => `${id}/${seat}`;
  const freePlaces = (way: Way, seat: Seat): number => places[seat] - (inFlight.get(placeOf(way, seat)) ?? 0);
  const newClaimant = (): string => `${options.worker}/${randomUUID().slice(0, 8)}`;
  const requestOf = ({ id, circuit, bundle }: Way) => ({
    connectionId: id,
    circuit,
    bundlesApart: bundle > 1,
    now: clock.now(),
    leaseSeconds,
    circuitSeconds: timing.circuitSeconds,
    claimant: newClaimant(),
  });

  /** Answers whether more may be due than it had places for. */
  async function takeHeads(way: Way, seat: "urgent" | "normal"): Promise<boolean> {
    const free = freePlaces(way, seat);
    if (free <= 0) return true;
    if (stopping) return false;
    const claimed = await claim(db, { ...requestOf(way), limit: free, maxPriority: MOST[seat] });
    for (const head of claimed) {
      const own = head.priority === 0 && freePlaces(way, "urgent") > 0 ? "urgent" : seat;
      begin([head], placeOf(way, own), () => alongLane(head, way));
    }
    // Urgent ones went to places of their own: there may be something for those that they left.
    if (claimed.length === free && freePlaces(way, seat) > 0) bell.ring();
    return claimed.length === free;
  }

  async function takeBundle(way: Way): Promise<void> {
    if (freePlaces(way, "bundle") <= 0 || stopping) return;
    const claimed = await claimBundle(db, { ...requestOf(way), limit: way.bundle, maxPriority: MOST.bundle });
    if (claimed.length === 0) return;
    begin(claimed, placeOf(way, "bundle"), async () => {
      const settled = await underLease(claimed, (signal) => deliverBundle(deps, way.adapter, claimed, signal));
      for (const [index, message] of claimed.entries()) await tell(message, settled[index] ?? null);
    });
  }

  function begin(messages: readonly Claimed[], place: string, work: () => Promise<void>): void {
    taken += messages.length;
    inFlight.set(place, (inFlight.get(place) ?? 0) + 1);
    const working = work()
      // The lease ends by itself and the next claimant looks up first, so a fault here costs time and nothing else.
      .catch((fault: unknown) => log.error({ err: fault, messages: messages.map(({ id }) => id) }, "messages could not be settled"))
      .finally(() => {
        inFlight.set(place, (inFlight.get(place) ?? 1) - 1);
        running.delete(working);
        bell.ring();
      });
    running.add(working);
  }

  /**
   * IN-04: one message after the other, each leased by the statement that settled the one before it. What is less urgent than that waits for its turn
   * among all lanes (IN-09).
   */
  async function alongLane(head: Claimed, way: Way): Promise<void> {
    const end = performance.now() + TURN_MS;
    for (let message: Claimed | null = head; message !== null;) {
      const current: Claimed = message;
      const onward = (): Onward | null =>
        stopping || performance.now() > end ? null : { claimant: newClaimant(), maxPriority: current.priority, bundlesApart: way.bundle > 1, leaseSeconds };
      const { settled, next } = await underLease([current], (signal) => deliver(deps, way.adapter, current, signal, onward));
      if (next !== null) taken += 1;
      await tell(current, settled);
      message = next;
    }
  }

  /** What stands behind it in its lane has been leased by now and must not wait for whoever hears of it. */
  async function tell(message: Claimed, settled: Settled): Promise<void> {
    if (settled === null) return;
    try {
      await options.onSettled?.(message, settled);
    } catch (fault) {
      log.error({ err: fault, message: message.id, state: settled.state }, "what became of a message could not be reported");
    }
  }

  async function underLease<Result>(messages: readonly Claimed[], bring: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const lost = new AbortController();
    const renewal = setInterval(() => void renew(messages, lost), (leaseSeconds * 1000) / 3);
    try {
      return await bring(lost.signal);
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
      const before = taken;
      for (;;) {
        // What ends while this looks may make more due behind it: only a look during which nothing went on says that all is done.
        const [idle, had] = [running.size === 0, taken];
        await take();
        if (idle && taken === had) return taken - before;
        if (running.size > 0) await Promise.race(running);
      }
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
