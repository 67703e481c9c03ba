import type { TransactionSql } from "postgres";
import { type BreachWindow, breachWindows, isWithin, type ParameterSample, type SampleQuality } from "@/lib/domain/equipment/breach-window";
import { allowedSilenceMs } from "@/lib/domain/equipment/silence";
import { overlaps } from "@/lib/domain/shared/interval";
import { RECURS_SECONDS } from "@/lib/domain/shared/recurrence";
import { type BreachChange, type BreachRow, calmWithin, heardWithin, lastStoredMs, type ParameterStanding, parameterStandings, surroundings, writeBreaches } from "./breach-rows";
import type { Runs } from "./loads";
import { type PlacedSample, QUALITY } from "./place";
import { byTag, type TagSamples } from "./roll-up";
import type { Tag } from "./tags";

/**
 * What is to be told of a parameter's breach (TR-04). BEGAN: quality is called, for this sample; `runNumber`: what ran then. RESTATED: samples that came late move its window. ENDED: it has kept
 * its limits for a while.
 */
export type BreachNews = BreachRow & { readonly tag: Tag } & (
    | { readonly type: "BEGAN"; readonly sample: PlacedSample; readonly runNumber: number | null }
    | { readonly type: "RESTATED" | "ENDED" }
  );

const RECENT_MS = RECURS_SECONDS * 1000;

type Judged = { readonly one: TagSamples; readonly standing: ParameterStanding; readonly old: readonly BreachRow[]; readonly windows: readonly BreachRow[] };

/** What a batch says of tags with limits, and how these stood before. */
export type Limited = { readonly limited: readonly TagSamples[]; readonly standings: ReadonlyMap<number, ParameterStanding> };

/** Picks the samples of tags with limits, and reads how these stand. No statement where there are none. The caller holds the locks of the machines. */
export async function loadLimited(sql: TransactionSql, samples: readonly PlacedSample[]): Promise<Limited> {
  const limited = byTag(samples.filter(({ tag }) => tag.low !== null || tag.high !== null));
  if (limited.length === 0) return { limited, standings: new Map() };
  return {
    limited,
    standings: await parameterStandings(
      sql,
      limited.map(({ tag }) => tag),
    ),
  };
}

/**
 * TR-04: compares samples with the limits of their tags and writes the windows of breaches, whatever the order in which samples come. To be called before the samples are stored, by who holds the
 * locks of the machines. Where all keep their limits and nothing was missing nothing is written; what came late is reckoned anew from what is stored around it.
 * Nobody is called for what happened longer than 15 minutes ago.
 */
export async function storeBreaches(sql: TransactionSql, { limited, standings }: Limited, runs: Runs, recordedAt: Date): Promise<readonly BreachNews[]> {
  if (limited.length === 0) return [];
  const loud = limited.flatMap((one) => {
    const standing = standings.get(one.tag.id);
    return standing === undefined || isQuiet(one, standing) ? [] : [{ one, standing }];
  });
  const judged = await judge(sql, loud);
  const news: BreachNews[] = [];
  const alarms: { tag: Tag; alarm: BreachRow }[] = [];
  for (const each of judged) {
    const { told, alarm } = newsOf(each, runs, recordedAt.getTime());
    news.push(...told);
    if (alarm !== null && told.length > 0) alarms.push({ tag: each.one.tag, alarm });
  }
  await writeBreaches(sql, judged.map(changeOf), alarms);
  return news;
}

/** True when nothing is to be done: all came in order, keep their limits, nothing is missing between them, and nothing was amiss before. */
function isQuiet(one: TagSamples, standing: ParameterStanding): boolean {
  const { fromMs, broken } = startOf(one, standing);
  if (broken || standing.alarm?.toMs === null || !isInOrder(one.first, standing)) return false;
  let lastMs = fromMs;
  for (const row of one.rows) {
    if (!row.live || row.atMs - lastMs > one.tag.maxGapMs || !isGood(row)) return false;
    lastMs = row.atMs;
  }
  return true;
}

