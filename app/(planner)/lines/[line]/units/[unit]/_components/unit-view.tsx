"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { useQuery } from "@tanstack/react-query";
import { OeePanel } from "@/app/(planner)/_components/oee-panel";
import { ButtonLink } from "@/components/ui/button-link";
import { Panel } from "@/components/ui/panel";
import { EmptyState } from "@/components/ui/panel-state";
import { performanceHref, unitHref } from "@/lib/client/planner/links";
import { wipKeys } from "@/lib/client/office-keys";
import { readScreen } from "@/lib/client/read-screen";
import { useLiveState } from "@/lib/client/use-live-state";
import type { UnitPast, UnitPeriod, UnitScreen } from "@/lib/queries/planner/unit-screen";
import { CountersPanel } from "./counters-panel";
import { ParetoPanel } from "./pareto-panel";
import { StopDialog } from "./stop-dialog";
import { StopsPanel } from "./stops-panel";
import { TimelinePanel } from "./timeline-panel";
import { TrendPanels } from "./trend-panels";
import { UnitHead } from "./unit-head";
import { WorkPanel } from "./work-panel";

/** The page of one machine, live: what it does and did, what it says, and what runs on it. */
export function UnitView({ period, initial }: { period: UnitPeriod; initial: UnitScreen }) {
  const t = useTranslations("unit");
  const { unit, line, site } = initial;
  const path = `/lines/${encodeURIComponent(line.code)}/units/${encodeURIComponent(unit.code)}`;
  const query = new URLSearchParams({ site: site.code, period }).toString();
  const { data: screen, isError } = useQuery({
    queryKey: wipKeys.unit(unit.id, period),
    queryFn: () => readScreen<UnitScreen>(`${path}/data?${query}`),
    initialData: initial,
  });
  const [opened, setOpened] = useState<string | null>(null);
  const live = useLiveState();
  const stale = live.state === "stale" || live.deafSince !== undefined || isError;
  const { past } = screen;
  const stop = past?.stops.rows.find(({ id }) => id === opened);
  return (
    <div data-stale={stale || undefined} className="flex flex-col gap-4">
      <UnitHead screen={screen} period={period} />
      {past === null ? (
        <Panel label={t("none.title")}>
          <EmptyState title={t("none.title")} actions={<ButtonLink href={unitHref(line.code, unit.code, site.code, "day")}>{t("none.day")}</ButtonLink>}>
            {t("none.text")}
          </EmptyState>
        </Panel>
      ) : (
        <TimelinePanel screen={screen} past={past} onOpen={setOpened} />
      )}
      <div className="grid items-start gap-4 xl:grid-cols-[minmax(0,1fr)_27rem]">
        <div className="grid min-w-0 gap-4">
          <CountersPanel screen={screen} />
          {/* Before the parameters: of these there may be many. */}
          {past === null ? null : <ParetoPanel times={past.times} />}
          {past === null ? null : <TrendPanels screen={screen} past={past} path={path} period={period} />}
        </div>
        <div className="grid min-w-0 gap-4">
          <WorkPanel screen={screen} />
          {past === null ? null : <UnitOee screen={screen} past={past} />}
          {past === null ? null : <StopsPanel screen={screen} past={past} onOpen={setOpened} />}
        </div>
      </div>
      {stop === undefined ? null : <StopDialog screen={screen} stop={stop} onClose={() => setOpened(null)} />}
    </div>
  );
}

function UnitOee({ screen: { site, line, unit, now, mayPlan }, past }: { screen: UnitScreen; past: UnitPast }) {
  const t = useTranslations("unit.oee");
  const { performance: told, from, to, shift } = past;
  return (
    <OeePanel
      subject={unit.code}
      told={told}
      scope={{ site: site.code, timeZone: site.timeZone, line: line.code, unit: unit.code, order: null, item: null, day: null, shift: null, from, to }}
      remark={now.heardAt === null ? t("neverHeard") : undefined}
      note={told?.running === true && shift !== null ? t("now") : t("past")}
      allHref={mayPlan ? performanceHref(site.code, { line: line.code, unit: unit.code, by: "SHIFT" }) : null}
    />
  );
}
