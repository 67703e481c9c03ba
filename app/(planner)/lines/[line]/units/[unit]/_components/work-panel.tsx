"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import { CrewList, LoadedWork } from "@/app/(planner)/_components/loaded-work";
import { Panel } from "@/components/ui/panel";
import { traceHref } from "@/lib/client/planner/links";
import { useFormats } from "@/lib/format/formats";
import type { UnitScreen } from "@/lib/queries/planner/unit-screen";

/** What runs on the machine now: order and operation with its pace, the lots on it, and who is booked. */
export function WorkPanel({ screen }: { screen: UnitScreen }) {
  const t = useTranslations("unit.work");
  const formats = useFormats();
  const { work, site } = screen;
  return (
    <Panel title={t("title")}>
      {work === null ? (
        <p className="px-4 pb-4 text-ink-3">{t("hidden")}</p>
      ) : (
        <div className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 pb-4">
          {work.loaded.length === 0 ? (
            <p className="text-ink-3">{t("none")}</p>
          ) : (
            work.loaded.map((loaded) => <LoadedWork key={loaded.operationId} loaded={loaded} screen={screen} />)
          )}
          <div className="border-t border-line pt-2.5">
            <h3 className="text-xs font-medium text-ink-3">{t("lots")}</h3>
            {work.mounted.length === 0 ? <p className="text-sm text-ink-3">{t("noLots")}</p> : null}
            <ul className="grid gap-0.5">
              {work.mounted.map((mount) => (
                <li key={`${mount.lotId} ${mount.since}`} className="flex items-baseline gap-3 text-sm">
                  <span className="min-w-0 truncate">
                    {screen.mayTrace ? <Link href={traceHref(mount.lot, mount.lotId)}>{mount.lot}</Link> : <b>{mount.lot}</b>}{" "}
                    <span className="text-ink-3">{mount.description || mount.item}</span>
                  </span>
                  <span className="ml-auto flex-none text-ink-2">{t("left", { quantity: formats.quantityWithUnit(mount.onHand, mount.uom) })}</span>
                  <span className="flex-none text-xs text-ink-3">{formats.time(mount.since, site.timeZone)}</span>
                </li>
              ))}
            </ul>
          </div>
          <div className="border-t border-line pt-2.5">
            <h3 className="text-xs font-medium text-ink-3">{t("crew")}</h3>
            <CrewList crew={work.crew} />
          </div>
        </div>
      )}
    </Panel>
  );
}
