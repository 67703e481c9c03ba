"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { FloorMain } from "@/components/layout/floor-shell";
import { Key, SecondKey } from "@/components/shop-floor/key";
import { SheetMain } from "@/components/shop-floor/sheet";
import { useStateWord } from "@/components/shop-floor/state-word";
import { useEscape } from "@/components/shop-floor/use-escape";
import { Glyph } from "@/components/ui/glyph";
import { stopsAsTold } from "@/lib/client/pending-stops";
import { unitKeys } from "@/lib/client/query-keys";
import { useRead } from "@/lib/client/use-read";
import { useRelatedChanges } from "@/lib/client/use-related-changes";
import { useFormats } from "@/lib/format/formats";
import type { ReasonChoice } from "@/lib/queries/operator/reason-choices";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { ShiftStop, ShiftStops } from "@/lib/queries/operator/shift-stops";
import { useFloor } from "./floor-provider";
import { ReasonPicker } from "./reason-picker";
import { mayBeSplit, SplitStop } from "./split-stop";
import { stopWords } from "./stop-words";
import { useRefreshOnAnswers } from "./use-refresh-on-answers";

/** Where stops are named: the machine and the zone of its site. */
type StopsPlace = Pick<RunView["unit"], "id" | "code"> & { readonly site: { readonly timeZone: string } };

/** ST-05: the stops of the shift at one machine; a tap on one names it, names it again or divides it. `first`: open with this one. */
export function StopsSheet({ unit, first, onClose }: { unit: StopsPlace; first?: string; onClose: () => void }) {
  const t = useTranslations("stops.shift");
  const back = useTranslations("floor")("back");
  const formats = useFormats();
  const { queue, offline } = useFloor();
  const [chosen, setChosen] = useState(first);
  const key = first === undefined ? unitKeys.stops(unit.id) : [...unitKeys.stops(unit.id), first];
  useEscape(onClose);
  const { data, failed } = useRead<ShiftStops>(key, `/api/station/${encodeURIComponent(unit.code)}/stops${first === undefined ? "" : `?stop=${first}`}`);
  useRefreshOnAnswers(useRelatedChanges(key, [unit.id]));
  const stops = data === undefined ? [] : stopsAsTold(data.stops, queue.items, data.reasons);
  const stop = stops.find((one) => one.id === chosen);
  if (data !== undefined && stop !== undefined)
    return (
      <StopDetail
        key={stop.id}
        stop={stop}
        asOf={data.asOf}
        timeZone={unit.site.timeZone}
        reasons={data.reasons}
        onDone={first === stop.id ? onClose : () => setChosen(undefined)}
      />
    );
  // Without the network nothing is asked, so that nothing fails either.
  const unread = failed || offline;
  const unnamed = stops.filter((one) => one.reason === null).length;
  return (
    <FloorMain className="flex flex-col gap-5 py-6">
      <div className="flex flex-wrap items-end justify-between gap-x-6">
        <h1 className="text-floor-lg font-semibold">{t("title")}</h1>
        {data === undefined ? null : <p className="text-ink-2">{t(data.shift ? "sinceShift" : "sinceHours", { time: formats.time(data.since, unit.site.timeZone) })}</p>}
      </div>
      {data === undefined ? (
        <p role={unread ? "alert" : "status"} className="text-floor-md text-ink-2">
          {unread ? t("failed") : t("loading")}
        </p>
      ) : stops.length === 0 ? (
        <p className="text-floor-md text-ink-2">{t("none")}</p>
      ) : (
        <>
          <p className="text-ink-2">{t("how", { count: unnamed })}</p>
          <ul className="grid grid-cols-1 gap-4 landscape:grid-cols-2">
            {stops.map((one) => (
              <li key={one.id}>
                <StopRow stop={one} asOf={data.asOf} timeZone={unit.site.timeZone} saving={!data.stops.some(({ id }) => id === one.id)} onOpen={() => setChosen(one.id)} />
              </li>
            ))}
          </ul>
        </>
      )}
      <SecondKey icon="arrow-left" label={back} onClick={onClose} className="mt-auto min-w-48 self-start" />
    </FloorMain>
  );
}

