import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

/** How long worker and broker may take after the web app answers, or might have, before they are named as missing. */
const PATIENCE_MS = 15_000;

const Dependencies = z.object({ dependencies: z.record(z.string(), z.object({ ready: z.boolean() })) });

/**
 * Waits until the web app answers at /api/health. A web app that runs but misses something is an answer too: it shows the gap itself and
 * recovers by itself. Resolves with the names of what is missing; throws when nothing answers in time.
 */
export async function answers(url: string, timeoutMs: number): Promise<string[]> {
  const deadline = Date.now() + timeoutMs;
  let missing: string[] | null = null;
  while (Date.now() < deadline) {
    missing = await ask(`${url}/api/health`);
    if (missing?.length === 0) return [];
    // Worker and broker may still be on their way, but nobody waits long for them to reach the sign-in page.
    if (missing !== null && Date.now() > deadline - timeoutMs + PATIENCE_MS) return missing;
    await delay(100);
  }
  if (missing) return missing;
  throw new Error(`The web app did not answer at ${url} within ${timeoutMs / 1000} s`);
}

async function ask(url: string): Promise<string[] | null> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(5_000) });
    if (response.ok) return [];
    if (response.status !== 503) return null;
    const body = Dependencies.safeParse(await response.json());
    return body.success ? Object.entries(body.data.dependencies).flatMap(([name, { ready }]) => (ready ? [] : [name])) : ["something"];
  } catch {
    return null; // not listening yet
  }
}
