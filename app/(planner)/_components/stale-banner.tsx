"use client";

import { Banner } from "@/components/ui/banner";
import { formatTime, formatUntil } from "@/lib/format/instant";
import { useLiveState } from "@/lib/client/use-live-state";

/** Says since when nothing has been heard, of the server or of the machines, over everything that is grey for that reason. */
export function StaleBanner({ timeZone }: { timeZone: string }) {
  const { state, at, deafSince } = useLiveState();
  if (state === "live" && deafSince !== undefined) {
    return (
      <Banner>{`No worker has listened to the machines since ${formatUntil(deafSince, at ?? deafSince, { timeZone })}. What stands here of machines is as of then. Start the worker: it takes up where the last one stopped.`}</Banner>
    );
  }
  if (state !== "stale" || at === undefined) return null;
  const time = formatTime(at, { timeZone });
  return <Banner>{`The live stream broke at ${time}. Everything below is as of ${time} and grey until it is fresh. Trying again by itself.`}</Banner>;
}
