"use client";

import { useTranslations } from "next-intl";
import clsx from "clsx";
import { seenState } from "@/components/data/equipment-state";
import { StateTimeline } from "@/components/data/state-timeline";
import { useStateWord } from "@/components/shop-floor/state-word";
import { Panel } from "@/components/ui/panel";
import { formatStopwatch } from "@/lib/format/duration";
import { useFormats } from "@/lib/format/formats";
import type { UnitPast, UnitScreen } from "@/lib/queries/planner/unit-screen";
import { useStopWords } from "./stop-words";

/** The strip of the period with its stops to open, and how long the machine was in which state. */
export function TimelinePanel({ screen, past, onOpen }: { screen: UnitScreen; past: UnitPast; onOpen: (id: string) => void }) {
  const t = useTranslations("unit.ribbon");
  const word = useStateWord();
  const words = useStopWords(screen);
  const formats = useFormats();
  const { unit, site } = screen;
  const time = (instant: string) => formats.time(instant, site.timeZone);
  return (
    <Panel title={t("title")} note={past.stops.total === 0 ? undefined : t("hint")}>
      {past.ribbon.length === 0 ? (
        <p className="px-4 pb-4 text-ink-3">{t("empty")}</p>
      ) : (
        <div className="px-4 pb-4">
          <StateTimeline
            label={t("label", { unit: unit.code, from: time(past.from), to: time(past.to) })}
            intervals={past.ribbon.map(({ state, from, to }) => (to === past.to && past.running ? { state, from } : { state, from, to }))}
            from={past.from}
            to={past.to}
            reading={formats.reading(site.timeZone)}
            marks={past.shifts}
            hits={past.stops.rows.map((stop) => ({ id: stop.id, label: t("open", { stop: words.line(stop) }), from: stop.from, ...(stop.to === null ? {} : { to: stop.to }) }))}
            onOpen={onOpen}
          />
          <ul className="mt-3 flex flex-wrap gap-x-7 gap-y-2">
            {past.times.states
              .toSorted((one, other) => other.seconds - one.seconds)
              .map(({ state, count, seconds }) => (
                <li key={state} className="flex items-baseline gap-2 text-sm">
                  <i aria-hidden="true" className={clsx("size-3 flex-none self-center rounded-xs", `fill-state-${seenState(state).kind}`)} />
                  <span className="text-ink-2">{word(state)}</span>
                  <b>{formatStopwatch(seconds, { hours: true })}</b>
                  <span className="text-xs text-ink-3">{t("times", { count })}</span>
                </li>
              ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}
