"use client";

import { useTranslations } from "next-intl";
import { FloorMain } from "@/components/layout/floor-shell";
import { ErrorState } from "@/components/ui/panel-state";
import { SecondKey } from "@/components/shop-floor/key";

/** It could not be shown; what was tapped is still in the queue. */
export function StationFailed({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("floor.error");
  return (
    <FloorMain className="grid place-items-center">
      <ErrorState level={1} title={t("title")} reference={error.digest} referenceLabel={t("reference")} actions={<SecondKey label={t("again")} icon="refresh" onClick={reset} />}>
        {t("kept")}
      </ErrorState>
    </FloorMain>
  );
}
