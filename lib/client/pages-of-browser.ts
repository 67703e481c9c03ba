import type { QueueParts, SendLane } from "./queue-parts";

/** A page that sends says something at least after each answer, for which it waits no longer than 15 s, with a photo 60 s: after so long without a word it sleeps. */
const SILENCE_MS: Readonly<Record<SendLane, number>> = { commands: 20_000, photos: 70_000 };

const LOCKS: Readonly<Record<SendLane, string>> = { commands: "millrace-floor-queue", photos: "millrace-floor-photos" };

/**
 * Lets one page of the device send at a time, by locks of the browser, which end with their page. One that holds it and sleeps, as browsers let pages in the background,
 * is not waited for: whoever takes over sends the same bytes, which the server knows again (EX-23), and it finds out as it wakes. `heardAt`: when another page said something, in ms of `now`.
 */
export function aloneAmongPages(locks: Pick<LockManager, "request">, { now, heardAt }: { readonly now: () => number; readonly heardAt: () => number }) {
  return async (...[work, lane]: Parameters<NonNullable<QueueParts["alone"]>>): Promise<void> => {
    let running: Promise<void> | undefined;
    let mine = true;
    const run = () => (running = work(() => mine));
    const since = now();
    for (let options: LockOptions = {}; running === undefined;) {
      const waiting = new AbortController();
      const timer = setTimeout(() => waiting.abort(), SILENCE_MS[lane]);
      try {
        await locks.request(LOCKS[lane], options.steal === true ? options : { signal: waiting.signal }, run);
      } catch {
        mine = false;
        // Taken from this page while it slept, or it failed by itself, or the browser grants no locks.
        if (running !== undefined || !waiting.signal.aborted) return await (running ?? work(() => true));
        mine = true;
        options = { steal: now() - Math.max(since, heardAt()) >= SILENCE_MS[lane] };
      } finally {
        clearTimeout(timer);
      }
    }
  };
}

let channel: BroadcastChannel | undefined;
let heardAt = 0;
let heard = (): void => undefined;

/** Opened once for each page. */
function open(): BroadcastChannel {
  const opened = new BroadcastChannel("millrace-floor-queue");
  opened.addEventListener("message", () => {
    heardAt = performance.now();
    heard();
  });
  // What was said while it slept may not have come.
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && heard());
  return opened;
}

/** How the queue of this page and those of the other pages of the device, as a tab beside the installed application, are one; nothing where it is rendered on the server. */
export function pagesOfBrowser(): Pick<QueueParts, "alone" | "pages"> {
  if (typeof window === "undefined") return {};
  // Browsers know locks on secure pages only; without them a second page at worst sends the same id twice, which changes nothing.
  const { locks }: { readonly locks?: LockManager } = navigator;
  return {
    ...(locks === undefined ? {} : { alone: aloneAmongPages(locks, { now: () => performance.now(), heardAt: () => heardAt }) }),
    pages: {
      tell: () => (channel ??= open()).postMessage(null),
      listen(told) {
        heard = told;
        channel ??= open();
      },
    },
  };
}