/** Nothing that is stored of the tag is later than a batch that begins with this sample. */
function isInOrder(first: PlacedSample, { lastMs, window }: ParameterStanding): boolean {
  // Of one instant a sample that is not good decides, so only a good one may be added to behind it.
  return first.atMs >= (lastMs ?? 0) && first.atMs >= (window?.toMs ?? 0) && (window?.toMs !== null || first.atMs > (lastMs ?? 0));
}

function wasGood(tag: Tag, { lastMs, value, quality }: ParameterStanding): boolean {
  return lastMs !== null && value !== null && quality !== null && isWithin({ value, quality: toQuality(quality) }, tag);
}

function isGood({ value, quality, tag }: PlacedSample): boolean {
  return isWithin({ value, quality: toQuality(quality) }, tag);
}

function toSample({ atMs, value, quality }: { readonly atMs: number; readonly value: number; readonly quality: number }): ParameterSample {
  return { at: new Date(atMs), value, quality: toQuality(quality) };
}

function toQuality(stored: number): SampleQuality {
  return stored === QUALITY.GOOD ? "GOOD" : stored > QUALITY.BAD ? "UNCERTAIN" : "BAD";
}

/**
 * Where judging a batch that came in order goes on from; `goesOn`: the breach that it adds to. `lost`: its source has said since that the value holds no more, and only what is stored tells when it
 * was told last.
 */
type Start = { readonly fromMs: number; readonly broken: boolean; readonly goesOn: BreachRow | null; readonly lost?: true };

function startOf({ tag, first }: TagSamples, standing: ParameterStanding): Start {
  const { lastMs, window, stale } = standing;
  if (window !== null && window.toMs === null) return { fromMs: window.fromMs, broken: true, goesOn: window };
  const endMs = window?.toMs ?? null;
  if (lastMs !== null && stale && !wasGood(tag, standing)) return { fromMs: first.atMs, broken: true, goesOn: null, lost: true };
  // Never judged before: limits came after the last value.
  if (lastMs === null || (!wasGood(tag, standing) && (endMs === null || endMs < lastMs))) return { fromMs: first.atMs, broken: false, goesOn: null };
  const fromMs = Math.max(lastMs, endMs ?? 0);
  return { fromMs, broken: stale && fromMs === lastMs, goesOn: endMs === fromMs ? window : null };
}

async function judge(sql: TransactionSql, loud: readonly { readonly one: TagSamples; readonly standing: ParameterStanding }[]): Promise<Judged[]> {
  const started = loud.map(({ one, standing }) => ({
    one,
    standing,
    start: startOf(one, standing),
    ordered: isInOrder(one.first, standing) && one.rows.every(({ live }) => live),
  }));
  const missing = started.filter(({ one, start, ordered }) => ordered && !start.broken && one.first.atMs - start.fromMs > one.tag.maxGapMs);
  const heard = await heardWithin(
    sql,
    missing.map(({ one: { tag, first }, start: { fromMs } }) => ({ tag, fromMs, toMs: first.atMs })),
  );
  const again = started.filter(({ one, standing, ordered }) => !ordered && !standing.stale && one.last.atMs <= (standing.lastMs ?? 0) && one.rows.every(isGood));
  const calm = await calmWithin(
    sql,
    again.map(({ one: { tag, first, last } }) => ({ tag, fromMs: first.atMs, toMs: last.atMs })),
  );
  const judged: Judged[] = [];
  for (const { one, standing, start, ordered } of started) {
    if (calm.has(one.tag.id)) continue;
    if (!ordered || heard.has(one.tag.id)) judged.push(await judgeAnew(sql, one, standing));
    else judged.push(goOn(one, standing, start.lost === true ? await afterLoss(sql, one, standing) : start));
  }
  return judged;
}

