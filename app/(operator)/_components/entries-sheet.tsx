"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import clsx from "clsx";
import { FloorMain } from "@/components/layout/floor-shell";
import { SecondKey } from "@/components/shop-floor/key";
import { PhotoMark } from "@/components/shop-floor/photo-mark";
import { unitKeys } from "@/lib/client/query-keys";
import { useRead } from "@/lib/client/use-read";
import { useRelatedChanges } from "@/lib/client/use-related-changes";
import { useFormats } from "@/lib/format/formats";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { ShiftEntries, ShiftEntry } from "@/lib/queries/operator/shift-entries";
import { EntryDetail } from "./entry-detail";
import { entryText } from "./entry-lines";
import { askedFor } from "./entry-right";
import { useFloor } from "./floor-provider";
import { useRefreshOnAnswers } from "./use-refresh-on-answers";

type EntriesPlace = Pick<RunView["unit"], "id" | "code"> & { readonly site: { readonly timeZone: string } };

/** EX-19: what was entered at one machine in this shift, also after its operation ended; a tap on one takes it back or corrects it. */
export function EntriesSheet({ unit, onClose }: { unit: EntriesPlace; onClose: () => void }) {
  const t = useTranslations("corrections");
  const back = useTranslations("floor")("back");
  const formats = useFormats();
  const { queue, offline } = useFloor();
  const [chosen, setChosen] = useState<string>();
  const key = unitKeys.entries(unit.id);
  const { data, failed } = useRead<ShiftEntries>(key, `/api/station/${encodeURIComponent(unit.code)}/entries`);
  useRefreshOnAnswers(useRelatedChanges(key, [unit.id, ...new Set(data?.entries.flatMap((one) => [one.operationId, one.orderId]))], ["operation"]));
  const { timeZone } = unit.site;
  const entry = data?.entries.find((one) => one.id === chosen);
  if (data !== undefined && entry !== undefined) return <EntryDetail key={entry.id} entry={entry} shift={data} timeZone={timeZone} onDone={() => setChosen(undefined)} />;
  const asked = askedFor(queue.items);
  // Without the network nothing is asked, so that nothing fails either.
  const unread = failed || offline;
  return (
    <FloorMain className="flex flex-col gap-5 py-6">
      <div className="flex flex-wrap items-end justify-between gap-x-6">
        <h1 className="text-floor-lg font-semibold">{data?.ofEverybody === false ? t("mine") : t("title")}</h1>
        {data === undefined ? null : <p className="text-ink-2">{t(data.shift ? "since" : "sinceHours", { time: formats.time(data.since, timeZone) })}</p>}
      </div>
      {data === undefined ? (
        <p role={unread ? "alert" : "status"} className="text-floor-md text-ink-2">
          {unread ? t("failed") : t("loading")}
        </p>
      ) : data.entries.length === 0 ? (
        <p className="text-floor-md text-ink-2">{t("none")}</p>
      ) : (
        <>
          <p className="text-ink-2">{data.ofEverybody ? t("how") : t("howMine")}</p>
          <ul aria-label={t("title")} className="grid grid-cols-1 gap-4 landscape:grid-cols-2">
            {data.entries.map((one) => (
              <li key={one.id}>
                <EntryRow entry={one} reasons={data.reasons} timeZone={timeZone} saving={asked.has(one.id)} onOpen={() => setChosen(one.id)} />
              </li>
            ))}
          </ul>
          {data.cut ? <p className="text-ink-2">{t("cut", { count: data.entries.length })}</p> : null}
        </>
      )}
      <SecondKey icon="arrow-left" label={back} onClick={onClose} className="mt-auto min-w-48 self-start" />
    </FloorMain>
  );
}

type EntryRowProps = {
  entry: ShiftEntry;
  reasons: ShiftEntries["reasons"];
  timeZone: string;
  /** This tablet has asked for something and waits for the answer. */ saving: boolean;
  onOpen: () => void;
};

function EntryRow({ entry, reasons, timeZone, saving, onOpen }: EntryRowProps) {
  const t = useTranslations("corrections");
  const entries = useTranslations("entries");
  const formats = useFormats();
  const state = t(`state.${saving ? "saving" : entry.back !== null ? (entry.back.replaced ? "corrected" : "takenBack") : entry.corrects ? "corrects" : "counts"}`);
  return (
    <button
      type="button"
      disabled={saving}
      onClick={onOpen}
      className={clsx(
        "flex min-h-[104px] w-full min-w-0 items-center gap-4 rounded border-2 border-line-strong bg-raised px-5 py-3 text-left leading-[1.3] active:bg-sunken",
        entry.back === null ? "" : "text-ink-2",
      )}
    >
      <span className="flex-none text-floor-md font-semibold">{formats.time(entry.at, timeZone)}</span>
      <span className="min-w-0 flex-1">
        <b className="block break-words text-floor-md">{entryText({ ...entry, reversed: false }, reasons, { t: entries, formats })}</b>
        <span className="block truncate text-ink-2">{t("of", { order: entry.order, number: entry.opNo, name: entry.operation })}</span>
        <span className="block truncate text-ink-2">{entry.by === null ? state : t("by", { name: entry.by, state })}</span>
      </span>
      {entry.kind === "PRODUCTION" && entry.photo !== undefined ? <PhotoMark /> : null}
    </button>
  );
}