function StopRow({
  stop,
  asOf,
  timeZone,
  saving,
  onOpen,
}: {
  stop: ShiftStop;
  asOf: string;
  timeZone: string;
  /** Known from this tablet alone: nothing more can be said of it until the server has answered. */ saving: boolean;
  onOpen: () => void;
}) {
  const t = useTranslations("stops.shift");
  const stops = useTranslations("stops");
  const wordOf = useStateWord();
  const formats = useFormats();
  return (
    <button
      type="button"
      disabled={saving}
      onClick={onOpen}
      className={clsx(
        "flex min-h-[104px] w-full min-w-0 items-center gap-4 rounded border-2 bg-raised px-5 py-3 text-left leading-[1.3] active:bg-sunken",
        stop.reason === null ? "border-amber" : "border-line-strong",
      )}
    >
      <span className="min-w-0 flex-1">
        <b className="block text-floor-md">{stopWords(stop, asOf, timeZone, stops, formats)}</b>
        {stop.reason === null ? (
          <span className="flex items-center gap-2 font-semibold text-amber-ink">
            <Glyph shape="blocked" className="size-4" />
            {t("noReason")}
          </span>
        ) : (
          <span className="block break-words">{stop.reason.comment === null ? stop.reason.name : t("reasonWords", { reason: stop.reason.name, words: stop.reason.comment })}</span>
        )}
        <span className="block truncate text-ink-2">{stop.by === null ? wordOf(stop.state) : t("by", { state: wordOf(stop.state), name: stop.by })}</span>
      </span>
    </button>
  );
}

/** One stop: its reason, or two where it had two. */
function StopDetail({ stop, asOf, timeZone, reasons, onDone }: { stop: ShiftStop; asOf: string; timeZone: string; reasons: readonly ReasonChoice[]; onDone: () => void }) {
  const t = useTranslations("stops");
  const entries = useTranslations("entries");
  const floor = useTranslations("floor");
  const formats = useFormats();
  const { tap } = useFloor();
  const [dividing, setDividing] = useState(false);
  useEscape(onDone);
  if (dividing) return <SplitStop stop={stop} asOf={asOf} timeZone={timeZone} reasons={reasons} onDone={onDone} onBack={() => setDividing(false)} />;
  const divisible = mayBeSplit(stop, asOf);
  return (
    <SheetMain work="tiles">
      <section aria-label={t("theStop")} className="flex min-h-0 flex-col gap-4">
        <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.35]">
          <b className="block text-floor-md">{t("stood", { stop: stopWords(stop, asOf, timeZone, t, formats) })}</b>
          <p className="mt-1 text-ink-2">{stop.reason === null ? t("shift.noReason") : t("shift.now", { reason: stop.reason.name })}</p>
        </div>
        <div className="mt-auto grid gap-4 portrait:grid-cols-2">
          <Key
            icon="swap"
            label={t("split.key")}
            detail={divisible ? t("split.keyDetail") : t("split.tooShort")}
            layout="row"
            disabled={!divisible}
            onClick={() => setDividing(true)}
          />
          <Key icon="arrow-left" label={floor("back")} detail={t("lead.nothingChanges")} layout="row" onClick={onDone} />
        </div>
      </section>
      <ReasonPicker
        title={t("whyStood")}
        reasons={reasons}
        selected={stop.reason?.code}
        save={floor("reasons.save")}
        onPick={(reason, comment) => {
          tap({
            command: { name: "classify-stop", input: { intervalId: stop.id, reason: reason.code, ...(comment === undefined ? {} : { comment }) } },
            text: entries("stop", { time: formats.time(stop.from, timeZone), reason: formats.inSentence(reason.name) }),
          });
          onDone();
        }}
      />
    </SheetMain>
  );
}
