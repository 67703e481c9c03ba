"use client";

import { formatAge, formatStopwatch } from "@/lib/format/duration";
import { useNow } from "@/components/ui/use-now";

/** How long ago an instant is, counting on by itself: "3 s", "46 min". `initialNow` is the server's clock at rendering. */
export function Age({ since, initialNow, className }: { since: string; initialNow?: string; className?: string }) {
  const now = useNow(initialNow);
  return (
    <time dateTime={since} className={className}>
      {now === undefined ? "" : formatAge((now - Date.parse(since)) / 1000)}
    </time>
  );
}

/** A running clock since an instant: "0:12:36". */
export function Stopwatch({ since, hours = true, initialNow, className }: { since: string; hours?: boolean; initialNow?: string; className?: string }) {
  const now = useNow(initialNow);
  return (
    <time dateTime={since} role="timer" className={className}>
      {now === undefined ? "" : formatStopwatch((now - Date.parse(since)) / 1000, { hours })}
    </time>
  );
}

/** A clock that runs down to an instant: "4:12"; then "0:00". */
export function Countdown({ until, initialNow, className }: { until: string; initialNow?: string; className?: string }) {
  const now = useNow(initialNow);
  return (
    <time dateTime={until} role="timer" className={className}>
      {now === undefined ? "" : formatStopwatch((Date.parse(until) - now) / 1000)}
    </time>
  );
}
