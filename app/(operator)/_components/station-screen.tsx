"use client";

import { useEffect, useEffectEvent } from "react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { Age } from "@/components/data/age";
import { kindOf } from "@/components/data/state-kind";
import { FloorMain } from "@/components/layout/floor-shell";
import { useStateWord } from "@/components/shop-floor/state-word";
import { EmptyState } from "@/components/ui/panel-state";
import { Glyph } from "@/components/ui/glyph";
import { Icon } from "@/components/ui/icon";
import { lineKeys } from "@/lib/client/query-keys";
import { useScreen } from "@/lib/client/use-read";
import { useRelatedChanges } from "@/lib/client/use-related-changes";
import { useFormats } from "@/lib/format/formats";
import type { StationLine, StationUnit } from "@/lib/queries/operator/station-lines";
import { CallsStrip } from "./calls-strip";
import { FloorFrame } from "./floor-frame";
import { useFloor } from "./floor-provider";
import { stateOf } from "./run-state";
import { useScanRouter } from "./use-scan-router";

const KEY = lineKeys.list("station");

/** Where am I needed: the tablet's own line first, then the others, each machine with what it does now. */
export function StationScreen({ initial, now }: { initial: readonly StationLine[]; now: string }) {
  const t = useTranslations("station");
  const allLines = useTranslations("floor")("menu.allLines");
  const { person, offline, keep } = useFloor();
  const lines = useScreen(KEY, "/api/station", initial);
  const kept = useEffectEvent(keep);
  useEffect(() => void kept({ kind: "LINES", lines, now }), [lines, now]);
  useRelatedChanges(KEY, [], ["operation", "unit", "line", "order"]);
  const scan = useScanRouter({ view: null, timeZone: lines[0]?.timeZone ?? "UTC" });
  const own = lines.filter((line) => line.own);
  const others = lines.filter((line) => !line.own);
  const first = lines[0];
  return (
    <FloorFrame scan={scan} place={{ title: own[0]?.name ?? first?.siteName ?? t("title"), detail: own[0]?.siteName ?? allLines }} timeZone={first?.timeZone ?? "UTC"} now={now}>
      <FloorMain>
        <h1 className="sr-only">{t("title")}</h1>
        {lines.length === 0 ? (
          <EmptyState title={t("noLine")}>{t("noLineDetail")}</EmptyState>
        ) : (
          <div className="grid grid-cols-1 gap-6" data-stale={offline || undefined}>
            {person.may.answer === true ? <CallsStrip /> : null}
            {own.map((line) => (
              <LineSection key={line.id} line={line} title={t("ownLine", { line: line.name })} large />
            ))}
            {others.length === 0 ? null : (
              <section aria-label={own.length > 0 ? t("otherLines") : t("title")}>
                <h2 className="mb-3 text-floor-md font-semibold">{own.length > 0 ? t("otherLines") : t("chooseMachine")}</h2>
                <div className="grid grid-cols-1 gap-4 landscape:grid-cols-2">
                  {others.flatMap((line) => line.units.map((unit) => <UnitCard key={unit.id} line={line} unit={unit} />))}
                </div>
              </section>
            )}
          </div>
        )}
      </FloorMain>
    </FloorFrame>
  );
}

function LineSection({ line, title, large }: { line: StationLine; title: string; large?: boolean }) {
  return (
    <section aria-label={line.name}>
      <h2 className="mb-3 text-floor-md font-semibold">{title}</h2>
      <div className={clsx("grid grid-cols-1 gap-4", line.units.length > 1 && "landscape:grid-cols-2")}>
        {line.units.map((unit) => (
          <UnitCard key={unit.id} line={line} unit={unit} large={large} />
        ))}
      </div>
    </section>
  );
}

function UnitCard({ line, unit, large = false }: { line: StationLine; unit: StationUnit; large?: boolean }) {
  const t = useTranslations("station");
  const run = useTranslations("run");
  const states = useTranslations("states");
  const handover = useTranslations("handover")("station");
  const wordOf = useStateWord();
  const formats = useFormats();
  const { loaded } = unit;
  const state = stateOf(loaded?.state ?? null, unit.machine);
  const kind = state.panel === "PAUSED" ? "blocked" : kindOf(state.panel);
  const word = state.free ? states("free") : wordOf(state.panel);
  return (
    <Link
      href={`/station/${encodeURIComponent(unit.code)}`}
      className={clsx(
        "grid min-h-[132px] min-w-0 content-between gap-2 rounded border-2 bg-raised px-5 py-4 text-ink no-underline active:bg-sunken",
        kind === "down" ? "border-3 border-down-edge" : kind === "blocked" ? "border-amber" : "border-line-strong",
        large && "min-h-[160px]",
      )}
    >
      <span className="flex min-w-0 items-center gap-3">
        <b className="min-w-0 truncate text-floor-md">{unit.name}</b>
        {unit.handover ? (
          <span className="inline-flex min-w-0 items-center gap-2">
            <Icon name="swap" className="size-5" />
            <span className="truncate">{handover}</span>
          </span>
        ) : null}
        <span className="ml-auto inline-flex flex-none items-center gap-2 font-semibold whitespace-nowrap">
          <Glyph shape={kind} className="size-5" />
          {word}
          {state.since === null ? null : <Age since={state.since} className="font-normal text-ink-2" />}
        </span>
      </span>
      {loaded === null ? (
        <span className="text-ink-2">{t("canStart", { count: line.ready })}</span>
      ) : (
        <span className="flex min-w-0 items-end gap-4">
          <span className="min-w-0 flex-1 leading-[1.3]">
            <b className="block truncate">{run("ofOrder", { order: loaded.order, number: loaded.opNo, name: loaded.name })}</b>
            <span className="block truncate text-ink-2">{loaded.description || loaded.item}</span>
          </span>
          <span className="flex-none text-right leading-[1.15]">
            <b className="block text-floor-lg">{formats.quantity(loaded.good)}</b>
            <span className="whitespace-nowrap text-ink-2">{t("of", { quantity: `${formats.quantity(loaded.quantity)} ${formats.unit(loaded.uom)}` })}</span>
          </span>
        </span>
      )}
      {unit.others?.map((one) => (
        <span key={one.operationId} className="flex min-w-0 items-baseline gap-4">
          <span className="min-w-0 flex-1 truncate">{run("ofOrder", { order: one.order, number: one.opNo, name: one.name })}</span>
          <b className="flex-none">{formats.quantity(one.good)}</b>
          <span className="flex-none whitespace-nowrap text-ink-2">{t("of", { quantity: formats.quantityWithUnit(one.quantity, one.uom) })}</span>
        </span>
      ))}
    </Link>
  );
}
