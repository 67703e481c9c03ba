"use client";

import { useTranslations } from "next-intl";
import { SecondKey } from "@/components/shop-floor/key";
import { SheetMain } from "@/components/shop-floor/sheet";
import { TodoCard } from "@/components/shop-floor/todo-card";
import { Icon } from "@/components/ui/icon";
import type { CounterInDoubt } from "@/lib/queries/operator/counters-in-doubt";
import type { RunView } from "@/lib/queries/operator/run-view";
import { CounterKeys } from "./call-detail";
import { useSuspectWords } from "./suspect-words";

/** KP-02: what a counter read that its machine cannot have made, for whoever stands there and knows whether it was. */
export function CounterSheet({ counter, unit, onClose }: { counter: CounterInDoubt; unit: RunView["unit"]; onClose: () => void }) {
  const title = useTranslations("calls.mine.kinds")("COUNTER_SUSPECT");
  const back = useTranslations("floor")("back");
  const { facts, next } = useSuspectWords();
  const { exceptionId, suspect } = counter;
  return (
    <SheetMain work="keys">
      <section aria-label={title} className="flex min-h-0 flex-col gap-4">
        <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.4]">
          <h1 className="flex items-center gap-4 text-floor-lg font-semibold">
            <Icon name="question" className="size-10 flex-none" />
            {title}
          </h1>
          <p className="mt-1 text-floor-md">{unit.name}</p>
          {facts(suspect, unit.site.timeZone).map((fact) => (
            <p key={fact} className="mt-3 text-floor-md break-words">
              {fact}
            </p>
          ))}
          <p className="mt-3 flex items-start gap-3 text-floor-md font-semibold">
            <Icon name="arrow-right" className="mt-0.5 size-7 flex-none" />
            <span>{next(suspect)}</span>
          </p>
        </div>
        <SecondKey icon="arrow-left" label={back} onClick={onClose} className="mt-auto min-w-48 self-start portrait:hidden" />
      </section>
      <div className="flex flex-col gap-4">
        <div className="grid flex-1 auto-rows-[minmax(120px,1fr)] gap-4 landscape:max-h-[420px]">
          <CounterKeys exceptionId={exceptionId} suspect={suspect} place={unit.name} primary onDone={onClose} />
        </div>
        <SecondKey icon="arrow-left" label={back} onClick={onClose} className="min-w-48 self-start landscape:hidden" />
      </div>
    </SheetMain>
  );
}

/** KP-02: a counter jumped, and whoever stands there knows whether that was made. */
export function CounterCard({ counter, onOpen }: { counter: CounterInDoubt; onOpen: () => void }) {
  const kinds = useTranslations("calls.mine.kinds");
  const t = useTranslations("suspects.counter");
  const { counted } = useSuspectWords();
  return (
    <TodoCard
      icon="question"
      kind={kinds("COUNTER_SUSPECT")}
      overdue
      title={<span className="inline-block first-letter:uppercase">{counted(counter.suspect)}</span>}
      onOpen={onOpen}
      className="h-full w-full"
    >
      {t("ask")}
    </TodoCard>
  );
}
