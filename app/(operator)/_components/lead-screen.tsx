"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { Age } from "@/components/data/age";
import { kindOf } from "@/components/data/state-kind";
import { FloorMain } from "@/components/layout/floor-shell";
import { useStateWord } from "@/components/shop-floor/state-word";
import { Glyph } from "@/components/ui/glyph";
import { Icon, type IconName } from "@/components/ui/icon";
import { lineKeys } from "@/lib/client/query-keys";
import { useScreen } from "@/lib/client/use-read";
import { useRelatedChanges } from "@/lib/client/use-related-changes";
import { useFormats } from "@/lib/format/formats";
import { isCall } from "@/lib/format/handover-point";
import type { CrewMember, LeadView } from "@/lib/queries/operator/lead-view";
import type { StationLine, StationUnit } from "@/lib/queries/operator/station-lines";
import { ApprovalsPanel } from "./approvals-panel";
import { AttendingPanel } from "./attending-panel";
import { AttentionPanel } from "./attention-panel";
import { FloorFrame } from "./floor-frame";
import { useFloor } from "./floor-provider";
import { Panel } from "./lead-panel";
import { stateOf } from "./run-state";
import { SkillsPanel } from "./skills-panel";
import { SuspectsPanel } from "./suspects-panel";
import { useRefreshOnAnswers } from "./use-refresh-on-answers";
import { useScanRouter } from "./use-scan-router";

const KEY = lineKeys.list("lead");

/** §9.2: where is a lead needed. What stands and what nobody has explained first, then what waits for somebody, then who is where; a tap opens the machine. */
export function LeadScreen({ initial }: { initial: LeadView }) {
  const t = useTranslations("lead");
  const { offline } = useFloor();
  const view = useScreen(KEY, "/api/lead", initial);
  const refresh = useRelatedChanges(KEY, [], ["operation", "unit", "line", "order", "exception"]);
  useRefreshOnAnswers(refresh);
  const [first] = view.lines;
  const timeZone = first?.timeZone ?? "UTC";
  const scan = useScanRouter({ view: null, timeZone });
  return (
    <FloorFrame scan={scan} place={{ title: t("title"), detail: first?.siteName }} timeZone={timeZone} now={initial.asOf}>
      <FloorMain>
        <h1 className="sr-only">{t("title")}</h1>
        <div className="grid grid-cols-1 items-start gap-6 landscape:grid-cols-2" data-stale={offline || undefined}>
          <Lines lines={view.lines} />
          {/* One below the other: however many machines there are, what waits for a lead begins at the top of the glass. */}
          <div className="grid grid-cols-1 gap-6 portrait:-order-1">
            <Stops view={view} />
            <Waiting view={view} />
            <AttentionPanel view={view} />
            <SuspectsPanel view={view} />
            <ApprovalsPanel view={view} />
            <AttendingPanel view={view} />
            <Crew view={view} />
            <SkillsPanel view={view} />
            <Entries lines={view.lines} />
            <Reports lines={view.lines} />
          </div>
        </div>
      </FloorMain>
    </FloorFrame>
  );
}

/** One thing at a machine; a tap opens that machine, where it is settled. */
function Row({ code, icon, title, detail, since, urgent = false }: { code: string; icon: IconName; title: string; detail: string; since: string; urgent?: boolean }) {
  return (
    <li>
      <Link
        href={`/station/${encodeURIComponent(code)}`}
        className={clsx(
          "flex min-h-[88px] min-w-0 items-center gap-4 rounded border-2 bg-raised px-5 py-3 text-ink no-underline active:bg-sunken",
          urgent ? "border-amber" : "border-line-strong",
        )}
      >
        <Icon name={icon} className="size-7 flex-none" />
        <span className="min-w-0 flex-1 leading-[1.3]">
          <b className="block truncate text-floor-md">{title}</b>
          <span className="block truncate text-ink-2">{detail}</span>
        </span>
        <Age since={since} className="flex-none font-semibold whitespace-nowrap" />
      </Link>
    </li>
  );
}

function Lines({ lines }: { lines: readonly StationLine[] }) {
  const t = useTranslations("lead");
  return (
    <Panel title={t("lines")} none={t("noLines")} empty={lines.length === 0} whole>
      {lines.flatMap((line) => line.units.map((unit) => <Machine key={unit.id} line={line} unit={unit} />))}
    </Panel>
  );
}

function Machine({ line, unit }: { line: StationLine; unit: StationUnit }) {
  const run = useTranslations("run");
  const states = useTranslations("states");
  const wordOf = useStateWord();
  const { loaded } = unit;
  const state = stateOf(loaded?.state ?? null, unit.machine);
  const kind = state.panel === "PAUSED" ? "blocked" : kindOf(state.panel);
  return (
    <li>
      <Link
        href={`/station/${encodeURIComponent(unit.code)}`}
        className={clsx(
          "flex min-h-[88px] min-w-0 items-center gap-4 rounded border-2 bg-raised px-5 py-3 text-ink no-underline active:bg-sunken",
          kind === "down" ? "border-3 border-down-edge" : kind === "blocked" ? "border-amber" : "border-line-strong",
        )}
      >
        <span className="min-w-0 flex-1 leading-[1.3]">
          <b className="block truncate text-floor-md">{unit.name}</b>
          <span className="block truncate text-ink-2">
            {loaded === null ? (line.name === unit.name ? null : line.name) : run("ofOrder", { order: loaded.order, number: loaded.opNo, name: loaded.name })}
          </span>
        </span>
        <span className="flex-none text-right leading-[1.3]">
          <span className="inline-flex items-center gap-2 font-semibold whitespace-nowrap">
            <Glyph shape={kind} className="size-5" />
            {state.free ? states("free") : wordOf(state.panel)}
          </span>
          <span className="block text-ink-2">
            {state.since === null ? null : <Age since={state.since} />}
            {state.detail === undefined ? null : ` ${state.detail}`}
          </span>
        </span>
      </Link>
    </li>
  );
}

