/**
 * Progress of a piece of work as something to iterate over: every step that it tells, then what it answers. A reader that is slower than the
 * work sees the latest step only; the work never waits for it. `left`: the reader has gone before the end, and nobody needs the rest; it goes by leaving the
 * iteration, or between two steps as `gone` says.
 */
export async function* stepsOf<Step>(work: (tell: (step: Step) => void, left: AbortSignal) => Promise<Step>, gone?: AbortSignal): AsyncGenerator<Step, void> {
  const latest: Step[] = [];
  let wake: () => void = () => undefined;
  const over = new AbortController();
  const ended = work(
    (step) => {
      latest[0] = step;
      wake();
    },
    gone === undefined ? over.signal : AbortSignal.any([over.signal, gone]),
  ).then((step) => ({ step }));
  try {
    for (;;) {
      const told = new Promise<null>((resolve) => {
        wake = () => resolve(null);
      });
      if (latest.length > 0) wake();
      const done = await Promise.race([ended, told]);
      if (done !== null) {
        yield done.step;
        return;
      }
      yield* latest.splice(0);
    }
  } finally {
    over.abort();
  }
}
