/** Longer than this nobody waits for a quiet moment. */
const LATEST_MS = 4_000;

/** Runs `work` in a quiet moment of the page; answers what calls it off. Safari has no such moments: there it waits a while. */
function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(work, LATEST_MS);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work, { timeout: LATEST_MS });
  return () => cancelIdleCallback(handle);
}

/** The first screen stands and answers by then. */
const FIRST_SCREEN_MS = 1_500;

/** Runs `work` in a quiet moment after the first screen, for what that does not need; answers what calls it off. */
export function afterFirstScreen(work: () => void): () => void {
  let idle: (() => void) | undefined;
  const timer = setTimeout(() => {
    idle = whenIdle(work);
  }, FIRST_SCREEN_MS);
  return () => {
    clearTimeout(timer);
    idle?.();
  };
}