function Stops({ view: { stops, cut } }: { view: LeadView }) {
  const t = useTranslations("lead");
  const formats = useFormats();
  const wordOf = useStateWord();
  return (
    <Panel title={t("stops", { count: stops.length })} none={t("noStops")} empty={stops.length === 0} cut={cut.includes("stops")}>
      {stops.map((stop) => (
        <Row
          key={stop.id}
          code={stop.code}
          icon="question"
          urgent={stop.to === null}
          title={stop.unit}
          detail={
            stop.to === null
              ? t("stands", { state: wordOf(stop.state), from: formats.dayTime(stop.from, stop.timeZone) })
              : t("stood", { state: wordOf(stop.state), from: formats.dayTime(stop.from, stop.timeZone), to: formats.time(stop.to, stop.timeZone) })
          }
          since={stop.from}
        />
      ))}
    </Panel>
  );
}

function Waiting({ view: { calls, handovers, cut } }: { view: LeadView }) {
  const t = useTranslations("lead");
  const words = useTranslations("calls");
  const formats = useFormats();
  return (
    <Panel
      title={t("waiting", { count: calls.length + handovers.length })}
      none={t("nothingWaits")}
      empty={calls.length + handovers.length === 0}
      cut={cut.includes("calls") || cut.includes("handovers")}
    >
      {calls.map((call) => (
        <Row
          key={call.id}
          code={call.code}
          icon="bell"
          urgent={!call.acknowledged}
          title={isCall(call.call) ? words(`${call.call}.call`) : call.call}
          detail={t(call.acknowledged ? "callTaken" : "callOpen", { machine: call.unit, time: formats.dayTime(call.raisedAt, call.timeZone) })}
          since={call.raisedAt}
        />
      ))}
      {handovers.map((one) => (
        <Row
          key={one.id}
          code={one.code}
          icon="swap"
          title={t("handover", { name: one.by })}
          detail={t("handoverAt", { machine: one.unit, time: formats.dayTime(one.offeredAt, one.timeZone) })}
          since={one.offeredAt}
        />
      ))}
    </Panel>
  );
}

function Crew({ view: { crew, cut } }: { view: LeadView }) {
  const t = useTranslations("lead");
  const note = cut.includes("crew") ? t("list.cut", { count: crew.length }) : undefined;
  return (
    <Panel title={t("crew", { count: new Set(crew.map((one) => one.personId)).size })} none={t("nobody")} empty={crew.length === 0} note={note}>
      {crew.map((one) => (
        <CrewRow key={one.bookingId} member={one} />
      ))}
    </Panel>
  );
}

function Entries({ lines }: { lines: readonly StationLine[] }) {
  const t = useTranslations("corrections");
  return (
    <Panel title={t("menu")} none="" empty={false} abreast whole>
      {lines.flatMap((line) => line.units.map((unit) => <Way key={unit.id} href={`/station/${encodeURIComponent(unit.code)}?entries`} icon="document" name={unit.name} />))}
    </Panel>
  );
}

function Reports({ lines }: { lines: readonly StationLine[] }) {
  const t = useTranslations("report");
  return (
    <Panel title={t("open")} none="" empty={false} abreast whole>
      {lines.map((line) => (
        <Way key={line.id} href={`/lead/report/${line.id}`} icon="printer" name={line.name} />
      ))}
    </Panel>
  );
}

/** A page of its own about one machine or line. */
function Way({ href, icon, name }: { href: string; icon: IconName; name: string }) {
  return (
    <li>
      <Link
        href={href}
        className="flex h-full min-h-(--target) min-w-0 items-center gap-4 rounded border-2 border-line-strong bg-raised px-5 text-floor-md leading-tight font-semibold text-ink no-underline active:bg-sunken"
      >
        <Icon name={icon} className="size-7 flex-none" />
        <span className="line-clamp-2 min-w-0 flex-1 break-words">{name}</span>
      </Link>
    </li>
  );
}

function CrewRow({ member }: { member: CrewMember }) {
  const t = useTranslations("lead");
  const formats = useFormats();
  const { name, operation, what, activity, place, since, timeZone } = member;
  const on = activity === "INDIRECT" ? what : `${operation ?? ""} ${what}`;
  return (
    <li className="flex min-h-14 min-w-0 items-center gap-4 border-b border-line pb-3 leading-[1.3] last:border-b-0">
      <span className="min-w-0 flex-1">
        <b className="block truncate text-floor-md">{name}</b>
        <span className="block truncate text-ink-2">{place === null ? on : t("onAt", { what: on, machine: place.unit })}</span>
      </span>
      <span className="flex-none text-right whitespace-nowrap text-ink-2">
        {t(`activity.${activity}`)}
        <span className="block">{t.rich("since", { time: formats.time(since, timeZone), age: () => <Age since={since} /> })}</span>
      </span>
    </li>
  );
}
