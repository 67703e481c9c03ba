"use client";

import { useTranslations } from "next-intl";
import { TodoCard } from "@/components/shop-floor/todo-card";
import { useFormats } from "@/lib/format/formats";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { UnexplainedStop } from "@/lib/queries/operator/unexplained-stops";
import type { Sheet } from "./run-screen";
import { stopWords } from "./stop-words";

/** S10: it runs again, and nobody has said why it stood. */
export function EndedStopCard({ view, stop, compact, onSheet }: { view: RunView; stop: UnexplainedStop; compact: boolean; onSheet: (sheet: Sheet) => void }) {
  const t = useTranslations("run.todo");
  const stops = useTranslations("stops");
  const formats = useFormats();
  const more = view.stops.length - 1;
  return (
    <TodoCard
      icon="question"
      kind={t("stood")}
      due={t("now")}
      overdue
      title={stops("whyStood")}
      onOpen={() => onSheet({ kind: "STOPS", ...(more === 0 ? { stop: stop.id } : {}) })}
      className="h-full w-full"
    >
      {stopWords(stop, view.asOf, view.unit.site.timeZone, stops, formats)}
      {more === 0 || compact ? null : <span className="block">{t("moreStops", { count: more })}</span>}
    </TodoCard>
  );
}
