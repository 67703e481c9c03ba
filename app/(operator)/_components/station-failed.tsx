"use client";

import { useTranslations } from "next-intl";
import { FloorMain } from "@/components/layout/floor-shell";
import { ErrorState } from "@/components/ui/panel-state";
import { SecondKey } from "@/components/shop-floor/key";
import { useRetryWhenBack } from "@/lib/client/use-retry-when-back";

/** It could not be shown; what was tapped is still in the queue. */
export function StationFailed({ error, retry }: { error: Error & { digest?: string }; retry: () => void }) {
  const t = useTranslations("floor.error");
  useRetryWhenBack(retry);
  return (
    <FloorMain className="grid place-items-center">
      <ErrorState
        level={1}
        title={t("title")}
        reference={error.digest}
        referenceLabel={t("reference")}
        actions={<SecondKey label={t("again")} icon="refresh" onClick={() => retry()} />}
      >
        {t("kept")}
      </ErrorState>
    </FloorMain>
  );
}
