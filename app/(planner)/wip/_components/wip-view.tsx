"use client";

import { useQuery } from "@tanstack/react-query";
import clsx from "clsx";
import { PageHeader } from "@/components/layout/page-header";
import { wipKeys } from "@/lib/client/office-keys";
import { formatTime } from "@/lib/format/instant";
import type { WipScreen } from "@/lib/queries/planner/wip-screen";
import { readScreen } from "@/lib/client/read-screen";
import { useLiveState } from "@/lib/client/use-live-state";
import { wipQuery, type WipParams } from "@/lib/client/planner/wip-params";
import { FoundEquipmentLinks } from "@/app/(planner)/_components/found-equipment";
import { answerWords } from "./answer-words";
import { Board } from "./board";
import { BoardTable } from "./board-table";
import { EmptyBoard } from "./empty-board";
import { ExceptionRail } from "./exception-rail";
import { FilterBar } from "./filter-bar";
import { LineStrips } from "./line-strips";
import { RiskPanel } from "./risk-panel";

/** The live board: seeded by the server, kept fresh by the stream, grey while it is not. */
export function WipView({ params, initial }: { params: WipParams; initial: WipScreen }) {
  const query = wipQuery(params);
  const { data: screen, isError } = useQuery({ queryKey: wipKeys.board(query), queryFn: () => readScreen<WipScreen>(`/wip/board?${query}`), initialData: initial });
  const { state, at } = useLiveState();
  const timeZone = screen.scope[0]?.timeZone ?? "UTC";
  const stale = state === "stale" || isError;
  const asOf = stale ? formatTime(at ?? screen.asOf, { timeZone }) : null;
  return (
    <div data-stale={stale || undefined} className={clsx("flex flex-col gap-3.5 xl:min-h-[38rem]", stale ? "xl:h-[calc(100dvh-7.75rem)]" : "xl:h-[calc(100dvh-5.125rem)]")}>
      <PageHeader title={answerWords(screen, asOf)}>
        <FilterBar params={params} scope={screen.scope} asOf={screen.asOf} />
      </PageHeader>
      <FoundEquipmentLinks found={screen.equipment} severalSites={screen.scope.length > 1} />
      <LineStrips screen={screen} />
      <div className="grid min-h-0 flex-1 content-start items-start gap-4 xl:grid-cols-[minmax(0,1fr)_20rem] xl:content-stretch">
        {screen.rows.length === 0 ? <EmptyBoard screen={screen} params={params} /> : params.view === "table" ? <BoardTable screen={screen} /> : <Board screen={screen} />}
        <div className="grid min-h-0 gap-4 md:grid-cols-2 xl:h-full xl:grid-cols-1 xl:grid-rows-[minmax(8rem,1fr)_auto]">
          <ExceptionRail screen={screen} />
          <RiskPanel screen={screen} />
        </div>
      </div>
    </div>
  );
}
