/** Longer than this nobody waits for a quiet moment. */
const LATEST_MS = 4_000;

/** Runs `work` in a quiet moment of the page; answers what calls it off. Safari has no such moments: there it waits a while. */
export function whenIdle(work: () => void): () => void {
  if (typeof requestIdleCallback === "undefined") {
    const timer = setTimeout(work, LATEST_MS);
    return () => clearTimeout(timer);
  }
  const handle = requestIdleCallback(work, { timeout: LATEST_MS });
  return () => cancelIdleCallback(handle);
}
