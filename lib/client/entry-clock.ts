/** A number that a device remembers over a reload. */
export type Kept = { readonly read: () => number; readonly keep: (ms: number) => void };

type ClockParts = {
  readonly now: () => number;
  /** How far this device's clock is off; without it a page begins with its own clock. */
  readonly offset?: Kept;
  /** The event time of the latest entry of this device, in ms; without it a page begins with what waits on it. */
  readonly latest?: Kept;
};

/** A clock that is off by this much more or less is worth remembering; below it, it is the way of the message. */
const OFFSET_STEP_MS = 250;
/** An entry from further ahead than this was made while the clock was broken: what follows is not to carry its date. */
const BROKEN_CLOCK_MS = 24 * 3_600_000;

/** EX-21: when something was entered here, on the server's clock as far as this device knows it. */
export function createEntryClock({ now, offset, latest }: ClockParts) {
  let offsetMs = offset?.read() ?? 0;
  let heardMs = 0;
  let latestMs = 0;
  return {
    /** How far the server's clock is ahead of this device's, in whole ms. */
    offsetMs: () => Math.round(offsetMs),
    /** The server's time in ms. */
    serverMs: () => now() + offsetMs,
    /** What the live stream says of the server's clock. */
    heard(link: { readonly offsetMs?: number; readonly serverNow?: string }): void {
      if (link.offsetMs !== undefined && Math.abs(link.offsetMs - offsetMs) > OFFSET_STEP_MS) offset?.keep(link.offsetMs);
      offsetMs = link.offsetMs ?? offsetMs;
      heardMs = Math.max(heardMs, link.serverNow === undefined ? 0 : Date.parse(link.serverNow));
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
