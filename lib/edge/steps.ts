/**
 * Progress of a piece of work as something to iterate over: every step that it tells, then what it answers. A reader that is slower than the
 * work sees the latest step only; the work never waits for it.
 */
export async function* stepsOf<Step>(work: (tell: (step: Step) => void) => Promise<Step>): AsyncGenerator<Step, void> {
  const latest: Step[] = [];
  let wake: () => void = () => undefined;
  const ended = work((step) => {
    latest[0] = step;
    wake();
  }).then((step) => ({ step }));
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
}
