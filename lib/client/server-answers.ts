/** How soon a server that did not answer is asked again. */
export const AGAIN_MS = 3_000;

/** Whether pages can be served: the web process answers, and its database. */
export async function serverAnswers(): Promise<boolean> {
  const answer = await fetch("/api/health?probe=serve", { cache: "no-store" }).catch(() => null);
  return answer?.ok === true;
}

/** Resolves once the server answers, with whether it was away at all; answers false where `signal` ends it before. */
export async function untilServerAnswers(signal?: AbortSignal): Promise<boolean> {
  for (let away = false; signal?.aborted !== true; away = true) {
    if (await serverAnswers()) return away;
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
  }
  return false;
}
