const FAULT_PAUSES_MS = [1_000, 4_000, 15_000, 60_000, 300_000, 900_000] as const;
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

/** Whether the page that does something alone still does: one that slept for long is not waited for. */
export type Mine = () => boolean;

type LaneParts = {
  /** Sends what waits. False when it was stopped: who stopped it makes it look again, as a timer or the next sign-on does. */
  readonly look: (mine: Mine) => Promise<boolean>;
  readonly alone: (work: (mine: Mine) => Promise<void>) => Promise<void>;
  readonly changed: (running: boolean) => void;
};

/** Runs `look` once at a time; a call during a run makes it look again. */
export function createLane({ look, alone, changed }: LaneParts) {
  let running: Promise<void> | undefined;
  let again = false;

  async function drain(mine: Mine): Promise<void> {
    do {
      again = false;
      if (!(await look(mine))) {
        again = false;
        return;
      }
    } while (again);
  }

  async function go(): Promise<void> {
    if (running !== undefined) {
      again = true;
      return running;
    }
    again = false;
    changed(true);
    running = run();
    return running;
  }

  async function run(): Promise<void> {
    try {
      await alone(drain);
    } finally {
      running = undefined;
      changed(false);
    }
    // Tapped when the last look was over and the run was not.
    if (again) await go();
  }

  return { go, running: () => running !== undefined };
}

/** Does one piece of work after the other, in the order in which they came. */
export function createTurns() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    take<Result>(work: () => Promise<Result>): Promise<Result> {
      const done = last.then(work);
      last = done.catch(() => undefined);
      return done;
    },
    /** Once nothing is under way any more. */
    async over(): Promise<void> {
      for (let seen: Promise<unknown> | undefined; seen !== last;) {
        seen = last;
        await seen;
      }
    },
  };
}

/**
 * Pauses of what a server with a fault could not take, each its own: longer after each fault, up to a quarter of an hour. `now` in milliseconds; what is
 * named by a number is forgotten when it is through.
 */
export function createPauses(now: () => number) {
  const until = new Map<number, number>();
  const left = (one: number) => Math.max(0, (until.get(one) ?? 0) - now());
  return {
    /** After so many faults. */
    begin: (one: number, faults: number) => void until.set(one, now() + (FAULT_PAUSES_MS[Math.min(faults, FAULT_PAUSES_MS.length) - 1] ?? 0)),
    /** How long it still pauses, in milliseconds. */
    left,
    /** How long until the first of those that pause may go, in milliseconds; undefined where none pauses. */
    soonest(all: readonly { readonly sequence: number }[]): number | undefined {
      const pausing = all.map(({ sequence }) => left(sequence)).filter((ms) => ms > 0);
      return pausing.length === 0 ? undefined : Math.min(...pausing);
    },
    over: (one: number) => void until.delete(one),
  };
}

/** Tries again after a pause, longer after each failure in a row. */
export function createRetry(again: () => void) {
  let failures = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  return {
    later(): void {
      stop();
      timer = setTimeout(again, RETRY_MS[Math.min(failures, RETRY_MS.length - 1)]);
      failures += 1;
    },
    /** After a pause that somebody else knows, if there is one. */
    after(ms: number | undefined): void {
      if (ms === undefined) return;
      stop();
      timer = setTimeout(again, ms);
    },
    over: () => void (failures = 0),
    stop,
  };
}
