import { log } from "@/lib/platform/log";

/**
 * Takes one step for each of what a worker's round found due, and answers the sum of what the steps answer. One whose step fails keeps none of those behind
 * it from theirs: it is logged, under the names that `named` gives it, and tried again in the next round.
 */
export async function eachApart<One>(
  due: readonly One[],
  what: string,
  named: (one: One) => Readonly<Record<string, string>>,
  step: (one: One) => Promise<number>,
): Promise<number> {
  let done = 0;
  for (const one of due) {
    try {
      done += await step(one);
    } catch (fault) {
      log.error({ err: fault, ...named(one) }, what);
    }
  }
  return done;
}
