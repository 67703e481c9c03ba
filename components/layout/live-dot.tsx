"use client";

import clsx from "clsx";
import { formatAge } from "@/lib/format/duration";
import { formatTime } from "@/lib/format/instant";
import { useNow } from "@/components/ui/use-now";

type LiveDotProps = {
  /** `live` while the stream is up; `stale` once it broke, `at` is then the last moment that was heard. */
  state: "live" | "stale" | "connecting";
  /** When something was last heard, as ISO text. */
  at?: string;
  timeZone: string;
  locale?: string;
  labels?: { live: string; ago: (age: string) => string; stale: (time: string) => string; connecting: string };
  className?: string;
};

const LABELS = { live: "Live", ago: (age: string) => `Live, ${age} ago`, stale: (time: string) => `Not live since ${time}`, connecting: "Connecting" };

/** Says whether what is on the screen is live, and how old the newest of it is. */
export function LiveDot({ state, at, timeZone, locale, labels = LABELS, className }: LiveDotProps) {
  const now = useNow();
  const stale = state === "stale";
  const age = at === undefined || now === undefined ? undefined : formatAge((now - Date.parse(at)) / 1000);
  const text = stale && at ? labels.stale(formatTime(at, { timeZone, locale })) : state === "connecting" ? labels.connecting : age === undefined ? labels.live : labels.ago(age);
  return (
    <span className={clsx("inline-flex items-center gap-2 whitespace-nowrap", stale && "text-amber-ink", className)}>
      <i aria-hidden="true" className={clsx("rounded-full", state === "live" ? "size-2 bg-run" : "size-2.5 border-2 border-dashed border-current")} />
      <span className="max-sm:sr-only">{text}</span>
    </span>
  );
}