/** Judging goes on within a breach from the last sample that is stored; without any, nothing was ever known. */
async function afterLoss(sql: TransactionSql, { tag, first }: TagSamples, { lastMs, window }: ParameterStanding): Promise<Start> {
  const storedMs = await lastStoredMs(sql, tag, lastMs ?? first.atMs);
  if (storedMs === null) return { fromMs: first.atMs, broken: false, goesOn: null };
  const fromMs = Math.max(storedMs, window?.toMs ?? 0);
  return { fromMs, broken: true, goesOn: window?.toMs === fromMs ? window : null };
}

/** A batch that came in order adds to what is known. */
function goOn(one: TagSamples, standing: ParameterStanding, { fromMs, broken, goesOn }: Start): Judged {
  const windows = breachWindows(one.rows.map(toSample), one.tag, { from: new Date(fromMs), to: null, broken }, one.tag.maxGapMs).map(toRow);
  const [first, ...others] = windows;
  if (goesOn === null || first?.fromMs !== fromMs) return { one, standing, old: [], windows };
  return { one, standing, old: [goesOn], windows: [{ ...first, fromMs: goesOn.fromMs }, ...others] };
}

/** What came late is judged together with its neighbours: breaches that reach beyond these keep their own beginnings and ends. */
async function judgeAnew(sql: TransactionSql, one: TagSamples, standing: ParameterStanding): Promise<Judged> {
  const { tag } = one;
  const { fromMs, toMs, windows: old, samples: stored } = await surroundings(sql, one);
  const known = new Set(stored.map(({ atMs, seq }) => `${atMs} ${seq}`));
  const samples = [...stored, ...one.rows.filter(({ atMs, seq }) => !known.has(`${atMs} ${seq}`))];
  const earlier = old.find((row) => row.fromMs < fromMs);
  const later = toMs === null ? undefined : old.find((row) => holds(row, toMs));
  // The sample at which it begins is gone: the breach that holds its instant tells what it was.
  const broken = earlier !== undefined && holds(earlier, fromMs) && !samples.some(({ atMs }) => atMs === fromMs);
  // What follows is looked at only where a breach goes on there; else a breach ends there.
  const span = { from: new Date(fromMs), to: toMs === null || later !== undefined ? null : new Date(toMs), broken };
  const judged = breachWindows(samples.map(toSample), tag, span, tag.maxGapMs).map(toRow);
  return { one, standing, old, windows: beginAsBefore(endAsBefore(judged, toMs, later), fromMs, earlier) };
}

/** The first breach of a stretch from this instant on, with the part of a breach that lies before it. */
function beginAsBefore(windows: readonly BreachRow[], fromMs: number, earlier: BreachRow | undefined): readonly BreachRow[] {
  if (earlier === undefined) return windows;
  const [first, ...others] = windows;
  return first?.fromMs === fromMs ? [{ ...first, fromMs: earlier.fromMs }, ...others] : [{ fromMs: earlier.fromMs, toMs: fromMs }, ...windows];
}

/** The last breach of a stretch up to this instant, with the part of a breach that lies after it. */
function endAsBefore(windows: readonly BreachRow[], toMs: number | null, later: BreachRow | undefined): readonly BreachRow[] {
  if (later === undefined || toMs === null) return windows;
  const last = windows.at(-1);
  const joined = last !== undefined && (last.toMs === null || last.toMs === toMs);
  return joined ? [...windows.slice(0, -1), { ...last, toMs: later.toMs }] : [...windows, { fromMs: toMs, toMs: later.toMs }];
}

function toRow({ from, to }: BreachWindow): BreachRow {
  return { fromMs: from.getTime(), toMs: to?.getTime() ?? null };
}

const same = (one: BreachRow) => (other: BreachRow) => one.fromMs === other.fromMs && one.toMs === other.toMs;

function changeOf({ one: { tag }, old, windows }: Judged): BreachChange {
  return { tag, removed: old.filter((row) => !windows.some(same(row))), added: windows.filter((row) => !old.some(same(row))) };
}

const asInterval = ({ fromMs, toMs }: BreachRow) => ({ from: new Date(fromMs), to: toMs === null ? null : new Date(toMs) });
const meet = (one: BreachRow, other: BreachRow): boolean => overlaps(asInterval(one), asInterval(other));
const holds = ({ fromMs, toMs }: BreachRow, atMs: number): boolean => atMs >= fromMs && (toMs === null || atMs < toMs);

