export type Bell = {
  /** Whoever waits goes on; when nobody does, the next wait ends at once. */
  readonly ring: () => void;
  /** Ends at the next ring, or after so many milliseconds. */
  readonly wait: (ms: number) => Promise<void>;
};

/** Lets a loop sleep until there is something to do. */
export function createBell(): Bell {
  let rung = false;
  let wakeUp: (() => void) | null = null;
  return {
    ring() {
      rung = true;
      wakeUp?.();
    },
    async wait(ms) {
      if (!rung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, ms);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      wakeUp = null;
      rung = false;
    },
  };
}
