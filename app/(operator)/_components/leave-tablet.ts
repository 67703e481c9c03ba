import { acknowledgeTap } from "@/lib/client/acknowledge";
import type { CommandQueue } from "@/lib/client/command-queue";
import { createIdleWatch, type IdleWatch } from "@/lib/client/offline/idle-watch";
import { setPresent } from "@/lib/client/offline/present";
import { handBadgeOver } from "@/lib/client/scanned-badge";
import { heldOf } from "./kept-here";

/** SEC-06: a quick switch takes no more than three seconds. */
const SWITCH_MS = 1_500;

/** Opens the badge screen once what waits had its time to go out; at the PIN when the badge was scanned already. */
export function leaveTablet(queue: CommandQueue, badge?: string): void {
  setPresent(null, new Date());
  if (badge !== undefined) handBadgeOver(badge);
  void queue.leave(SWITCH_MS).then(() => {
    // The banner says that this page has to stay until they are sent.
    if (heldOf(queue.read()) > 0) acknowledgeTap("refused");
    else window.location.assign(`/sign-in?switch=1&to=${encodeURIComponent(window.location.pathname)}`);
  });
}

/** A watch that begins now, and leaves the tablet once it asks and nobody has touched it for long enough (SEC-07). */
export function leavesWhenIdle(queue: CommandQueue): Omit<IdleWatch, "ask"> & { readonly ask: () => () => void } {
  const watch = createIdleWatch();
  return { ...watch, ask: () => watch.ask(() => leaveTablet(queue)) };
}
