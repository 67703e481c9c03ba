import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { Aedes, type Client, type PublishPacket } from "aedes";
import { limitIntake } from "./broker-intake";
import { keepOutgoing, type StoreBounds } from "./broker-store";
import { freePort } from "./free-port";

export type Broker = {
  readonly url: string;
  readonly port: number;
  /** Takes no message any more: whoever publishes keeps it and sends it again. What was taken is still delivered. */
  hush(): void;
  /** Hushes, gives subscribers a moment to acknowledge what was taken, disconnects every client and frees the port. */
  stop(): Promise<void>;
};

export type BrokerOptions = {
  readonly port: number;
  /** How long messages may wait, unacknowledged, for the first subscriber with a session, in ms. 0: not at all. */
  readonly awaitSubscriberMs?: number;
  /** After how long a client whose connection is full, and for which nothing is kept, is let go, in ms. */
  readonly fullMs?: number;
  /** The same of one with a session, and of the Sparkplug host, in ms. */
  readonly patienceMs?: number;
  /** Hears the client id of each connection as it is let in. */
  readonly connected?: (clientId: string) => void;
  /** Hears the client id of each connection that was full for too long, and how long that was, in ms, as it is let go. */
  readonly letGo?: (clientId: string, fullMs: number) => void;
  /** What is kept for whom, and who hears of it where that is not all. */
  readonly store?: Omit<StoreBounds, "roomAgain">;
  /** Hears why machines have waited for some seconds with what they say, and null when they do no longer. */
  readonly holds?: (why: HoldReason | null) => void;
};

/** A subscriber that reads no more, by its client id; or as much as it may is kept for workers that do not take it. */
export type HoldReason = { readonly full: string } | "KEPT";

/** At the end subscribers may go on acknowledging for so long, and are done when none of them did for a while. */
const FAREWELL_MS = 2_000;
const QUIET_MS = 250;
/** Everybody waits for a subscriber that reads no more, so its connection ends after so long. */
const FULL_MS = 5_000;
/**
 * Our own workers read no more while the database stands still. That machines wait is wanted then: what they wait with is safe with them, and without the worker all of it
 * would be acknowledged into the memory of this process, and the Sparkplug host be told OFFLINE. A session is kept.
 */
const PATIENCE_MS = 60_000;
/** What aedes ends such a connection with. */
const FULL = "drain timeout";
/** How often it is looked who is full, as a part of how long that may be. */
const LOOKS = 10;
/** Who waits no longer than this noticed nothing. */
const HOLD_TOLD_MS = 5_000;
/** What waits for a subscriber that reads no more holds up all others; one that returns waits so long for it to be gone. */
const SETTLE_MS = 2_000;

/**
 * Starts the embedded MQTT 3.1.1 broker on loopback, on the first free port from `port` upwards (0: any). It keeps subscriptions and
 * unacknowledged messages of persistent sessions in memory, so a subscriber that restarts misses nothing; retained messages likewise.
 * A subscriber that comes back, or its heir while it stands still, gets what it missed before anything new. The broker's own restart forgets them: with `awaitSubscriberMs` it
 * therefore acknowledges nothing until a subscriber with a session is back. What is kept for workers is bounded: when it is full nothing is acknowledged either, and machines keep what they say.
 */
