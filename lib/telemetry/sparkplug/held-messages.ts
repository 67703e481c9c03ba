import type { Message } from "@/lib/telemetry/message";
import type { SparkplugKind } from "@/lib/telemetry/topics";
import type { WirePayload } from "./decode-payload";

/** A message of an edge node with its payload read. */
export type NodeMessage = { readonly kind: SparkplugKind; readonly device: string; readonly payload: WirePayload; readonly message: Message };

/** Sequence numbers are 0…255 and come round. */
export const SEQUENCES = 256;
/** So much of what waits is held of one node. */
const MAX_HELD_BYTES = 8 * 1024 * 1024;

/** Messages of one edge node that wait for others, by their sequence number. */
export class HeldMessages extends Map<number, NodeMessage> {
  /** With this one more would be held than is held of one node. */
  isTooMuch({ message }: NodeMessage): boolean {
    let bytes = message.payload.length;
    for (const held of this.values()) bytes += held.message.payload.length;
    return bytes > MAX_HELD_BYTES;
  }

  /** So many messages wait that another could not be told from those to come or has no room, or its number is another's that waits. */
  isFull(seq: number, incoming: NodeMessage): boolean {
    const standing = this.get(seq);
    if (this.size >= SEQUENCES / 2 || (this.size > 0 && this.isTooMuch(incoming))) return true;
    return standing !== undefined && Buffer.compare(standing.message.payload, incoming.message.payload) !== 0;
  }

  /** All of them, in the order in which they were said after the message before `expected`. */
  inOrderFrom(expected: number): (readonly [seq: number, incoming: NodeMessage])[] {
    const distance = (seq: number): number => (seq - expected + SEQUENCES) % SEQUENCES;
    return [...this].sort(([a], [b]) => distance(a) - distance(b));
  }
}
