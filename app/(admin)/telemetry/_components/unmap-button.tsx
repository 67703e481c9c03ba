"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import type { Refusal } from "@/lib/commands/refusal";
import { unmapMetricAction } from "../actions";

/** Ends what a Sparkplug metric means; with its next value it stands among those that nobody has mapped, and is kept there. */
export function UnmapButton({ tagId, name, timeZone }: { tagId: number; name: string; timeZone: string }) {
  const t = useTranslations("telemetry");
  const router = useRouter();
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const press = () =>
    start(async () => {
      const result = await unmapMetricAction({ commandId: uuidv7(), tagId });
      if (result.ok) router.refresh();
      else setRefusal(result);
    });
  return (
    <>
      <Button tone="quiet" busy={busy} aria-label={t("mappings.unmapName", { name })} onClick={press}>
        {t("mappings.unmap")}
      </Button>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
    </>
  );
}
