"use client";

import { useEffect } from "react";
import { useTranslations } from "next-intl";
import { ErrorState } from "@/components/ui/panel-state";
import { Surface } from "@/components/ui/surface";
import { digestOf } from "@/lib/client/digest-of";

const AGAIN_MS = 30_000;

/** A wall that could not be read. Nobody stands before it to try again, so it does by itself. */
export default function WallError({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations("wall");
  useEffect(() => {
    const again = setTimeout(retry, AGAIN_MS);
    return () => clearTimeout(again);
  }, [retry, error]);
  return (
    <Surface theme="dark" floor className="grid place-items-center p-6">
      <main>
        <ErrorState level={1} title={t("unread")} reference={digestOf(error)} referenceLabel={t("reference")}>
          {t("unreadText")}
        </ErrorState>
      </main>
    </Surface>
  );
}
