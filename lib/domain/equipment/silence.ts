import type { Interval } from "@/lib/domain/shared/interval";

/** A silence longer than this many sample intervals is a lost signal (KP-04). */
const SILENT_INTERVALS = 3;

/** KP-04: the time after which a source that said nothing counts as lost, in milliseconds. */
export function allowedSilenceMs(sampleIntervalMs: number): number {
  return sampleIntervalMs * SILENT_INTERVALS;
}

/**
 * KP-04: the stretches in which nothing was heard of a source for longer than 3 sample intervals. Each begins 3 intervals after the last
 * sign of life and ends with the next one; the last is open when `now` is already that far on.
 */
export function silences(heardAt: readonly Date[], sampleIntervalMs: number, now: Date): Interval[] {
  const allowed = allowedSilenceMs(sampleIntervalMs);
  const heard = heardAt.map((at) => at.getTime()).sort((a, b) => a - b);
  return heard.flatMap((at, index) => {
    const next = heard[index + 1];
    if ((next ?? now.getTime()) - at <= allowed) return [];
    return [{ from: new Date(at + allowed), to: next === undefined ? null : new Date(next) }];
  });
}

/**
 * What remains of known silences once more was heard. In a silence that has ended, each sign of life that came late cuts it. An open one ends
 * with the first sign of life in it; one that arrives now but is older shows that the source lives and was only late: the silence never was. Of a source that tells changes only
 * (`tellsChanges`) what is older than a silence shows nothing: any of its values may have changed last at any time before. But where nothing had been heard of it for so long when the
 * silence began (`lastHeard`: before what is told now; null where that is what a birth repeats), that was all that the silence was found by, and what was on its way then shows that it never was.
 */
export function heardDuring(
  gaps: readonly Interval[],
  heardAt: readonly Date[],
  { sampleIntervalMs, tellsChanges, lastHeard }: { readonly sampleIntervalMs: number; readonly tellsChanges: boolean; readonly lastHeard: Date | null },
): Interval[] {
  const allowed = allowedSilenceMs(sampleIntervalMs);
  const heard = heardAt.map((at) => at.getTime()).sort((a, b) => a - b);
  return gaps.flatMap(({ from, to }) => {
    const start = from.getTime();
    const wasQuiet = lastHeard !== null && lastHeard.getTime() < start - allowed;
    const relevant = heard.filter((at) => at > (tellsChanges && !wasQuiet ? start : start - allowed));
    return to === null ? endOpen(start, relevant) : cutEnded(start, to.getTime(), relevant, allowed);
  });
}

function endOpen(start: number, [first]: readonly number[]): Interval[] {
  if (first === undefined) return [{ from: new Date(start), to: null }];
  if (first <= start) return [];
  return [{ from: new Date(start), to: new Date(first) }];
}

function cutEnded(start: number, end: number, heard: readonly number[], allowed: number): Interval[] {
  const anchors = [start - allowed, ...heard.filter((at) => at < end)];
  return anchors.flatMap((at, index) => {
    const next = anchors[index + 1] ?? end;
    return next - at > allowed ? [{ from: new Date(at + allowed), to: new Date(next) }] : [];
  });
}
