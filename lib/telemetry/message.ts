/** A message as it came from a broker or over HTTP. */
export type Message = { readonly topic: string; readonly payload: Uint8Array; readonly receivedAtMs: number };

/** SEC-15: a larger payload is not looked at. */
export const MAX_PAYLOAD_BYTES = 64 * 1024;

/** What could not be read or placed: its bytes and the reason, so that a person can see and replay it. */
export type Quarantined = {
  readonly kind: "quarantined";
  readonly topic: string;
  readonly bytes: Uint8Array;
  readonly reason: string;
  readonly receivedAtMs: number;
};

/** Puts a message aside, with why. Of an oversized one the head is kept. */
export function quarantine(message: Message, reason: string): Quarantined {
  const bytes = message.payload.length > MAX_PAYLOAD_BYTES ? message.payload.subarray(0, MAX_PAYLOAD_BYTES) : message.payload;
  return { kind: "quarantined", topic: message.topic, bytes, reason, receivedAtMs: message.receivedAtMs };
}
