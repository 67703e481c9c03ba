/** When a batch is written: at so many items, after so many milliseconds, and how many items, of how many bytes, may wait before the source is held. */
export type BatchLimits = { readonly maxItems: number; readonly maxDelayMs: number; readonly maxWaiting: number; readonly maxWaitingBytes?: number };

/** As measured: 10,000 rows or 25 ms; 20,000 rows in memory at most. Batches of 5,000 catch up with a backlog at nine tenths of the rate. */
export const DEFAULT_LIMITS: BatchLimits = { maxItems: 10_000, maxDelayMs: 25, maxWaiting: 20_000 };

/**
 * While batches are of no more items than this, what comes waits no longer than until so many milliseconds after the last write began, and not at all after a longer rest: there
 * is time to write often. With more, gathering for the whole delay saves more than it costs.
 */
const QUICK = { items: 500, delayMs: 15 } as const;
/** 20,000 messages of a machine are some 2 MB; as many of the largest that are read would be more than 1 GB. */
const MAX_WAITING_BYTES = 16 * 1024 * 1024;

/**
 * Gathers items and writes them in bounded batches, one at a time, in order. `write` must not fail for a reason that goes away by itself:
 * a rejection stops the batcher for good and is passed to `onFault`.
 */
export class Batcher<Item> {
  private waiting: Item[] = [];
  private bytes = 0;
  private timer: NodeJS.Timeout | null = null;
  private running: Promise<void> | null = null;
  private resume: (() => void)[] = [];
  private ended = false;
  private last = { begunAt: Number.NEGATIVE_INFINITY, items: 0 };

  constructor(
    private readonly limits: BatchLimits,
    private readonly write: (items: readonly Item[]) => Promise<void>,
    private readonly onFault: (error: unknown) => void,
    /** What an item takes of memory, in bytes, roughly. */
    private readonly weigh: (item: Item) => number = () => 0,
  ) {}

  /** Items that wait to be written, without those that are being written now. */
  get size(): number {
    return this.waiting.length;
  }

  /** True while a source waits for room. */
  get holds(): boolean {
    return this.resume.length > 0;
  }

  /** For how long the present write has gone on, in ms; 0 without one. */
  get busyMs(): number {
    return this.running === null ? 0 : performance.now() - this.last.begunAt;
  }

  add(item: Item): void {
    if (this.ended) return;
    this.waiting.push(item);
    this.bytes += this.weigh(item);
    if (this.waiting.length >= this.limits.maxItems) this.start();
    else this.gather();
  }

  /** Calls back at once while there is room, otherwise as soon as there is: backpressure for the source. */
  whenRoom(callback: () => void): void {
    if (this.waiting.length < this.limits.maxWaiting && this.bytes < (this.limits.maxWaitingBytes ?? MAX_WAITING_BYTES)) callback();
    else this.resume.push(callback);
  }

  /** Forgets what waits: the broker redelivers it. What is being written is written. */
  forget(): void {
    this.waiting = [];
    this.bytes = 0;
    this.release();
  }

  /** Ends: what waits is written first when `flush` is set, forgotten otherwise. */
  async close(flush: boolean): Promise<void> {
    if (!flush) this.forget();
    this.ended = true;
    if (this.waiting.length > 0) this.start();
    await this.running;
    this.clearTimer();
    this.release();
  }

  private gather(): void {
    if (this.running !== null || this.timer !== null) return;
    const { maxDelayMs } = this.limits;
    const delayMs = this.last.items > QUICK.items ? maxDelayMs : Math.max(0, this.last.begunAt + Math.min(maxDelayMs, QUICK.delayMs) - performance.now());
    this.timer = setTimeout(() => this.start(), delayMs);
  }

  private start(): void {
    this.clearTimer();
    if (this.running !== null || this.waiting.length === 0) return;
    this.running = this.drain().then(
      () => {
        this.running = null;
        if (this.waiting.length > 0) this.gather();
      },
      (error: unknown) => {
        this.ended = true;
        this.onFault(error);
      },
    );
  }

  /** Writes until little is left; the rest gathers until its time has come. */
  private async drain(): Promise<void> {
    do {
      const items = this.waiting.splice(0, this.limits.maxItems);
      for (const item of items) this.bytes -= this.weigh(item);
      this.last = { begunAt: performance.now(), items: items.length };
      await this.write(items);
      this.release();
    } while (this.waiting.length >= this.limits.maxItems || (this.ended && this.waiting.length > 0));
  }

  private release(): void {
    const callbacks = this.resume;
    this.resume = [];
    for (const callback of callbacks) this.whenRoom(callback);
  }

  private clearTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }
}
