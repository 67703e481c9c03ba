/** A number that a device remembers over a reload. */
export type Kept = { readonly read: () => number; readonly keep: (ms: number) => void };

type ClockParts = {
  /** The device's own clock, in ms, which people and networks may set. */
  readonly now: () => number;
  /** Milliseconds of the page, which nobody can set, and which may stand still while the device sleeps; without it the device's own clock is believed. */
  readonly ticks?: () => number;
  /** How far this device's clock is off; without it a page begins with its own clock. */
  readonly offset?: Kept;
  /** The event time of the latest entry of this device, in ms; without it a page begins with what waits on it. */
  readonly latest?: Kept;
};

/** A clock that is off by this much more or less is worth remembering; below it, it is the way of the message. */
const OFFSET_STEP_MS = 250;
/** An entry from further ahead than this was made while the clock was broken: what follows is not to carry its date. */
const BROKEN_CLOCK_MS = 24 * 3_600_000;

/** Set back by less than this, a clock was trimmed, or goes a little slower than the page. */
const SET_BACK_MS = 5_000;
/** A page takes less than this on its way: what it says of the server's clock is no better than that. */
const SERVED_STEP_MS = 60_000;
/** EX-21: when something was entered here, on the server's clock as far as this device knows it. */
export function createEntryClock({ now: device, ticks, offset, latest }: ClockParts) {
  /** How far the device's clock was set back since the server was heard, and where both clocks stood when they were last compared. */
  let setBackMs = 0;
  let compared = { device: 0, ticks: ticks?.() ?? 0 };

  /** The device's clock as if nobody had set it back. That it was set ahead cannot be told from a device that slept. */
  function now(): number {
    const read = { device: device(), ticks: ticks?.() ?? 0 };
    const lostMs = compared.device + (read.ticks - compared.ticks) - read.device;
    if (ticks !== undefined && compared.device > 0 && lostMs > SET_BACK_MS) setBackMs += lostMs;
    compared = read;
    return read.device + setBackMs;
  }

  let offsetMs = offset?.read() ?? 0;
  let heardMs = 0;
  let latestMs = 0;

  function measured(ms: number): void {
    if (Math.abs(ms - offsetMs) > OFFSET_STEP_MS) offset?.keep(ms);
    offsetMs = ms;
    setBackMs = 0;
    compared = { device: device(), ticks: ticks?.() ?? 0 };
  }

  return {
    /** What the device's clock says by itself, where this page has not heard the server: then it may be put right later. */
    unheard: (): { readonly deviceMs?: number } => (heardMs === 0 ? { deviceMs: Math.trunc(device()) } : {}),
    /** How far the server's clock is ahead of this device's, in whole ms. */
    offsetMs: () => Math.round(offsetMs),
    /** The server's time in ms. */
    serverMs: () => now() + offsetMs,
    /** What the live stream says of the server's clock. */
    heard(link: { readonly offsetMs?: number; readonly serverNow?: string }): void {
      if (link.offsetMs !== undefined) measured(link.offsetMs);
      heardMs = Math.max(heardMs, link.serverNow === undefined ? 0 : Date.parse(link.serverNow));
    },
    /** When the server made this page. `loaded`: just now, so that it says how far this device's clock is off where that is much: its battery may have been changed. */
    served(at: string, loaded: boolean): void {
      const servedMs = Date.parse(at);
      heardMs = Math.max(heardMs, servedMs);
      const offMs = servedMs - device();
      if (loaded && Math.abs(offMs - offsetMs) > SERVED_STEP_MS) measured(offMs);
    },
    /**
     * The event time of the next entry: never before what the server has said, for a tap right after a start must not seem older than the start; and after every entry
     * that was tapped before, also where the clock was put right, the page was loaded anew, or two fell into one millisecond. `waiting`: the last that waits here.
     */
    eventTime(waiting: string | undefined): string {
      const clockMs = Math.trunc(Math.max(now() + offsetMs, heardMs));
      const before = [latestMs, latest?.read() ?? 0, waiting === undefined ? 0 : Date.parse(waiting)].filter((ms) => ms - clockMs < BROKEN_CLOCK_MS);
      latestMs = Math.max(clockMs, ...before.map((ms) => ms + 1));
      latest?.keep(latestMs);
      return new Date(latestMs).toISOString();
    },
  };
}
