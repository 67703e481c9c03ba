"use client";

import { useEffect } from "react";
import { useLocale, useTranslations } from "next-intl";
import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { LiveDot } from "@/components/layout/live-dot";
import { EmptyState } from "@/components/ui/panel-state";
import { Glyph } from "@/components/ui/glyph";
import { useNow } from "@/components/ui/use-now";
import { wipKeys } from "@/lib/client/office-keys";
import { readScreen } from "@/lib/client/read-screen";
import { renewPage } from "@/lib/client/renew-page";
import { useOfficeStream } from "@/lib/client/use-office-stream";
import { useFormats } from "@/lib/format/formats";
import { writtenLocale } from "@/lib/i18n/locales";
import type { WallScreen } from "@/lib/queries/planner/wall-screen";
import { pagesOf, useTurning } from "./use-pages";
import { useWallAnswer } from "./wall-answer";
import { WallTile } from "./wall-tile";

/** One hundredth of a 16:9 glass: whatever the pixels of a screen, its letters keep their share of it, upright as well. */
const GLASS = "max(min(1vw, 1.7778vh), min(1.7778vw, 1vh))";
/** How large a tile's letters are for so many tiles on the glass. */
const SCALE: Readonly<Record<number, string>> = { 1: "text-[2.7em]", 2: "text-[1.75em]" };
/** Of four; upright they are lower. */
const OF_FOUR = "text-[1.5em] portrait:text-[1.32em]";
/** The same under the words that say since when it is old. */
const OF_FOUR_OLD = "text-[1.4em] portrait:text-[1.26em]";
const COLUMNS: Readonly<Record<number, string>> = { 1: "", 2: "landscape:grid-cols-2 portrait:grid-rows-2" };

/** The lines of a site, large enough for the far end of the hall, by themselves: fresh by the stream, turning where there are more than fit. */
export function WallView({ initial, line }: { initial: WallScreen; line: string | null }) {
  const t = useTranslations("wall");
  const formats = useFormats();
  const locale = writtenLocale(useLocale());
  const { site } = initial;
  const stream = useOfficeStream();
  useEffect(() => renewPage(stream.build), [stream.build]);
  const query = line === null ? "" : `?line=${encodeURIComponent(line)}`;
  const { data: screen, isError } = useQuery({
    queryKey: wipKeys.wall(site.code, line),
    queryFn: () => readScreen<WallScreen>(`/wall/${encodeURIComponent(site.code)}/data${query}`),
    initialData: initial,
  });
  const now = useNow(initial.asOf);
  const pages = pagesOf(screen.lines, downLast(screen.lines));
  const { page, held, toggle } = useTurning(pages.length);
  const answer = useWallAnswer(screen);
  const lost = stream.state === "stale" || stream.state === "ended" || isError;
  const deafSince = lost ? undefined : stream.deafSince;
  const stale = lost || deafSince !== undefined;
  const asOf = formats.time(deafSince ?? stream.at ?? screen.asOf, site.timeZone);
  const most = pages[0]?.length ?? 0;
  return (
    <div className="flex h-dvh flex-col" style={{ fontSize: GLASS }}>
      <header className="flex flex-none items-center gap-[1.6em] portrait:flex-wrap portrait:gap-y-[0.6em] border-b border-line bg-surface px-[1.6em] py-[0.9em]">
        <h1
          className={clsx(
            "mr-auto flex min-w-0 items-center gap-[0.4em] text-[2.6em] portrait:basis-full leading-[1.1] font-semibold tracking-[-0.015em]",
            answer.kind === "down" && !stale && "text-down-ink",
          )}
        >
          {answer.shape === undefined || stale ? null : <Glyph shape={answer.shape} className="size-[0.9em] flex-none" />}
          <span className="truncate">{stale ? t("asOf", { time: asOf, answer: answer.text }) : answer.text}</span>
        </h1>
        {pages.length < 2 ? null : (
          <button
            type="button"
            aria-pressed={held}
            aria-label={`${t("page", { page: String(page + 1), pages: String(pages.length) })}, ${held ? t("resume") : t("pause")}`}
            onClick={toggle}
            className="flex flex-none items-center gap-[0.5em] rounded px-[0.5em] py-[0.3em]"
          >
            {pages.map((_, index) => (
              <i key={index} aria-hidden="true" className={clsx("size-[0.9em] rounded-full border-2 border-ink-3", index === page && "bg-ink-3")} />
            ))}
            {held ? <Glyph shape="planned" className="size-[1.4em]" /> : null}
          </button>
        )}
        <span className="flex-none text-[1.7em] text-ink-2">{line === null ? site.name : `${site.name}, ${line}`}</span>
        <LiveDot
          state={stream.state === "ended" ? "stale" : stream.state}
          at={stream.at}
          timeZone={site.timeZone}
          locale={locale}
          labels={{ live: t("live"), ago: (age) => t("liveAgo", { age }), stale: (time) => t("lost", { time }), connecting: t("connecting") }}
          className="flex-none gap-[0.4em]! text-[1.7em] [&>i]:size-[0.6em]"
        />
        <time className="flex-none text-[2.6em] leading-none font-semibold portrait:ml-auto">
          {now === undefined ? "" : formats.time(new Date(now).toISOString(), site.timeZone)}
        </time>
      </header>
      {stale ? (
        <p role="status" className="flex-none bg-amber px-[1.6em] py-[0.5em] text-on-amber">
          <b className="text-[2em]">
            {deafSince === undefined ? t("lost", { time: asOf }) : t("deaf", { time: formats.until(deafSince, stream.at ?? screen.asOf, site.timeZone) })}
          </b>{" "}
          <span className="ml-[0.6em] text-[1.6em]">{t(deafSince === undefined ? "lostText" : "deafText")}</span>
        </p>
      ) : null}
      <main data-stale={stale || undefined} className="min-h-0 flex-1 p-[1.2em]">
        {most === 0 ? (
          <EmptyState title={t("empty", { site: site.name })} className="text-[1.6em]">
            {t("emptyText")}
          </EmptyState>
        ) : (
          <ul className={clsx("grid h-full gap-[1.2em]", COLUMNS[most] ?? "landscape:grid-cols-2 landscape:grid-rows-2 portrait:grid-rows-4")}>
            {(pages[page] ?? []).map((each) => (
              <li key={each.id} className={clsx("min-h-0 min-w-0", SCALE[most] ?? (stale ? OF_FOUR_OLD : OF_FOUR))}>
                <WallTile line={each} asOf={screen.asOf} />
              </li>
            ))}
          </ul>
        )}
      </main>
    </div>
  );
}

/** Lines that are down, the one that stopped last first. */
function downLast(lines: WallScreen["lines"]): WallScreen["lines"] {
  return lines.filter(({ state }) => state === "DOWN").toSorted((one, other) => (other.since ?? "").localeCompare(one.since ?? ""));
}
