import { ExactSum } from "./exact-sum";
import type { PlacedSample } from "./place";
import type { Tag } from "./tags";

/** Samples of a tag within one span, as its rollup keeps them. */
export type RolledSpan = {
  readonly tag: Tag;
  readonly fromMs: number;
  count: number;
  readonly sum: ExactSum;
  min: number;
  max: number;
  last: PlacedSample;
};

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Splits samples by tag: `ordered` are those of tags whose samples are each later than the one before, by time and sequence; `mixed` are all of the others. */
export function inOrder(samples: readonly PlacedSample[]): { readonly ordered: readonly PlacedSample[]; readonly mixed: readonly PlacedSample[] } {
  const lasts = new Map<number, PlacedSample>();
  const broken = new Set<number>();
  for (const sample of samples) {
    const before = lasts.get(sample.tag.id);
    if (before !== undefined && !isLater(sample, before)) broken.add(sample.tag.id);
    lasts.set(sample.tag.id, sample);
  }
  if (broken.size === 0) return { ordered: samples, mixed: [] };
  return { ordered: samples.filter(({ tag }) => !broken.has(tag.id)), mixed: samples.filter(({ tag }) => broken.has(tag.id)) };
}

/** Minutes and hours of the samples whose quality is not bad, and the latest sample of each tag that tells of now. */
export function rollUp(samples: readonly PlacedSample[]): {
  readonly minutes: readonly RolledSpan[];
  readonly hours: readonly RolledSpan[];
  readonly latest: readonly PlacedSample[];
} {
  const [minutes, hours] = [new Map<string, RolledSpan>(), new Map<string, RolledSpan>()];
  const latest = new Map<number, PlacedSample>();
  for (const sample of samples) {
    const known = latest.get(sample.tag.id);
    if (sample.live && (known === undefined || isLater(sample, known))) latest.set(sample.tag.id, sample);
    if (sample.quality > 0) take(minutes, sample, MINUTE_MS);
  }
  for (const minute of minutes.values()) merge(hours, minute);
  return { minutes: [...minutes.values()], hours: [...hours.values()], latest: [...latest.values()] };
}

function take(spans: Map<string, RolledSpan>, sample: PlacedSample, spanMs: number): void {
  const { tag, atMs, value } = sample;
  const fromMs = Math.floor(atMs / spanMs) * spanMs;
  const key = `${tag.id} ${fromMs}`;
  const span = spans.get(key) ?? { tag, fromMs, count: 0, sum: new ExactSum(), min: value, max: value, last: sample };
  if (span.count === 0) spans.set(key, span);
  span.count += 1;
  span.sum.add(value);
  span.min = Math.min(span.min, value);
  span.max = Math.max(span.max, value);
  if (isLater(sample, span.last)) span.last = sample;
}

function merge(hours: Map<string, RolledSpan>, minute: RolledSpan): void {
  const { tag } = minute;
  const fromMs = Math.floor(minute.fromMs / HOUR_MS) * HOUR_MS;
  const key = `${tag.id} ${fromMs}`;
  const hour = hours.get(key);
  if (hour === undefined) {
    hours.set(key, { ...minute, fromMs, sum: minute.sum.copy() });
    return;
  }
  hour.count += minute.count;
  hour.sum.addAll(minute.sum);
  hour.min = Math.min(hour.min, minute.min);
  hour.max = Math.max(hour.max, minute.max);
  if (isLater(minute.last, hour.last)) hour.last = minute.last;
}

function isLater(sample: PlacedSample, than: PlacedSample): boolean {
  return sample.atMs > than.atMs || (sample.atMs === than.atMs && sample.seq > than.seq);
}
