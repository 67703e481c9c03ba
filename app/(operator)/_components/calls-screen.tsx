"use client";

import { useEffect, useState } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { Age } from "@/components/data/age";
import { FloorMain } from "@/components/layout/floor-shell";
import { useStateWord } from "@/components/shop-floor/state-word";
import { EmptyState } from "@/components/ui/panel-state";
import { Icon } from "@/components/ui/icon";
import { callsAsTold } from "@/lib/client/pending-calls";
import { callKeys } from "@/lib/client/query-keys";
import { useScreen } from "@/lib/client/use-read";
import { useRelatedChanges } from "@/lib/client/use-related-changes";
import { useFormats } from "@/lib/format/formats";
import type { FloorCall, FloorCalls } from "@/lib/queries/operator/floor-calls";
import type { LeadStop } from "@/lib/queries/operator/lead-view";
import { CallClock } from "./call-clock";
import { CallDetail } from "./call-detail";
import { useCallOwner, useCallWords } from "./call-words";
import { FloorFrame } from "./floor-frame";
import { useFloor } from "./floor-provider";
import { Panel } from "./lead-panel";
import { StopsSheet } from "./stops-sheet";
import { useFindingWords } from "./finding-words";
import { useSuspectWords } from "./suspect-words";
import { useRefreshOnAnswers } from "./use-refresh-on-answers";
import { useScanRouter } from "./use-scan-router";

/** Where am I needed: what waits for whoever comes when called, worst and oldest first, each with its clock. `first`: open with this one. */
export function CallsScreen({ initial, first }: { initial: FloorCalls; first?: string }) {
  const t = useTranslations("calls.mine");
  const { queue, person, offline, shown } = useFloor();
  const [open, setOpen] = useState<{ readonly id: string; readonly stops: boolean } | undefined>(first === undefined ? undefined : { id: first, stops: false });
  const [named, setNamed] = useState<LeadStop>();
  const data = useScreen(callKeys.mine, "/api/calls", initial);
  const calls = callsAsTold(data, queue.items, person);
  const { stops } = data;
  const refresh = useRelatedChanges(
    callKeys.mine,
    data.calls.flatMap((call) => call.unit?.id ?? []),
    stops === undefined ? ["exception"] : ["exception", "unit"],
  );
  const sent = useRefreshOnAnswers(refresh);
  useEffect(() => {
    shown(data.included);
  }, [data, shown, sent]);
  const scan = useScanRouter({ view: null, timeZone: data.timeZone });
  const call = calls.find((one) => one.id === open?.id);
  const close = () => setOpen(undefined);
  return (
    <FloorFrame scan={scan} place={{ title: t("title"), detail: calls[0]?.site.name ?? t("detail") }} timeZone={data.timeZone} now={data.asOf}>
      {named !== undefined ? (
        <StopsSheet unit={{ id: named.unitId, code: named.code, site: named }} first={named.id} onClose={() => setNamed(undefined)} />
      ) : call !== undefined && call.unit !== null && open?.stops === true ? (
        <StopsSheet unit={{ id: call.unit.id, code: call.unit.code, site: call.site }} first={call.stop?.id} onClose={() => setOpen({ id: call.id, stops: false })} />
      ) : call !== undefined ? (
        <CallDetail call={call} asOf={data.asOf} onStops={() => setOpen({ id: call.id, stops: true })} onClose={close} />
      ) : (
        <FloorMain>
          <h1 className="sr-only">{t("title")}</h1>
          {calls.length === 0 ? (
            <EmptyState title={t("none")}>{t("noneDetail")}</EmptyState>
          ) : (
            <ul className="grid grid-cols-1 gap-4 landscape:grid-cols-2" data-stale={offline || undefined}>
              {calls.map((one) => (
                <li key={one.id}>
                  <CallCard call={one} asOf={data.asOf} onOpen={() => setOpen({ id: one.id, stops: false })} />
                </li>
              ))}
            </ul>
          )}
          {stops === undefined ? null : <UnnamedStops stops={stops} onOpen={setNamed} />}
        </FloorMain>
      )}
    </FloorFrame>
  );
}

