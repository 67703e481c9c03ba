"use client";

import { useNow } from "@/components/ui/use-now";
import { formatAge } from "@/lib/format/duration";

/** How long it is until an instant: "9 s"; "now" once it is there. */
export function Countdown({ to, initialNow }: { to: string; initialNow: string }) {
  const now = useNow(initialNow) ?? Date.parse(initialNow);
  const seconds = Math.ceil((Date.parse(to) - now) / 1000);
  return <>{seconds <= 0 ? "a moment" : formatAge(seconds)}</>;
}
