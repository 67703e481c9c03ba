"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { CrewList, LoadedWork } from "@/app/(planner)/_components/loaded-work";
import { OeePanel } from "@/app/(planner)/_components/oee-panel";
import { Panel } from "@/components/ui/panel";
import { performanceHref, unitHref } from "@/lib/client/planner/links";
import type { LineScreen } from "@/lib/queries/planner/line-screen";

/** What the line makes of its shift, with its three losses; and what is on it against the plan, and how many people. */
export function LineNow({ screen }: { screen: LineScreen }) {
  const { line, site, shift, loaded, crew, asOf, mayReadPerformance } = screen;
  const work = useTranslations("unit.work");
  const oee = useTranslations("unit.oee");
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-4 md:grid-cols-2">
      {!mayReadPerformance || shift === null ? null : (
        <OeePanel
          subject={line.code}
          told={shift.told}
          scope={{
            site: site.code,
            timeZone: site.timeZone,
            line: line.code,
            unit: null,
            order: null,
            item: null,
            day: shift.day,
            shift: shift.name,
            from: shift.from,
            to: shift.to,
          }}
          note={shift.running ? oee("now") : oee("lastShift", { shift: shift.name })}
          allHref={performanceHref(site.code, { line: line.code })}
        />
      )}
      <Panel title={work("title")}>
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 pb-4">
          {loaded.length === 0 ? <p className="text-ink-3">{work("none")}</p> : null}
          {loaded.map((one) => (
            <LoadedWork
              key={one.operationId}
              screen={{ asOf, site, mayPlan: true }}
              loaded={one}
              unit={mayReadPerformance ? <Link href={unitHref(line.code, one.unit, site.code)}>{one.unit}</Link> : one.unit}
            />
          ))}
          <div className="border-t border-line pt-2.5">
            <h3 className="text-xs font-medium text-ink-3">{work("crew")}</h3>
            <CrewList crew={crew} />
          </div>
        </div>
      </Panel>
    </div>
  );
}
