import { crc32 } from "node:zlib";
import type { HostEffect } from "./effects";
import type { NodeMessage } from "./held-messages";

/** So many messages of a node are known when they come once more: two rounds of its numbers, 4 kB. */
const KNOWN = 512;
const FIRST_ROOM = 16;
const TIMES = 2 ** 20;

/**
 * What one edge node has said, to tell what comes once more from what is new: numbers come round, and begin anew with each birth, so that a number alone says nothing of which
 * session a message is of. Its bytes do, for its time stands in them.
 */
export class ToldMessages {
  /** The last messages, over births, one after the other and round again. */
  private known = new Float64Array(FIRST_ROOM).fill(Number.NaN);
  private taken = 0;
  /** The latest time that one of them bears. */
  private newestMs = Number.NEGATIVE_INFINITY;
  /** The time that its clock showed last. */
  private lastMs: number | null = null;

  /** To be told when it was born. */
  begin(atMs: number | null): void {
    this.lastMs = atMs;
  }

  /** To be told of each message that has its place, with what came of it, which it answers. One that was not understood may be when it comes again. */
  add(incoming: NodeMessage, effects: HostEffect[]): HostEffect[] {
    const { timestamp } = incoming.payload;
    this.lastMs = timestamp;
    if (timestamp === null || effects.some(({ type }) => type === "unreadable")) return effects;
    const place = this.taken % KNOWN;
    if (place >= this.known.length) {
      const grown = new Float64Array(Math.min(KNOWN, this.known.length * 2)).fill(Number.NaN);
      grown.set(this.known);
      this.known = grown;
    }
    this.known[place] = keyOf(timestamp, incoming);
    this.taken += 1;
    this.newestMs = Math.max(this.newestMs, timestamp);
    return effects;
  }

  /**
   * True for one of the last messages, to the last byte, of this session or of one before. Of what bears the time that its clock showed last that cannot be said: by a clock that stands,
   * or counts whole seconds, a node may well say the same twice.
   */
  isOld(incoming: NodeMessage): boolean {
    const { timestamp } = incoming.payload;
    return timestamp !== null && timestamp !== this.lastMs && timestamp <= this.newestMs && this.known.includes(keyOf(timestamp, incoming));
  }
}

function keyOf(timestamp: number, { message }: NodeMessage): number {
  return crc32(message.payload) * TIMES + (timestamp % TIMES);
}