export async function startBroker(options: BrokerOptions): Promise<Broker> {
  const { port, awaitSubscriberMs = 0, fullMs = FULL_MS, patienceMs = PATIENCE_MS, connected, letGo, holds } = options;
  const aedes = await Aedes.createBroker({ drainTimeout: patienceMs });
  unwind(aedes);
  let waiting: { readonly by: Client | null; readonly go: () => void }[] = [];
  const store = keepOutgoing(aedes, { ...options.store, roomAgain: () => releaseUnlessHeld() });
  let state: "waiting" | "open" | "hushed" = awaitSubscriberMs > 0 ? "waiting" : "open";
  const resuming = new Set<Client>();
  // Ours, for which the others wait.
  const awaited = new Set<Client>();
  const full = (): Client | undefined => [...awaited].find(({ conn }) => conn.writableNeedDrain);
  const held = (): boolean => state !== "open" || resuming.size > 0 || store.full || full() !== undefined;
  function releaseUnlessHeld(): void {
    if (held()) return;
    for (const { go } of waiting.splice(0)) go();
  }
  const open = (): void => {
    if (state === "waiting") state = "open";
    releaseUnlessHeld();
  };
  const patience = setTimeout(open, awaitSubscriberMs).unref();

  // A publisher whose message is held gets no acknowledgement, and sends it again on its next connection if this one ends.
  const taken = limitIntake(aedes);
  aedes.authorizePublish = (client, packet, callback) => {
    if (client !== null && !client.closed) taken(client, packet);
    if (!mayWait(packet) || (waiting.length === 0 && !held())) callback(null);
    // What a connection that is gone leaves behind, its will, waits for nobody's return.
    else if (state !== "hushed") waiting.push({ by: client === null || client.closed ? null : client, go: () => callback(null) });
  };
  // Who loses patience sends it again on the next connection: kept as well, it would take memory each time.
  aedes.on("clientDisconnect", (client) => void (waiting = waiting.filter(({ by }) => by !== client)));
  const stopTelling = holds === undefined ? () => undefined : tellHolds(holds, () => (waiting.length === 0 ? null : store.full ? "KEPT" : full()?.id));
  aedes.on("subscribe", (_subscriptions, client) => {
    if (!client.clean) open();
  });
  // aedes sends what a returning subscriber missed beside what is published meanwhile: newer before older, and it breaks the connection
  // over a message that was acknowledged in between. So nothing new is taken until the old is sent.
  const resumed = (client: Client): void => {
    resuming.delete(client);
    releaseUnlessHeld();
  };
  const sessions = new Map<string, Client>();
  aedes.on("clientReady", (client) => {
    if (!client.clean) sessions.set(client.id, client);
  });
  aedes.on("clientDisconnect", (client) => {
    if (sessions.get(client.id) === client) sessions.delete(client.id);
  });
  aedes.preConnect = (client, { clean, clientId }, callback) => {
    connected?.(clientId);
    // What was taken before this turn of the loop is in its queues after it.
    if (clean === true) return void setImmediate(() => callback(null, true));
    resuming.add(client);
    client.conn.once("close", () => resumed(client));
    // Whoever had the session may stand still with its connection full. What waits for that would be handed to its heir at once, before what is kept.
    sessions.get(clientId)?.close();
    const until = performance.now() + SETTLE_MS;
    const letIn = (): void => {
      if (underWay(aedes) > 0 && performance.now() < until) setTimeout(letIn, 5);
      else setImmediate(() => callback(null, true));
    };
    setImmediate(letIn);
  };
  aedes.on("clientReady", resumed);
  // Each message that waited for it says so.
  const gone = new WeakSet<Client>();
  aedes.on("clientError", (client, { message }) => {
    if (message !== FULL || gone.has(client)) return;
    gone.add(client);
    letGo?.(client.id, patienceMs);
  });
  // aedes itself acknowledges what comes, however much waits for a subscriber that is full.
  aedes.on("clientReady", (client) => {
    if (!isAwaited(client)) return;
    awaited.add(client);
    client.conn.on("drain", releaseUnlessHeld);
    client.conn.once("close", () => {
      awaited.delete(client);
      releaseUnlessHeld();
    });
  });
  const stopWatch = letGoWhenFull(aedes, fullMs, (client) => letGo?.(client.id, fullMs));
  let movedAt = 0;
  const moved = (): void => void (movedAt = performance.now());
  aedes.on("publish", moved);
  aedes.on("ack", moved);
  const server = createServer(aedes.handle);
  const chosen = await freePort(port);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(chosen, "127.0.0.1", resolve);
  });
  const hush = (): void => {
    state = "hushed";
    waiting = [];
  };
  return {
    url: `mqtt://127.0.0.1:${chosen}`,
    port: chosen,
    hush,
    async stop() {
      clearTimeout(patience);
      stopWatch();
      stopTelling();
      hush();
      for (let waited = 0; waited < FAREWELL_MS && performance.now() - movedAt < QUIET_MS; waited += 20) await delay(20);
      const closed = new Promise((resolve) => server.close(resolve));
      await new Promise<void>((resolve) => aedes.close(resolve));
      await closed;
    },
  };
}

