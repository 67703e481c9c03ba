import { IDLE_MS, isPresence, touchPresent } from "./present";

/** Knows when nobody has touched this tablet for five minutes (SEC-07). */
export type IdleWatch = {
  /** Hears touches, keys and scanners, in any page of this tablet, until what it answers is called. */
  readonly listen: () => () => void;
  /** Calls `leave` once nobody has touched the tablet for so long; answers what calls that off. */
  readonly ask: (leave: () => void) => () => void;
  /** Whether it asks and nobody did: whoever touches the tablet now may be anybody. */
  readonly over: () => boolean;
};

/** A watch that begins now. */
export function createIdleWatch(): IdleWatch {
  let touched = { at: Date.now(), ticks: performance.now() };
  let asking: (() => void) | undefined;
  // Ticks may stand still in a tablet that sleeps, and its clock may be set back: the longer of the two counts.
  const idleMs = () => Math.max(Date.now() - touched.at, performance.now() - touched.ticks);
  const over = () => asking !== undefined && idleMs() >= IDLE_MS;
  const renew = () => {
    touched = { at: Date.now(), ticks: performance.now() };
  };
  const touch = () => {
    // One that slept through the time wakes by a touch, before any timer.
    if (over()) return asking?.();
    renew();
    touchPresent(new Date());
  };
  const elsewhere = ({ key, newValue }: StorageEvent) => {
    if (isPresence(key) && newValue !== null && !over()) renew();
  };
  return {
    over,
    listen: () => {
      window.addEventListener("pointerdown", touch, { passive: true });
      window.addEventListener("keydown", touch, { passive: true, capture: true });
      window.addEventListener("storage", elsewhere);
      return () => {
        window.removeEventListener("pointerdown", touch);
        window.removeEventListener("keydown", touch, { capture: true });
        window.removeEventListener("storage", elsewhere);
      };
    },
    ask: (leave) => {
      asking = leave;
      let timer: ReturnType<typeof setTimeout>;
      const look = () => {
        if (over()) leave();
        else timer = setTimeout(look, Math.max(IDLE_MS - idleMs(), 1));
      };
      look();
      return () => {
        clearTimeout(timer);
        asking = undefined;
      };
    },
  };
}
