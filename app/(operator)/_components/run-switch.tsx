"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { SecondKey } from "@/components/shop-floor/key";
import type { LoadedOperation } from "@/lib/queries/operator/loaded-operations";
import { useFloor } from "./floor-provider";

/** The runs of a machine that may have several at once, and the way to start another: each has its own screen. `current`: the one that shows. */
export function RunSwitch({ unitCode, runs, current }: { unitCode: string; runs: readonly LoadedOperation[]; current: string | null }) {
  const t = useTranslations("run.switch");
  const run = useTranslations("run");
  const { offline } = useFloor();
  const router = useRouter();
  const open = (chosen: string) => router.replace(`/station/${encodeURIComponent(unitCode)}?run=${encodeURIComponent(chosen)}`);
  return (
    <nav aria-label={t("label")} className="flex flex-none gap-4 overflow-x-auto border-b border-line px-6 py-2">
      {runs.map((one) => (
        <SecondKey
          key={one.operationId}
          label={one.order}
          detail={run("op", { number: one.opNo, name: one.name })}
          pressed={one.operationId === current}
          disabled={offline && one.operationId !== current}
          onClick={() => open(one.operationId)}
          className="flex-none"
        />
      ))}
      <SecondKey
        icon="play"
        label={t("another")}
        detail={offline ? t("needsNetwork") : undefined}
        pressed={current === null}
        disabled={offline}
        onClick={() => open("next")}
        className="flex-none"
      />
    </nav>
  );
}
