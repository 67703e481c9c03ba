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
 * with the first sign of life in it; one that arrives now but is older shows that the source lives and was only late: the silence never was.
 */
export function heardDuring(gaps: readonly Interval[], heardAt: readonly Date[], sampleIntervalMs: number): Interval[] {
  const allowed = allowedSilenceMs(sampleIntervalMs);
  const heard = heardAt.map((at) => at.getTime()).sort((a, b) => a - b);
  return gaps.flatMap((gap) => (gap.to === null ? endOpen(gap.from, heard, allowed) : cutEnded(gap.from, gap.to, heard, allowed)));
}

function endOpen(from: Date, heard: readonly number[], allowed: number): Interval[] {
  const start = from.getTime();
  const relevant = heard.filter((at) => at > start - allowed);
  const first = relevant[0];
  if (first === undefined) return [{ from, to: null }];
  if (first <= start) return [];
  return [{ from, to: new Date(first) }];
}

function cutEnded(from: Date, to: Date, heard: readonly number[], allowed: number): Interval[] {
  const start = from.getTime();
  const end = to.getTime();
  const inside = heard.filter((at) => at > start - allowed && at < end);
  const anchors = [start - allowed, ...inside];
  return anchors.flatMap((at, index) => {
    const next = anchors[index + 1] ?? end;
    return next - at > allowed ? [{ from: new Date(at + allowed), to: new Date(next) }] : [];
  });
}
