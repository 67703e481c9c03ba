import { log } from "@/lib/platform/log";

/** A job that runs again and again until it is stopped. */
export type Repeating = { stop(): Promise<void> };

/**
 * Runs `job` every `everyMs` after it ended; at once again while it answers true (more to do). A failure is logged and the job is tried
 * again at its next time: no dependency that is down ends the worker.
 */
export function repeat(name: string, everyMs: number, job: () => Promise<boolean | void>): Repeating {
  let stopping = false;
  let wake: () => void = () => undefined;
  const loop = (async () => {
    while (!stopping) {
      let more = false;
      try {
        more = (await job()) === true;
      } catch (fault) {
        log.error({ err: fault, job: name }, "a job of the worker failed and is tried again");
      }
      if (more || stopping) continue;
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, everyMs);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  })();
  return {
    async stop() {
      stopping = true;
      wake();
      await loop;
    },
  };
}
