/** A message as it came from a broker or over HTTP. */
export type Message = {
  readonly topic: string;
  readonly payload: Uint8Array;
  readonly receivedAtMs: number;
  /** Its place among those of the same sender that came in the same millisecond; 0 unless told. */
  readonly order?: number;
};

let taken = 0;

/** True when a message was received after another. */
export function cameAfter(one: Pick<Message, "receivedAtMs" | "order">, other: Pick<Message, "receivedAtMs" | "order">): boolean {
  return one.receivedAtMs > other.receivedAtMs || (one.receivedAtMs === other.receivedAtMs && (one.order ?? 0) > (other.order ?? 0));
}

/** SEC-15: a larger payload is not looked at. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;

/** A message as a broker brought it. Of one that is larger than what is looked at, `most` bytes, so much is kept that it can be told; the rest of it takes no memory. */
export function received(topic: string, payload: Uint8Array, receivedAtMs: number, most = MAX_PAYLOAD_BYTES): Message {
  taken += 1;
  return { topic, order: taken, receivedAtMs, payload: payload.length > most + 1 ? Uint8Array.from(payload.subarray(0, most + 1)) : payload };
}

/** A topic, and what a message calls its metrics, are no longer than this, in bytes of UTF-8: they are keys of tables, whose indexes hold no more. */
const MAX_NAME_BYTES = 512;

/** Why a name is refused; null for one that is short enough. */
export function problemOfName(what: string, name: string): string | null {
  // No character takes more than three bytes for each of its units.
  if (name.length * 3 <= MAX_NAME_BYTES || Buffer.byteLength(name) <= MAX_NAME_BYTES) return null;
  return `${what} is longer than ${MAX_NAME_BYTES} bytes`;
}

/** What could not be read or placed: its bytes and the reason, so that a person can see and replay it. */
export type Quarantined = {
  readonly kind: "quarantined";
  readonly topic: string;
  readonly bytes: Uint8Array;
  readonly reason: string;
  readonly receivedAtMs: number;
  /** What it came in. */
  readonly message: Message;
  /** The metric that `bytes` are the value of, as it is kept; absent: they are the message's. */
  readonly metric?: string;
  /** The edge node was asked to say everything anew, which brings what is missing. */
  readonly rebirthAsked?: true;
};

/** Puts a message aside, with why. Of an oversized one the head is kept. */
export function quarantine(message: Message, reason: string): Quarantined {
  const bytes = message.payload.length > MAX_PAYLOAD_BYTES ? message.payload.subarray(0, MAX_PAYLOAD_BYTES) : message.payload;
  return { kind: "quarantined", topic: message.topic, bytes, reason, receivedAtMs: message.receivedAtMs, message };
}
