"use client";

import { useTranslations } from "next-intl";
import { Age, Stopwatch } from "@/components/data/age";
import { seenState } from "@/components/data/equipment-state";
import { StateGlyph } from "@/components/data/state-glyph";
import { PageHeader } from "@/components/layout/page-header";
import { useStateWord } from "@/components/shop-floor/state-word";
import { ButtonLink } from "@/components/ui/button-link";
import { ChipLink } from "@/components/ui/chip";
import { Glyph } from "@/components/ui/glyph";
import { lineHref, unitHref } from "@/lib/client/planner/links";
import { useFormats } from "@/lib/format/formats";
import type { UnitPeriod, UnitScreen } from "@/lib/queries/planner/unit-screen";

const PERIODS: readonly UnitPeriod[] = ["shift", "last", "day"];

/** What the machine does now, in words; solid red alone when it is down and that is fresh. And of which time the page tells. */
export function UnitHead({ screen, period }: { screen: UnitScreen; period: UnitPeriod }) {
  const t = useTranslations("unit");
  const word = useStateWord();
  const formats = useFormats();
  const { unit, line, site, now, past, work } = screen;
  const { kind } = seenState(now.state);
  const order = work?.loaded[0]?.order;
  const state = word(now.state);
  const title =
    kind === "running" && order !== undefined
      ? t("runs", { unit: unit.code, order })
      : now.reason === null
        ? t("is", { unit: unit.code, state })
        : t("isBecause", { unit: unit.code, state, reason: now.reason });
  const time = (instant: string) => formats.weekdayTime(instant, site.timeZone);
  const span =
    past === null
      ? []
      : [past.shift === null ? t("daySpan", { from: time(past.from), to: time(past.to) }) : t("span", { shift: past.shift, from: time(past.from), to: time(past.to) })];
  // "Line 1, filler" names its line already.
  const named = unit.name === unit.code || !unit.name.startsWith(line.name);
  const place = [...(unit.name === unit.code ? [] : [unit.name]), ...(named ? [line.name] : []), site.name, ...(unit.constraint ? [t("constraint")] : [])].join(", ");
  const sub = [place, ...span].join(" · ");
  const heard = now.heardAt === null ? t("unheard") : t.rich("heard", { age: () => <Age since={now.heardAt ?? screen.asOf} initialNow={screen.asOf} className="font-semibold" /> });
  const since = now.since === null ? null : <Stopwatch since={now.since} initialNow={screen.asOf} className="text-xl font-semibold" />;
  const controls = (
    <>
      {screen.mayPlan ? <ButtonLink href={lineHref(line.code, site.code)}>{t("line", { line: line.code })}</ButtonLink> : null}
      <nav aria-label={t("period.label")} className="flex flex-wrap gap-1.5">
        {PERIODS.map((one) => (
          <ChipLink key={one} href={unitHref(line.code, unit.code, site.code, one)} label={t(`period.${one}`)} current={one === period} />
        ))}
      </nav>
    </>
  );
  if (kind !== "down") {
    return (
      <PageHeader title={title} sub={sub}>
        <span className="mr-3 flex items-baseline gap-3 text-sm text-ink-3">
          <StateGlyph state={now.state} word={state} className="self-center text-base text-ink" />
          <span className="text-ink">{since}</span>
          <span>{heard}</span>
        </span>
        {controls}
      </PageHeader>
    );
  }
  return (
    <>
      <header className="-mx-6 -mt-3.5 flex flex-wrap items-center gap-x-8 gap-y-1 bg-down px-6 py-2.5 text-on-down stale:bg-transparent stale:text-down-ink stale:ring-2 stale:ring-down-edge stale:ring-inset">
        <h1 className="mr-auto flex min-w-0 items-center gap-3 text-xl leading-[1.15] font-semibold tracking-[-0.015em]">
          <Glyph shape="down-inverse" className="size-6 flex-none" />
          <span className="min-w-0">{title}</span>
        </h1>
        {since}
        {now.since === null ? null : <span>{t("since", { time: time(now.since) })}</span>}
        <span>{heard}</span>
      </header>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-2">
        <p className="mr-auto text-ink-2">{sub}</p>
        {controls}
      </div>
    </>
  );
}
