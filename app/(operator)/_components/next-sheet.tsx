"use client";

import { useTranslations } from "next-intl";
import { FloorMain } from "@/components/layout/floor-shell";
import { SecondKey } from "@/components/shop-floor/key";
import { EmptyState } from "@/components/ui/panel-state";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import { WaitingCard } from "./waiting-card";

/** What comes next on a machine that runs, and what each of it still lacks; read only, for it starts where the machine is free. */
export function NextSheet({ view, onClose }: { view: RunView; onClose: () => void }) {
  const t = useTranslations("station.dispatch");
  const back = useTranslations("floor")("back");
  const { offline } = useFloor();
  const { operation, unit, waiting, waitingCut = false } = view;
  return (
    <FloorMain className="flex flex-col gap-4 py-6">
      <h1 className="text-floor-lg font-semibold">{t("nextHere")}</h1>
      {waiting.length === 0 ? (
        <EmptyState title={t("none")}>{t("noneDetail", { line: unit.line.name })}</EmptyState>
      ) : (
        <>
          {operation === null || unit.parallel ? null : <p className="text-floor-md text-ink-2">{t("after", { operation: `${operation.order} / ${operation.opNo}` })}</p>}
          <ul aria-label={t("waiting")} className="grid grid-cols-1 gap-4" data-stale={offline || undefined}>
            {waiting.map((one) => (
              <li key={one.operationId}>
                <WaitingCard waiting={one} view={view} />
              </li>
            ))}
          </ul>
          {waitingCut ? <p className="text-ink-2">{t("cut", { count: waiting.length })}</p> : null}
        </>
      )}
      <SecondKey icon="arrow-left" label={back} onClick={onClose} className="mt-auto min-w-48 self-start" />
    </FloorMain>
  );
}
