const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 15_000] as const;

type LaneParts = {
  /** Sends what waits. False when it was stopped: who stopped it makes it look again, as a timer or the next sign-on does. */
  readonly look: () => Promise<boolean>;
  readonly alone: (work: () => Promise<void>) => Promise<void>;
  readonly changed: (running: boolean) => void;
};

/** Runs `look` once at a time; a call during a run makes it look again. */
export function createLane({ look, alone, changed }: LaneParts) {
  let running: Promise<void> | undefined;
  let again = false;

  async function drain(): Promise<void> {
    do {
      again = false;
      if (!(await look())) {
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
    over: () => void (failures = 0),
    stop,
  };
}