/** What Sparkplug hosts say, and their wills, of themselves. */
const STATE = "spBv1.0/STATE/";

/** Only what is acknowledged can wait; a host's STATE must not, its subscription comes after it. */
function mayWait({ qos, topic }: PublishPacket): boolean {
  return qos > 0 && !topic.startsWith(STATE);
}

/** Lets clients go for which nothing is kept and whose connection was full all the time for so long; aedes knows one such time for all alone. Answers what ends it. */
function letGoWhenFull(aedes: Aedes, fullMs: number, letGo: (client: Client) => void): () => void {
  const fullSince = new Map<Client, number | null>();
  aedes.on("clientReady", (client) => {
    if (isAwaited(client)) return;
    fullSince.set(client, null);
    client.conn.on("drain", () => void (fullSince.has(client) && fullSince.set(client, null)));
  });
  aedes.on("clientDisconnect", (client) => void fullSince.delete(client));
  const watch = setInterval(() => {
    const now = performance.now();
    for (const [client, since] of fullSince) {
      if (!client.conn.writableNeedDrain) continue;
      if (since === null) fullSince.set(client, now);
      else if (now - since >= fullMs) {
        fullSince.delete(client);
        letGo(client);
        client.close();
      }
    }
  }, fullMs / LOOKS).unref();
  return () => clearInterval(watch);
}

/** Tells when somebody has waited for the same reason for some seconds, and when nobody waits any more. `why`: null where nobody waits, undefined where it takes no longer than a start. */
function tellHolds(holds: (why: HoldReason | null) => void, why: () => string | null | undefined): () => void {
  let since: number | null = null;
  let told: string | null = null;
  const watch = setInterval(() => {
    const now = why() ?? null;
    if (now === null) since = null;
    else since ??= performance.now();
    const due = since !== null && performance.now() - since >= HOLD_TOLD_MS ? now : null;
    if (due === told || (due === null && now !== null)) return;
    told = due;
    holds(due === null || due === "KEPT" ? due : { full: due });
  }, 1_000).unref();
  return () => clearInterval(watch);
}

/** It has a session, or is a Sparkplug host by its will. aedes has that at run time, and its types leave it out. */
function isAwaited(client: Client): boolean {
  const { will } = client as Client & { readonly will: { readonly topic: string } | null };
  return !client.clean || will?.topic.startsWith(STATE) === true;
}

/** What aedes hands messages on with. It has it at run time, and its types leave it out. */
type Emitter = { readonly current: number; readonly length: number; on(topic: string, listener: (packet: unknown, done: () => void) => void): void };

const emitterOf = (aedes: Aedes): Emitter => (aedes as Aedes & { readonly mq: Emitter }).mq;

/** Messages that were taken and are not handed to every connected subscriber yet. */
function underWay(aedes: Aedes): number {
  const { current, length } = emitterOf(aedes);
  return current + length;
}

/**
 * Ends no message within the call that began it. Behind a subscriber that stands still thousands of messages wait; with it gone the
 * emitter would hand on each from within the one before, and the stack, and with it the broker, ends.
 */
function unwind(aedes: Aedes): void {
  emitterOf(aedes).on("#", (_packet, done) => queueMicrotask(done));
}
