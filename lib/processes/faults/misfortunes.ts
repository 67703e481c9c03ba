import type { Meddling, RelayedCall } from "@/lib/erp/http/testing/relay";

/** What may go wrong on the way, and how often against the others. */
type Misfortune = readonly [weight: number, fate: Meddling];

/** What happens between two systems that are far apart. Time limits are the caller's: it gives up after a second. */
const USUAL_MISFORTUNES: readonly Misfortune[] = [
  [20, { kind: "refuse" }],
  [20, { kind: "cut" }],
  [15, { kind: "half" }],
  [15, { kind: "answer", status: 500, headers: { "content-type": "text/html" }, body: "<html>Internal error</html>" }],
  [10, { kind: "answer", status: 503, headers: { "content-type": "text/html" }, body: "<html>Bad gateway</html>" }],
  [10, { kind: "slow", milliseconds: 300 }],
  [4, { kind: "swallow" }],
  [4, { kind: "hang" }],
  [1, { kind: "answer", status: 429, headers: { "retry-after": "1" }, body: "slow down" }],
];

export type Fates = {
  readonly meddle: (call: RelayedCall) => Meddling;
  /** How often each came, by kind and status. */
  readonly met: ReadonlyMap<string, number>;
  /** From now on all is well. */
  end(): void;
};

/** Lets misfortune befall a share of the calls, seeded; the share may differ from call to call. */
export function fates(random: () => number, share: number | ((call: RelayedCall) => number), misfortunes: readonly Misfortune[] = USUAL_MISFORTUNES): Fates {
  const met = new Map<string, number>();
  const total = misfortunes.reduce((sum, [weight]) => sum + weight, 0);
  let over = false;
  return {
    met,
    end: () => void (over = true),
    meddle(call) {
      if (over || random() >= (typeof share === "number" ? share : share(call))) return { kind: "pass" };
      let at = random() * total;
      const [, fate] = misfortunes.find(([weight]) => (at -= weight) < 0) ?? [0, { kind: "pass" } as const];
      const name = fate.kind === "answer" ? String(fate.status) : fate.kind;
      met.set(name, (met.get(name) ?? 0) + 1);
      return fate;
    },
  };
}
