import { SEQUENCES } from "./held-messages";

/** Which sequence numbers an edge node has told since its birth, and which are missing. */
export class ToldNumbers {
  /** Numbers that were given up waiting for, and until when they may still come. */
  private readonly missed = new Map<number, number>();
  /** The time in the message that had a number last: the same once more is a repeat. */
  private readonly toldAt = new Float64Array(SEQUENCES).fill(Number.NaN);

  /** A birth: its numbers are its own. */
  forget(): void {
    this.missed.clear();
    this.toldAt.fill(Number.NaN);
  }

  /** It is not waited for any longer. */
  giveUp(seq: number, untilMs: number): void {
    this.missed.set(seq, untilMs);
  }

  tell(seq: number, timestamp: number | null): void {
    this.missed.delete(seq);
    this.toldAt[seq] = timestamp ?? Number.NaN;
  }

  /** Whether it is one of those that were given up and may still come. */
  isMissed(seq: number, nowMs: number): boolean {
    return (this.missed.get(seq) ?? Number.NEGATIVE_INFINITY) >= nowMs;
  }

  isRepeat(seq: number, timestamp: number | null): boolean {
    return timestamp !== null && this.toldAt[seq] === timestamp;
  }
}
