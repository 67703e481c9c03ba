import type { Interval } from "@/lib/domain/shared/interval";

/**
 * ST-01: the pause that says why a machine stood, the first of them; undefined where none does. It is one that began while the machine stood already, as at a tablet that
 * tells it at once, or one in which the machine stopped and which the stop did not outlast by `graceSeconds`: people start again, and the machine a moment later.
 */
export function pauseThatExplains<Pause extends Interval>(stop: Interval, pauses: readonly Pause[], graceSeconds: number): Pause | undefined {
  const end = (interval: Interval): number => interval.to?.getTime() ?? Number.POSITIVE_INFINITY;
  return pauses.find((pause) => {
    const isBegunIn = stop.from <= pause.from && pause.from.getTime() < end(stop);
    const holds = pause.from <= stop.from && stop.from.getTime() < end(pause) && end(stop) <= end(pause) + graceSeconds * 1000;
    return isBegunIn || holds;
  });
}
