import { Readable } from "node:stream";
import type { Aedes } from "aedes";

/** What the embedded broker keeps for sessions that have not acknowledged it yet. */
export type BrokerStore = {
  /** What is kept for sessions of ours has reached its bound: nobody may say more until they have taken some of it. */
  readonly full: boolean;
};

export type StoreBounds = {
  /** What may be kept for all sessions of ours together, in bytes. */
  readonly oursBytes?: number;
  /** What may be kept for each session of somebody else, in bytes. */
  readonly othersBytes?: number;
  /** In ms; ten seconds unless told otherwise. */
  readonly toldEveryMs?: number;
  /** Is called when it is full no more. */
  readonly roomAgain?: () => void;
  /** Hears of each session of somebody else for which the oldest is given up, with how many messages were since it heard last, at most every `toldEveryMs`. */
  readonly gaveUp?: (clientId: string, messages: number) => void;
};

/** An hour of 200 messages a second: what comes beyond waits with the machines. */
const OURS_BYTES = 256 * 1024 * 1024;
/** Enough for a screen that is restarted, or that reads nothing for a minute. */
const OTHERS_BYTES = 64 * 1024 * 1024;
/** What a message takes beside its topic and payload. */
const MESSAGE_BYTES = 400;
const TOLD_EVERY_MS = 10_000;
/** Full until so much of it is taken: not message by message. */
const ROOM = 0.9;

/** Sessions of the workers, as they call themselves. */
const OURS = "millrace-";

type Client = { readonly id: string };
type Packet = { readonly brokerId?: string; readonly brokerCounter?: number; readonly topic?: string; readonly payload?: Uint8Array; messageId?: number };

/** What waits for one session, in the order in which it was said. */
class Outgoing {
  bytes = 0;
  readonly packets = new Map<number, Packet>();
  /** Ids go round after 65,535 messages: each has what it was given to, the oldest first. */
  private readonly byId = new Map<number, number[]>();

  /** Of a session with several filters that take it in a message comes once for each of them: it is kept, and sent, once. */
  add(packet: Packet): void {
    const { brokerCounter = 0 } = packet;
    if (this.packets.has(brokerCounter)) return;
    this.packets.set(brokerCounter, { ...packet, messageId: undefined });
    this.bytes += weigh(packet);
  }

  /** The id under which a message is on its way, or what follows on it under that id. False: there is none of the kind. */
  update(packet: Packet): boolean {
    const { brokerCounter = 0, messageId = 0 } = packet;
    const kept = packet.brokerId === undefined ? undefined : this.packets.get(brokerCounter);
    if (kept !== undefined) {
      if (kept.messageId === messageId) return true;
      this.forgetId(brokerCounter, kept);
      kept.messageId = messageId;
      const same = this.byId.get(messageId);
      if (same === undefined) this.byId.set(messageId, [brokerCounter]);
      else same.push(brokerCounter);
      return true;
    }
    const [counter] = this.byId.get(messageId) ?? [];
    const replaced = counter === undefined ? undefined : this.packets.get(counter);
    if (counter === undefined || replaced === undefined) return false;
    this.packets.set(counter, packet);
    this.bytes += weigh(packet) - weigh(replaced);
    return true;
  }

  acknowledge(messageId: number): Packet | undefined {
    const [counter] = this.byId.get(messageId) ?? [];
    return counter === undefined ? undefined : this.remove(counter);
  }

  /** Gives the oldest up. */
  dropOldest(): boolean {
    const oldest = this.packets.keys().next();
    if (oldest.done === true) return false;
    this.remove(oldest.value);
    return true;
  }

  private remove(counter: number): Packet | undefined {
    const packet = this.packets.get(counter);
    if (packet === undefined) return undefined;
    this.packets.delete(counter);
    this.forgetId(counter, packet);
    this.bytes -= weigh(packet);
    return packet;
  }

  private forgetId(counter: number, { messageId }: Packet): void {
    if (messageId === undefined) return;
    const left = (this.byId.get(messageId) ?? []).filter((one) => one !== counter);
    if (left.length === 0) this.byId.delete(messageId);
    else this.byId.set(messageId, left);
  }
}

function weigh({ topic, payload }: Packet): number {
  return MESSAGE_BYTES + (topic?.length ?? 0) + (payload?.length ?? 0);
}

/**
 * Takes over what aedes keeps for sessions. Its own looks through all of it for each message that is sent and each that is acknowledged, so that a backlog of some 100,000 is never worked off, and it has
 * no bound. What is kept for sessions of ours is bounded by making machines wait (`full`); of what is kept for others the oldest is given up.
 */
export function keepOutgoing(aedes: Aedes, { oursBytes = OURS_BYTES, othersBytes = OTHERS_BYTES, toldEveryMs = TOLD_EVERY_MS, roomAgain, gaveUp }: StoreBounds = {}): BrokerStore {
  const sessions = new Map<string, Outgoing>();
  const untold = new Map<string, { messages: number }>();
  let ours = 0;
  let full = false;

  function change<Result>(id: string, work: (outgoing: Outgoing) => Result): Result {
    const outgoing = sessions.get(id) ?? new Outgoing();
    sessions.set(id, outgoing);
    const before = outgoing.bytes;
    const result = work(outgoing);
    if (outgoing.packets.size === 0) sessions.delete(id);
    if (!id.startsWith(OURS)) return result;
    ours += outgoing.bytes - before;
    if (ours >= oursBytes) full = true;
    else if (full && ours < oursBytes * ROOM) {
      full = false;
      roomAgain?.();
    }
    return result;
  }

  function enqueue(id: string, packet: Packet): void {
    change(id, (outgoing) => {
      outgoing.add(packet);
      if (id.startsWith(OURS)) return;
      let messages = 0;
      while (outgoing.bytes > othersBytes && outgoing.dropOldest()) messages += 1;
      if (messages > 0) tell(id, messages);
    });
  }

  /** At once, and what is given up within the time after that at its end. */
  function tell(id: string, messages: number): void {
    const before = untold.get(id);
    if (before !== undefined) return void (before.messages += messages);
    gaveUp?.(id, messages);
    const next = { messages: 0 };
    untold.set(id, next);
    setTimeout(() => {
      untold.delete(id);
      if (next.messages > 0) tell(id, next.messages);
    }, toldEveryMs).unref();
  }

  // The promises and their rejection are what aedes asks of whatever keeps things for it.
  Object.assign((aedes as Aedes & { readonly persistence: object }).persistence, {
    async outgoingEnqueue({ clientId }: { readonly clientId: string }, packet: Packet): Promise<void> {
      enqueue(clientId, packet);
    },
    async outgoingEnqueueCombi(subscriptions: readonly { readonly clientId: string }[], packet: Packet): Promise<void> {
      for (const { clientId } of subscriptions) enqueue(clientId, packet);
    },
    async outgoingUpdate({ id }: Client, packet: Packet): Promise<void> {
      if (!change(id, (outgoing) => outgoing.update(packet))) throw new Error("no such packet");
    },
    async outgoingClearMessageId({ id }: Client, { messageId }: Packet): Promise<Packet | undefined> {
      return messageId === undefined ? undefined : change(id, (outgoing) => outgoing.acknowledge(messageId));
    },
    outgoingStream: ({ id }: Client) => Readable.from([...(sessions.get(id)?.packets.values() ?? [])]),
  });
  return {
    get full() {
      return full;
    },
  };
}
