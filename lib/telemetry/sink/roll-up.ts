import type { PlacedSample } from "./place";
import type { Tag } from "./tags";

/** Samples of a tag within one minute, as the minute rollup keeps them. */
export type RolledMinute = {
  readonly tag: Tag;
  readonly minuteMs: number;
  count: number;
  sum: number;
  min: number;
  max: number;
  last: PlacedSample;
};

const MINUTE_MS = 60_000;

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

/** Minutes of the samples whose quality is not bad, and the latest sample of each tag that tells of now. */
export function rollUp(samples: readonly PlacedSample[]): { readonly minutes: readonly RolledMinute[]; readonly latest: readonly PlacedSample[] } {
  const minutes = new Map<string, RolledMinute>();
  const latest = new Map<number, PlacedSample>();
  for (const sample of samples) {
    const { tag, atMs, value } = sample;
    const known = latest.get(tag.id);
    if (sample.live && (known === undefined || isLater(sample, known))) latest.set(tag.id, sample);
    if (sample.quality <= 0) continue;
    const minuteMs = Math.floor(atMs / MINUTE_MS) * MINUTE_MS;
    const key = `${tag.id} ${minuteMs}`;
    const minute = minutes.get(key);
    if (minute === undefined) {
      minutes.set(key, { tag, minuteMs, count: 1, sum: value, min: value, max: value, last: sample });
      continue;
    }
    minute.count += 1;
    minute.sum += value;
    minute.min = Math.min(minute.min, value);
    minute.max = Math.max(minute.max, value);
    if (isLater(sample, minute.last)) minute.last = sample;
  }
  return { minutes: [...minutes.values()], latest: [...latest.values()] };
}

function isLater(sample: PlacedSample, than: PlacedSample): boolean {
  return sample.atMs > than.atMs || (sample.atMs === than.atMs && sample.seq > than.seq);
}
