/** A source's clock may be so far ahead of the instant at which its message came: neither clocks nor networks are exact. */
export const CLOCK_TOLERANCE_MS = 5_000;

/** What comes later than it was said is on its way for as long as this; a clock that goes back by more was set back. */
const ON_ITS_WAY_MS = 15 * 60_000;

/** A running number that falls by no more than this is of an earlier message; by more, of a source that restarted. */
const RESTART_STEP = 16;

/** A clock that is ahead, in milliseconds. */
export type FastClock = {
  /** By how much; null: it was put right since. */
  readonly aheadMs: number | null;
  /** What it said last, and when that was. */
  readonly lastDeviceMs: number;
  readonly lastAtMs: number;
  /** The latest that it ever said: what comes again may say anything up to there. */
  readonly untilDeviceMs: number;
  /** The earliest instant that anything it said was given: what is stored of it lies there or later. */
  readonly firstAtMs: number;
};

/** When something was said as its source has it, and when it came. */
export type Claimed = { readonly deviceMs: number; readonly receivedAtMs: number };

/** True for an instant that lies too far after the one at which it was told. */
export function isAhead({ deviceMs, receivedAtMs }: Claimed): boolean {
  return deviceMs - receivedAtMs > CLOCK_TOLERANCE_MS;
}

/** What readings of a clock that is ahead mean: when each of its times was, and what is known of the clock after them. */
export type Limited = { readonly clock: FastClock; readonly at: ReadonlyMap<number, number> };

/**
 * When it was that a clock that is ahead said each of its times. Of such a clock the distances can be believed and no more: all of it is set back by what the clock is
 * ahead at most, so that nothing is later than it came; whatever its clock says later is not earlier. Distances to what stands already shrink where something travels faster,
 * and several times of a clock may then be one: `seqApart` tells them apart. `heardMs`: when the machine was last heard by a clock that is right.
 * Expects readings that are ahead, in the order in which they came.
 */
export function limitTimes(known: FastClock | null, readings: readonly Claimed[], heardMs: number | null): Limited {
  const late = new Set(known === null ? [] : readings.filter((one) => isLate(known, one)));
  const stretches = stretchesOf(
    known,
    readings.filter((one) => !late.has(one)),
  );
  const at = new Map<number, number>();
  // Where what it said before and after would have put it.
  if (known !== null) for (const { deviceMs, receivedAtMs } of late) at.set(deviceMs, Math.min(deviceMs - aheadAtLast(known), receivedAtMs));
  let last = known === null ? null : { deviceMs: known.lastDeviceMs, atMs: known.lastAtMs };
  for (const { aheadMs, begins, claimed } of stretches) {
    // A clock that was set goes on from here.
    if (begins) last = { deviceMs: Number.NEGATIVE_INFINITY, atMs: Math.max(last?.atMs ?? Number.NEGATIVE_INFINITY, heardMs ?? Number.NEGATIVE_INFINITY) };
    for (const { deviceMs, receivedAtMs } of claimed) {
      if (at.has(deviceMs) && !begins) continue;
      const said = Math.min(deviceMs - aheadMs, receivedAtMs);
      if (last === null || deviceMs <= last.deviceMs) {
        at.set(deviceMs, deviceMs === last?.deviceMs ? last.atMs : said);
        continue;
      }
      // What was said before came by a slower way and stands where that put it: what follows has no room for its distance, and stands a millisecond after it where there is one.
      last = { deviceMs, atMs: Math.max(said, last.atMs, Math.min(last.atMs + 1, receivedAtMs)) };
      at.set(deviceMs, last.atMs);
    }
  }
  if (last === null) throw new Error("no reading is ahead");
  const untilDeviceMs = readings.reduce((most, { deviceMs }) => Math.max(most, deviceMs), known?.untilDeviceMs ?? Number.NEGATIVE_INFINITY);
  const firstAtMs = [...at.values()].reduce((least, atMs) => Math.min(least, atMs), known?.firstAtMs ?? Number.POSITIVE_INFINITY);
  return { at, clock: { aheadMs: stretches.at(-1)?.aheadMs ?? null, lastDeviceMs: last.deviceMs, lastAtMs: last.atMs, untilDeviceMs, firstAtMs } };
}

