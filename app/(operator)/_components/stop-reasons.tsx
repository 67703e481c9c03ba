"use client";

import { FloorMain } from "@/components/layout/floor-shell";
import { Key } from "@/components/shop-floor/key";
import { StopPanel } from "@/components/shop-floor/stop-panel";
import { formatAge, secondsBetween } from "@/lib/format/duration";
import { formatTime } from "@/lib/format/instant";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { UnexplainedStop } from "@/lib/queries/operator/unexplained-stops";
import { useFloor } from "./floor-provider";
import { ReasonPicker } from "./reason-picker";

/** How a stop is called: from when to when, and how long it lasted. */
export function stopWords(stop: UnexplainedStop, asOf: string, timeZone: string): string {
  const lasted = formatAge(secondsBetween(stop.from, stop.to ?? asOf));
  return `${formatTime(stop.from, { timeZone })}${stop.to === null ? `, ${lasted} so far` : ` to ${formatTime(stop.to, { timeZone })}, ${lasted}`}`;
}

/** EX-03, ST-05: gives the stops that have no reason theirs, one after the other, oldest first. */
export function StopReasons({ view, stop, onBack }: { view: RunView; stop: UnexplainedStop; onBack: () => void }) {
  const { tap } = useFloor();
  const { site, machine } = view.unit;
  const words = stopWords(stop, view.asOf, site.timeZone);
  const left = view.stops.length - 1;
  return (
    <FloorMain className="grid gap-6 landscape:grid-cols-[376px_minmax(0,1fr)] landscape:py-6 portrait:grid-rows-[auto_1fr] portrait:gap-4">
      <section aria-label="The stop" className="flex min-h-0 flex-col gap-4">
        {stop.to === null && machine !== null ? (
          <StopPanel since={stop.from} initialNow={view.asOf} facts={[{ name: "Since", value: words }]} />
        ) : (
          <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.35]">
            <b className="block text-floor-md">It stood {words}</b>
            <p className="mt-1 text-ink-2">{left === 0 ? "The last stop without a reason." : `${left} more ${left === 1 ? "stop has" : "stops have"} no reason.`}</p>
          </div>
        )}
        <Key icon="arrow-left" label="Back" detail="name it later" layout="row" onClick={onBack} className="mt-auto" />
      </section>
      <ReasonPicker
        key={stop.id}
        title="Why did it stand?"
        reasons={view.reasons.stop}
        save="Save"
        onPick={(reason, comment) =>
          tap({
            command: { name: "classify-stop", input: { intervalId: stop.id, reason: reason.code, ...(comment === undefined ? {} : { comment }) } },
            text: `Stop ${formatTime(stop.from, { timeZone: site.timeZone })}, ${reason.name.toLowerCase()}`,
          })
        }
      />
    </FloorMain>
  );
}
