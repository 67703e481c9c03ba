"use client";

import { useTranslations } from "next-intl";
import { TodoCard } from "@/components/shop-floor/todo-card";
import { useAhead } from "@/lib/client/use-ahead";
import { useFormats } from "@/lib/format/formats";
import type { CounterInDoubt } from "@/lib/queries/operator/counters-in-doubt";
import type { DueCheckView } from "@/lib/queries/operator/due-checks";
import type { RunView } from "@/lib/queries/operator/run-view";
import type { UnexplainedStop } from "@/lib/queries/operator/unexplained-stops";
import type { Sheet } from "./run-screen";
import { useSuspectWords } from "./suspect-words";
import { stopWords } from "./stop-words";

const loadSheet = () => import("./check-sheet");

/** The check that is due for the longest, and how many more there are; a tap opens its sheet. */
export function CheckCard({
  checks,
  at,
  compact,
  onOpen,
}: {
  checks: readonly [DueCheckView, ...DueCheckView[]];
  at: number;
  compact: boolean;
  onOpen: (check: DueCheckView) => void;
}) {
  const t = useTranslations("checks");
  const [check, ...others] = checks;
  const minutes = Math.max(0, Math.floor((at - Date.parse(check.dueAt)) / 60_000));
  // A check may be made without the network (EX-22): its sheet is fetched while there is one.
  useAhead(loadSheet);
  return (
    <TodoCard
      icon="flask"
      kind={t("due")}
      due={minutes < 1 ? t("dueNow") : t("dueSince", { minutes })}
      overdue
      title={check.plan}
      onOpen={() => onOpen(check)}
      className="h-full w-full"
    >
      <span className="line-clamp-1">{check.characteristics.map(({ name }) => name).join(", ")}</span>
      {compact ? null : (
        <span className="line-clamp-1 portrait:hidden">
          {others.length > 0 ? t("more", { count: others.length }) : t("samples", { count: check.characteristics.length * check.sampleSize })}
        </span>
      )}
    </TodoCard>
  );
}

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

/** KP-02: a counter jumped, and whoever stands there knows whether that was made. */
export function CounterCard({ counter, onOpen }: { counter: CounterInDoubt; onOpen: () => void }) {
  const kinds = useTranslations("calls.mine.kinds");
  const t = useTranslations("suspects.counter");
  const { counted } = useSuspectWords();
  return (
    <TodoCard icon="question" kind={kinds("COUNTER_SUSPECT")} overdue title={counted(counter.suspect)} onOpen={onOpen} className="h-full w-full">
      {t("ask")}
    </TodoCard>
  );
}