/** True for what was on its way while its clock was put right: the clock had said later already, and was as far ahead. */
function isLate(known: FastClock, { deviceMs, receivedAtMs }: Claimed): boolean {
  return known.aheadMs === null && deviceMs <= known.lastDeviceMs && aheadAtLast(known) - (deviceMs - receivedAtMs) <= ON_ITS_WAY_MS;
}

/** How far it was ahead when it said something last. */
function aheadAtLast({ lastDeviceMs, lastAtMs }: FastClock): number {
  return lastDeviceMs - lastAtMs;
}

/** Running numbers given to readings lie from here on: no Sparkplug node counts so far, and they fit into four bytes. */
const APART = 2 ** 30;
const APART_STEP = 4_000_037;

/**
 * The running number under which a reading is stored where another one of its source, of its instant and its running number, is there that its clock said at another time. The
 * same for the same reading whenever it comes, another one for another, and later for what the clock said later.
 */
export function seqApart(seq: number, deviceMs: number): number {
  return APART + ((deviceMs + (Math.abs(seq) % APART) * APART_STEP) % APART);
}

/** Readings between which nobody set the clock, with the most that it is ahead by. `begins`: it was set before them. */
type Stretch = { aheadMs: number; lastDeviceMs: number; readonly begins: boolean; readonly claimed: Claimed[] };

function stretchesOf(known: FastClock | null, readings: readonly Claimed[]): Stretch[] {
  const stretches: Stretch[] = [];
  let current: Stretch | null = known === null || known.aheadMs === null ? null : { aheadMs: known.aheadMs, lastDeviceMs: known.lastDeviceMs, begins: false, claimed: [] };
  if (current !== null) stretches.push(current);
  for (const one of readings) {
    const aheadMs = one.deviceMs - one.receivedAtMs;
    if (current === null || (one.deviceMs < current.lastDeviceMs && current.aheadMs - aheadMs > ON_ITS_WAY_MS)) {
      current = { aheadMs, lastDeviceMs: one.deviceMs, begins: true, claimed: [] };
      stretches.push(current);
    }
    current.aheadMs = Math.max(current.aheadMs, aheadMs);
    current.lastDeviceMs = Math.max(current.lastDeviceMs, one.deviceMs);
    current.claimed.push(one);
  }
  return stretches;
}

/** A reading of a counter: when it was, what its clock said where that is ahead, and its source's running number. */
export type Ordered = { readonly atMs: number; readonly deviceMs: number | null; readonly seq: number };

/**
 * How long after another reading of its counter one was said, in milliseconds; 0 or less: not after it (KP-04). Within one clock its times tell; where the clock was ahead
 * and is right now, or the other way round, they may be off by the tolerance, and the running number tells what they leave open: a counter never waits for a time to come.
 */
export function elapsedBetween(last: Ordered, next: Ordered): number {
  const elapsed = next.atMs - last.atMs;
  if (last.deviceMs !== null && next.deviceMs !== null) return elapsed < 0 ? elapsed : Math.max(elapsed, next.deviceMs - last.deviceMs);
  if (last.deviceMs === null && next.deviceMs === null) return elapsed;
  const step = next.seq - last.seq;
  if (step < 0 && step >= -RESTART_STEP && elapsed <= CLOCK_TOLERANCE_MS) return 0;
  if (elapsed > 0) return elapsed + CLOCK_TOLERANCE_MS;
  return step > 0 && step <= RESTART_STEP && elapsed > -CLOCK_TOLERANCE_MS ? elapsed + CLOCK_TOLERANCE_MS : elapsed;
}

/**
 * When the signal of a machine was lost, in milliseconds: as whoever tells it says, if that lies between when the machine was last heard and when it was told;
 * else when it was told. Nothing that the machine said is undone by it, and nothing is said of the time to come.
 */
export function lossTime(claimedMs: number, receivedAtMs: number, lastHeardMs: number | undefined): number {
  return claimedMs > receivedAtMs || (lastHeardMs !== undefined && claimedMs < lastHeardMs) ? receivedAtMs : claimedMs;
}
