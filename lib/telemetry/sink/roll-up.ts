import { groupBy } from "@/lib/domain/shared/group-by";
import { ExactSum } from "./exact-sum";
import type { PlacedSample } from "./place";
import type { Tag } from "./tags";

/** What a batch says of one tag: by time and sequence, each key once; never empty. */
export type TagSamples = { readonly tag: Tag; readonly rows: readonly PlacedSample[]; readonly first: PlacedSample; readonly last: PlacedSample };

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

/** Samples by their tags, in the order of machines and tags: rows that lie together are written together. Of those with the same time and sequence the first counts. */
export function byTag(samples: readonly PlacedSample[]): TagSamples[] {
  const all: TagSamples[] = [];
  for (const [tag, told] of groupBy(samples, ({ tag }) => tag)) {
    const rows = isInOrder(told) ? told : inOrder(told);
    const [first, last] = [rows[0], rows.at(-1)];
    if (first !== undefined && last !== undefined) all.push({ tag, rows, first, last });
  }
  return all.sort((one, other) => one.tag.unit.number - other.tag.unit.number || one.tag.id - other.tag.id);
}

function isInOrder(rows: readonly PlacedSample[]): boolean {
  return rows.every((sample, at) => {
    const before = rows[at - 1];
    return before === undefined || isLater(sample, before);
  });
}

function inOrder(told: readonly PlacedSample[]): PlacedSample[] {
  const sorted = told.toSorted((one, other) => one.atMs - other.atMs || one.seq - other.seq);
  return sorted.filter((sample, at) => {
    const before = sorted[at - 1];
    return before === undefined || isLater(sample, before);
  });
}

/** Minutes and hours of the samples whose quality is not bad, and the latest sample of each tag that tells of now. */
export function rollUp(all: readonly TagSamples[]): {
  readonly minutes: readonly RolledSpan[];
  readonly hours: readonly RolledSpan[];
  readonly latest: readonly PlacedSample[];
} {
  const minutes: RolledSpan[] = [];
  const hours: RolledSpan[] = [];
  const latest: PlacedSample[] = [];
  for (const { rows } of all) {
    const ofTag = minutesOf(rows);
    minutes.push(...ofTag);
    hours.push(...hoursOf(ofTag));
    const live = rows.findLast((sample) => sample.live);
    if (live !== undefined) latest.push(live);
  }
  return { minutes, hours, latest };
}

/** `rows`: of one tag, in order. */
function minutesOf(rows: readonly PlacedSample[]): RolledSpan[] {
  const minutes: RolledSpan[] = [];
  let minute: RolledSpan | undefined;
  for (const sample of rows) {
    const { tag, atMs, value, quality } = sample;
    if (quality <= 0) continue;
    const fromMs = atMs - (atMs % MINUTE_MS);
    if (minute === undefined || minute.fromMs !== fromMs) {
      minute = { tag, fromMs, count: 0, sum: new ExactSum(), min: value, max: value, last: sample };
      minutes.push(minute);
    }
    minute.count += 1;
    minute.sum.add(value);
    if (value < minute.min) minute.min = value;
    if (value > minute.max) minute.max = value;
    minute.last = sample;
  }
  return minutes;
}

/** `minutes`: of one tag, in order. */
function hoursOf(minutes: readonly RolledSpan[]): RolledSpan[] {
  const hours: RolledSpan[] = [];
  let hour: RolledSpan | undefined;
  for (const minute of minutes) {
    const fromMs = minute.fromMs - (minute.fromMs % HOUR_MS);
    if (hour === undefined || hour.fromMs !== fromMs) {
      hour = { ...minute, fromMs, sum: minute.sum.copy() };
      hours.push(hour);
      continue;
    }
    hour.count += minute.count;
    hour.sum.addAll(minute.sum);
    hour.min = Math.min(hour.min, minute.min);
    hour.max = Math.max(hour.max, minute.max);
    hour.last = minute.last;
  }
  return hours;
}

function isLater(sample: PlacedSample, than: PlacedSample): boolean {
  return sample.atMs > than.atMs || (sample.atMs === than.atMs && sample.seq > than.seq);
}
