"use client";

import clsx from "clsx";
import { timeTicks } from "@/components/charts/time-ticks";
import { formatTime, type Reading } from "@/lib/format/instant";
import { type RibbonInterval, StateRibbon } from "./state-ribbon";

/** Something on the strip that opens: what it is called, and its stretch; without `to` it is still going on. */
export type TimelineHit = { readonly id: string; readonly label: string; readonly from: string; readonly to?: string };

type StateTimelineProps = {
  intervals: readonly RibbonInterval[];
  /** The window that is drawn, as ISO texts. */
  from: string;
  to: string;
  label: string;
  reading: Reading;
  /** Begins of shifts within the window. */
  marks?: readonly { readonly at: string; readonly name: string }[];
  /** What a pointer can open; the same must stand in a list beside it, for the keyboard. */
  hits?: readonly TimelineHit[];
  onOpen?: (id: string) => void;
  /** Nothing on it opens: it is no taller than it has to be. */
  low?: boolean;
};

/** What a machine did over a window, tall enough to point at, with its clock below. */
export function StateTimeline({ intervals, from, to, label, reading, marks = [], hits = [], onOpen, low = false }: StateTimelineProps) {
  const start = Date.parse(from);
  const span = Math.max(1, Date.parse(to) - start);
  const share = (instant: string) => (Math.min(span, Math.max(0, Date.parse(instant) - start)) / span) * 100;
  // Beside an end or a shift there is no room for the label of an hour.
  const taken = [0, 100, ...marks.map((mark) => share(mark.at))];
  const ticks = timeTicks(from, to, reading).filter((tick) => taken.every((at) => Math.abs(share(tick.at) - at) > 4));
  return (
    <figure aria-label={label}>
      <div className={clsx("relative", low ? "h-5" : "h-12")}>
        <StateRibbon intervals={intervals} from={from} to={to} label={label} className="h-full rounded-sm bg-sunken" />
        {marks.map((mark) => (
          <i key={mark.at} className="absolute -inset-y-1 border-l-2 border-ink" style={{ left: `${share(mark.at)}%` }} />
        ))}
        {onOpen === undefined ? null : (
          <div aria-hidden="true">
            {hits.map((hit) => {
              const left = share(hit.from);
              return (
                <button
                  key={hit.id}
                  type="button"
                  tabIndex={-1}
                  title={hit.label}
                  aria-label={hit.label}
                  onClick={() => onOpen(hit.id)}
                  className="absolute inset-y-0 rounded-xs hover:bg-[rgb(255_255_255/0.25)] hover:ring-2 hover:ring-accent"
                  style={{ left: `${left}%`, width: `max(6px, ${share(hit.to ?? to) - left}%)` }}
                />
              );
            })}
          </div>
        )}
      </div>
      <div aria-hidden="true" className="relative mt-1.5 h-4 text-2xs text-ink-3">
        <span className="absolute left-0">{formatTime(from, reading)}</span>
        {ticks.map((tick) => (
          <span key={tick.at} className={clsx("absolute -translate-x-1/2 max-sm:hidden", tick.day && "font-semibold text-ink-2")} style={{ left: `${share(tick.at)}%` }}>
            {tick.label}
          </span>
        ))}
        {marks.map((mark) => (
          <span key={mark.at} className="absolute max-w-32 -translate-x-1/2 truncate font-semibold text-ink-2" style={{ left: `${share(mark.at)}%` }}>
            {mark.name}
          </span>
        ))}
        <span className="absolute right-0">{formatTime(to, reading)}</span>
      </div>
    </figure>
  );
}
