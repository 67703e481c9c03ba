import type { Said } from "./json-gateway";
import { COUNTER_VALUES } from "./machine-model";

/** What a machine said over a run, as whoever heard it has to have it: each thing once. */
export type MachineTotals = {
  readonly address: string;
  /** By name of the parameter: how many samples, and their sum as hundredths, so that it is exact. */
  readonly parameters: Readonly<Record<string, { readonly samples: number; readonly hundredths: number }>>;
  /** By name of the counter: how many readings, and what it counted from the first one on, resets and rollovers seen through. */
  readonly counters: Readonly<Record<string, { readonly readings: number; readonly made: number }>>;
  readonly states: number;
  /** In which state it was from which instant of its own clock on; each differs from the one before. */
  readonly history: readonly StateSince[];
  /** Messages of it that mean nothing to anybody: garbage, and payloads of megabytes. Each differs from all others. */
  readonly aside: number;
};

type StateSince = { readonly state: string; readonly atMs: number };

/** Keeps count of what one machine says. Two things of one name, instant and number are one. */
export class Ledger {
  private readonly parameters = new Map<string, { samples: number; hundredths: number }>();
  private readonly counters = new Map<string, { readings: number; made: number; last: number }>();
  private readonly restarted = new Set<string>();
  private states = 0;
  private aside = 0;
  private readonly history: StateSince[] = [];
  private recent = new Map<string, number>();

  constructor(readonly address: string) {}

  /** From now on its counters begin at zero. */
  restart(): void {
    for (const name of this.counters.keys()) this.restarted.add(name);
  }

  /** So many messages are to be put aside. */
  putAside(count: number): void {
    this.aside += count;
  }

  hear({ kind, name, value, atMs, seq }: Said): void {
    if (this.isRepeat(`${kind} ${name} ${atMs} ${seq}`, atMs)) return;
    if (kind === "STATE") this.state(String(value), atMs);
    else if (kind === "PARAMETER") this.sample(name, Number(value));
    else this.count(name, Number(value));
  }

  totals(): MachineTotals {
    const counters = [...this.counters].map(([name, { readings, made }]) => [name, { readings, made }] as const);
    const { address, states, history, aside } = this;
    return { address, parameters: Object.fromEntries(this.parameters), counters: Object.fromEntries(counters), states, history, aside };
  }

  private isRepeat(key: string, atMs: number): boolean {
    if (this.recent.has(key)) return true;
    // Nothing is said again of an instant that has passed.
    for (const [old, at] of this.recent) if (at < atMs) this.recent.delete(old);
    this.recent.set(key, atMs);
    return false;
  }

  private state(state: string, atMs: number): void {
    this.states += 1;
    // In what another one follows at the same instant it was for no time.
    if (this.history.at(-1)?.atMs === atMs) this.history.pop();
    if (this.history.at(-1)?.state !== state) this.history.push({ state, atMs });
  }

  private sample(name: string, value: number): void {
    const known = this.parameters.get(name) ?? { samples: 0, hundredths: 0 };
    this.parameters.set(name, { samples: known.samples + 1, hundredths: known.hundredths + Math.round(value * 100) });
  }

  private count(name: string, value: number): void {
    const known = this.counters.get(name);
    // Of a new start before what is told is past what was told last nobody sees anything.
    const step = known === undefined ? 0 : this.restarted.has(name) && value < known.last ? value : (value - known.last + COUNTER_VALUES) % COUNTER_VALUES;
    this.restarted.delete(name);
    this.counters.set(name, { readings: (known?.readings ?? 0) + 1, made: (known?.made ?? 0) + step, last: value });
  }
}
