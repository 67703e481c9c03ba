import type { Span } from "./windows";

/** Work laid into the windows: where it starts and ends, in milliseconds of UTC. */
export type Placement = { readonly startMs: number; readonly finishMs: number };

/** Working time of one work unit, searchable: windows and how much work was possible before each. */
export class Timeline {
  readonly #spans: readonly Span[];
  readonly #before: readonly number[];

  /** Spans as `workingSpans` gives them: sorted and disjoint. */
  constructor(spans: readonly Span[]) {
    const before: number[] = [];
    let total = 0;
    for (const [from, to] of spans) {
      before.push(total);
      total += to - from;
    }
    this.#spans = spans;
    this.#before = before;
  }

  /**
   * Lays `seconds` of work into the windows, not before `earliestMs`; work stops where a window ends and goes on in the next. No work takes
   * no window. Null when the windows given do not suffice.
   */
  place(earliestMs: number, seconds: number): Placement | null {
    if (seconds === 0) return { startMs: earliestMs, finishMs: earliestMs };
    const first = this.#search((index) => (this.#spans[index]?.[1] ?? 0) > earliestMs);
    const opening = this.#spans[first];
    if (opening === undefined) return null;
    const startMs = Math.max(earliestMs, opening[0]);
    const target = (this.#before[first] ?? 0) + (startMs - opening[0]) + seconds * 1000;
    const last = this.#search((index) => (this.#before[index] ?? 0) >= target) - 1;
    const closing = this.#spans[last];
    if (closing === undefined) return null;
    const finishMs = closing[0] + target - (this.#before[last] ?? 0);
    return finishMs > closing[1] ? null : { startMs, finishMs };
  }

  /** First index for which a condition holds that, once true, stays true. */
  #search(holds: (index: number) => boolean): number {
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (holds(middle)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
