"use client";

import { useTranslations } from "next-intl";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { Panel } from "@/components/ui/panel";
import { trendKeys } from "@/lib/client/office-keys";
import { readScreen } from "@/lib/client/read-screen";
import { useWidth } from "@/lib/client/use-width";
import type { UnitPast, UnitPeriod, UnitScreen } from "@/lib/queries/planner/unit-screen";
import type { UnitSignal, UnitTrends } from "@/lib/queries/planner/unit-signals";
import { ParameterList } from "./parameter-list";
import { pictureEnd } from "./picture-end";
import { TrendPanel } from "./trend-panel";
import { useDrawn } from "./use-drawn";

/**
 * The parameters of the machine: a few with their trends, many as a list that says which are out of their limits, where each opens to its trend. A running picture is drawn anew
 * once a pixel of time has passed and the stream says that the machine goes on.
 */
export function TrendPanels({ screen, past, path, period }: { screen: UnitScreen; past: UnitPast; path: string; period: UnitPeriod }) {
  const t = useTranslations("unit.trend");
  const { ref, pixels } = useWidth();
  const parameters = screen.signals.filter(({ kind }) => kind === "PARAMETER");
  const { listed, drawn, full, toggle } = useDrawn(parameters);
  const until = pictureEnd(past, pixels);
  const query = new URLSearchParams([["site", screen.site.code], ["period", period], ["pixels", String(pixels)], ...drawn.map((name) => ["name", name])]).toString();
  const { data, isError } = useQuery({
    queryKey: trendKeys.unit(screen.unit.id, period, drawn, pixels, until),
    queryFn: () => readScreen<UnitTrends>(`${path}/trends?${query}`),
    enabled: pixels > 0 && drawn.length > 0,
    placeholderData: keepPreviousData,
    // A picture that a newer one has replaced is not looked at again.
    gcTime: 0,
  });
  const trendOf = (signal: UnitSignal) => <TrendPanel key={signal.name} screen={screen} past={past} signal={signal} trends={data} failed={isError} />;
  return (
    <div ref={ref} className="grid grid-cols-[minmax(0,1fr)] gap-4">
      {listed ? (
        <ParameterList screen={screen} parameters={parameters} drawn={drawn} full={full} onToggle={toggle} trendOf={trendOf} />
      ) : parameters.length === 0 ? (
        <Panel title={t("title")}>
          <p className="px-4 pb-4 text-ink-3">{t("none")}</p>
        </Panel>
      ) : (
        parameters.map(trendOf)
      )}
    </div>
  );
}
