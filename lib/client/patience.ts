/** Longer than this nobody waits for a server that does not answer: a network that swallows what is sent never says so. */
const PATIENCE_MS = 8_000;

/** What `ask` answers. @throws Error after `ms`, when the signal that it was given is aborted as well. */
export async function inPatience<Answer>(ask: (signal: AbortSignal) => Promise<Answer>, ms = PATIENCE_MS): Promise<Answer> {
  const asked = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const why = new Error(`No answer within ${ms} ms`);
      asked.abort(why);
      reject(why);
    }, ms);
  });
  try {
    return await Promise.race([ask(asked.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}