/** ST-05: what stood and was not named, for who has no page of the machine; a tap asks why. */
function UnnamedStops({ stops, onOpen }: { stops: readonly LeadStop[]; onOpen: (stop: LeadStop) => void }) {
  const t = useTranslations("lead");
  const formats = useFormats();
  const wordOf = useStateWord();
  return (
    <div className="mt-8">
      <Panel title={t("stops", { count: stops.length })} none={t("noStops")} empty={stops.length === 0} wide>
        {stops.map((stop) => (
          <li key={stop.id}>
            <button
              type="button"
              onClick={() => onOpen(stop)}
              className={clsx(
                "flex min-h-[88px] w-full min-w-0 items-center gap-4 rounded border-2 bg-raised px-5 py-3 text-left leading-[1.3] active:bg-sunken",
                stop.to === null ? "border-amber" : "border-line-strong",
              )}
            >
              <Icon name="question" className="size-7 flex-none" />
              <span className="min-w-0 flex-1">
                <b className="block truncate text-floor-md">{stop.unit}</b>
                <span className="block truncate text-ink-2">
                  {stop.to === null
                    ? t("stands", { state: wordOf(stop.state), from: formats.dayTime(stop.from, stop.timeZone) })
                    : t("stood", { state: wordOf(stop.state), from: formats.dayTime(stop.from, stop.timeZone), to: formats.time(stop.to, stop.timeZone) })}
                </span>
              </span>
              <Age since={stop.from} className="flex-none font-semibold whitespace-nowrap" />
            </button>
          </li>
        ))}
      </Panel>
    </div>
  );
}

function CallCard({ call, asOf, onOpen }: { call: FloorCall; asOf: string; onOpen: () => void }) {
  const t = useTranslations("calls.mine");
  const words = useCallWords();
  const suspects = useSuspectWords();
  const findings = useFindingWords();
  const ownerOf = useCallOwner();
  const waits = call.takenAt === null;
  const [about] = call.suspect === null ? [] : suspects.facts(call.suspect, call.site.timeZone);
  // What was said last stands first: there is room for two lines.
  const notes = [...(call.again ?? []).map((one) => one.note).toReversed(), call.note].filter((note) => note !== null);
  const [found] = call.finding == null ? [] : findings(call.finding, call.site.timeZone);
  return (
    <button
      type="button"
      onClick={onOpen}
      className={clsx(
        "grid min-h-[160px] w-full min-w-0 content-between gap-3 rounded border-2 bg-raised px-5 py-4 text-left leading-[1.3] active:bg-sunken",
        waits && call.severity === 1 ? "border-3 border-down-edge" : waits ? "border-amber" : "border-line-strong",
      )}
    >
      <span className="flex min-w-0 items-start gap-4">
        <Icon name={words.icon(call)} className="size-9 flex-none" />
        <span className="min-w-0 flex-1">
          <b className="block text-floor-md">{words.title(call)}</b>
          <span className="block break-words">{words.place(call)}</span>
        </span>
        <Age since={call.raisedAt} initialNow={asOf} className="flex-none font-semibold whitespace-nowrap" />
      </span>
      {about === undefined ? null : <span className="break-words">{about}</span>}
      {found === undefined ? null : <span className="line-clamp-2 break-words">{found}</span>}
      {notes.length === 0 ? null : <span className="line-clamp-2 break-words text-ink-2">{notes.join(" · ")}</span>}
      <span className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 text-ink-2">
        <span>
          {waits ? t("waitsFor", { owner: ownerOf(call.owner) }) : call.mine ? t("yours") : t(call.state === "IN_PROGRESS" ? "atIt" : "onTheWay", { owner: ownerOf(call.owner) })}
        </span>
        {call.next === null ? null : <CallClock next={call.next} asOf={asOf} />}
      </span>
    </button>
  );
}