/** What quality is to hear of a tag, and the call as it stands then. */
function newsOf(judged: Judged, runs: Runs, nowMs: number): { readonly told: readonly BreachNews[]; readonly alarm: BreachRow | null } {
  const { one, standing } = judged;
  const { tag } = one;
  const told: BreachNews[] = [];
  let { alarm } = standing;
  const restated = alarm === null ? null : restate(alarm, judged);
  if (restated !== null) {
    alarm = restated;
    told.push({ type: "RESTATED", tag, ...restated });
  }
  const began = alarm?.toMs === null ? null : beginningOf(judged, alarm, nowMs);
  if (began !== null) {
    alarm = { fromMs: began.window.fromMs, toMs: null };
    told.push({ type: "BEGAN", tag, ...alarm, sample: began.sample, runNumber: runs.at(tag.unit, began.sample.atMs) });
  }
  const endMs = alarm?.toMs === null ? endOf(judged, alarm) : null;
  if (alarm !== null && endMs !== null) {
    alarm = { fromMs: alarm.fromMs, toMs: endMs };
    told.push({ type: "ENDED", tag, ...alarm });
  }
  return { told, alarm };
}

/** The first sample of now that is amiss, with its window, where nobody was called for that window. */
function beginningOf({ one, old, windows }: Judged, told: BreachRow | null, nowMs: number): { readonly sample: PlacedSample; readonly window: BreachRow } | null {
  for (const sample of one.rows) {
    if (!sample.live || nowMs - sample.atMs > RECENT_MS || isGood(sample)) continue;
    // It was there before and is over: the sample came again.
    if (old.some((row) => row.toMs !== null && holds(row, sample.atMs))) continue;
    const window = windows.find((row) => holds(row, sample.atMs));
    if (window !== undefined && (told === null || !meet(told, window))) return { sample, window };
  }
  return null;
}

/** The call with the window that it stands for as late samples have moved it; null where they have not. */
function restate(alarm: BreachRow, { old, windows }: Judged): BreachRow | null {
  const begin = old.find(({ fromMs }) => fromMs === alarm.fromMs);
  const end = alarm.toMs === null ? undefined : old.find(({ toMs }) => toMs === alarm.toMs);
  const begins = begin === undefined ? [] : windows.filter((row) => meet(row, begin)).map(({ fromMs }) => fromMs);
  const ends = end === undefined ? [] : windows.filter((row) => meet(row, end)).map(({ toMs }) => toMs ?? Number.POSITIVE_INFINITY);
  const fromMs = begins.length === 0 ? alarm.fromMs : Math.min(...begins);
  const latest = ends.length === 0 ? alarm.toMs : Math.max(...ends);
  const toMs = latest === Number.POSITIVE_INFINITY ? alarm.toMs : latest;
  return (fromMs === alarm.fromMs && toMs === alarm.toMs) || (toMs !== null && toMs <= fromMs) ? null : { fromMs, toMs };
}

/**
 * When what quality is called for ended, once the parameter has kept its limits for as long as it may be silent (KP-04): a value that swings about its limit calls once. Where other limits leave
 * no breach of the call it ends with the next good sample. Null before that.
 */
function endOf({ one, standing, windows }: Judged, alarm: BreachRow): number | null {
  const { tag, last } = one;
  const newest = windows.at(-1) ?? standing.window;
  if (newest?.toMs === null || last.atMs < (standing.lastMs ?? 0) || !isGood(last)) return null;
  if (newest === null || newest.toMs <= alarm.fromMs) return one.rows.find((row) => row.atMs > alarm.fromMs && isGood(row))?.atMs ?? null;
  const calmMs = Number.isFinite(tag.maxGapMs) ? tag.maxGapMs : allowedSilenceMs(tag.unit.sampleIntervalMs);
  return last.atMs - newest.toMs >= calmMs ? newest.toMs : null;
}
