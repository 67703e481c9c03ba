"use client";

import { useTranslations } from "next-intl";
import Link from "next/link";
import { useNow } from "@/components/ui/use-now";
import { Panel } from "@/components/ui/panel";
import { plannedBy, plus } from "@/lib/client/pace";
import { orderHref, traceHref } from "@/lib/client/planner/links";
import { useFormats } from "@/lib/format/formats";
import type { UnitScreen } from "@/lib/queries/planner/unit-screen";
import type { UnitCrew, UnitWork } from "@/lib/queries/planner/unit-work";

const ACTIVITIES = ["SETUP", "RUN", "REWORK", "DELAY", "INDIRECT"] as const;

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
        <div className="grid gap-3 px-4 pb-4">
          {work.loaded.length === 0 ? <p className="text-ink-3">{t("none")}</p> : work.loaded.map((loaded) => <Loaded key={loaded.operationId} screen={screen} loaded={loaded} />)}
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
            <Crew crew={work.crew} />
          </div>
        </div>
      )}
    </Panel>
  );
}

function Loaded({ screen, loaded }: { screen: UnitScreen; loaded: UnitWork }) {
  const t = useTranslations("unit.work");
  const formats = useFormats();
  const now = useNow(screen.asOf);
  const { decimals, target } = loaded;
  const made = plus(loaded.good, loaded.counted);
  const plan = now === undefined ? undefined : plannedBy(loaded, now);
  // Pixels only: the figures beside are the exact ones.
  const share = (value: string) => Math.min(100, (Number(value) / Math.max(Number(target), Number.MIN_VALUE)) * 100);
  return (
    <div>
      <div className="flex items-baseline gap-3">
        {screen.mayPlan ? (
          <Link href={orderHref(loaded.order, screen.site.code)} className="text-md font-semibold">
            {loaded.order}
          </Link>
        ) : (
          <b className="text-md">{loaded.order}</b>
        )}
        <span className="min-w-0 truncate text-sm text-ink-2">{t("op", { opNo: String(loaded.opNo), name: loaded.name })}</span>
        <span className="ml-auto flex-none text-sm font-medium">{t(loaded.state)}</span>
      </div>
      <p className="truncate text-sm text-ink-3">{loaded.description === "" ? loaded.item : `${loaded.item}, ${loaded.description}`}</p>
      <p className="mt-2 flex items-baseline gap-2">
        <b className="text-xl leading-none">{formats.quantity(made, { decimals })}</b>
        <span className="text-ink-2">{t("of", { target: formats.quantityWithUnit(target, loaded.uom) })}</span>
        {plan === undefined ? null : <span className="ml-auto text-sm text-ink-3">{`${t("plan")} ${formats.quantity(plan, { decimals })}`}</span>}
      </p>
      <div aria-hidden="true" className="relative mt-2 h-3 rounded-xs bg-sunken">
        <i className="absolute inset-y-0 left-0 rounded-xs bg-run" style={{ width: `${share(made)}%` }} />
        {plan === undefined ? null : <i className="absolute -inset-y-1 -ml-px w-0.5 bg-plan" style={{ left: `${share(plan)}%` }} />}
      </div>
      {Number(loaded.counted) === 0 ? null : <p className="mt-1.5 text-xs text-ink-3">{t("counted", { quantity: formats.quantity(loaded.counted, { decimals }) })}</p>}
    </div>
  );
}

/** Who is on it by name, or where names are not the reader's to see how many there are at what. */
function Crew({ crew }: { crew: readonly UnitCrew[] }) {
  const t = useTranslations("unit.work");
  const activity = (of: string) => t(ACTIVITIES.find((one) => one === of) ?? "INDIRECT");
  if (crew.length === 0) return <p className="text-sm text-ink-3">{t("noCrew")}</p>;
  const named = crew.flatMap(({ name, ...row }) => (name === null ? [] : [{ name, ...row }]));
  const lines =
    named.length === crew.length
      ? named.map((row) => t("person", { name: row.name, activity: activity(row.activity) }))
      : ACTIVITIES.map((one) => ({ one, count: crew.filter((row) => row.activity === one).length })).flatMap(({ one, count }) =>
          count === 0 ? [] : [t("people", { count, activity: activity(one) })],
        );
  return (
    <ul className="text-sm">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  );
}
