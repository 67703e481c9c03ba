import type { NodeMessage } from "./data-value";

/** What a node was told as, and the time up to which that is known to have held. */
export type Held = { readonly topic: string; readonly message: NodeMessage; readonly atMs: number };

/**
 * A time in which a server could not be reached and kept what changed. Once it has told all of that, it is known what each node was in between: this says it
 * at intervals, so that no machine is UNKNOWN that was not (KP-04). Where the server could not keep everything it says nothing. Times are the server's.
 */
export class Interruption {
  private readonly before: ReadonlyMap<string, Held>;
  private readonly changedAtMs = new Map<string, number>();
  private whole = true;

  /** From `fromMs` on nothing was heard; `nodes` is what they were then. */
  constructor(
    private readonly fromMs: number,
    nodes: ReadonlyMap<string, Held>,
  ) {
    this.before = new Map([...nodes].map(([written, { topic, message, atMs }]) => [written, { topic, message, atMs }]));
  }

  /** The server tells a value that it kept of a node; `overflown` when older ones of it are lost. */
  keep(written: string, atMs: number, overflown: boolean): void {
    if (overflown) this.whole = false;
    if (!this.changedAtMs.has(written)) this.changedAtMs.set(written, atMs);
  }

  /** What held at each step of `stepMs` until `untilMs`, the first one at the last time that is known from before; each as late as a node's own value allows. */
  *steps(now: ReadonlyMap<string, Held>, stepMs: number, untilMs: number): Generator<readonly Held[]> {
    if (!this.whole) return;
    for (let atMs = this.fromMs; atMs < untilMs; atMs += stepMs) {
      yield [...this.before].flatMap(([written, was]): Held[] => {
        const changedAtMs = this.changedAtMs.get(written);
        if (changedAtMs === undefined || atMs < changedAtMs) return [{ ...was, atMs: Math.max(was.atMs, atMs) }];
        const is = now.get(written);
        return is !== undefined && atMs > is.atMs ? [{ ...is, atMs }] : [];
      });
    }
  }
}
