"use client";

import { useState, useTransition } from "react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { v7 as uuidv7 } from "uuid";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import type { Refusal } from "@/lib/commands/refusal";
import { ignoreMetricAction } from "../actions";

/** Puts a value aside that is of no use, or takes it up again. */
export function IgnoreButton({ id, name, ignored, timeZone }: { id: string; name: string; ignored: boolean; timeZone: string }) {
  const t = useTranslations("telemetry");
  const router = useRouter();
  const [busy, start] = useTransition();
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const press = () =>
    start(async () => {
      const result = await ignoreMetricAction({ commandId: uuidv7(), metricId: id, ignored: !ignored });
      if (result.ok) router.refresh();
      else setRefusal(result);
    });
  return (
    <>
      <Button tone="quiet" busy={busy} aria-label={t(ignored ? "inbox.heedName" : "inbox.ignoreName", { name })} onClick={press}>
        {t(ignored ? "inbox.heed" : "inbox.ignore")}
      </Button>
      {refusal === null ? null : <Refused refusal={refusal} timeZone={timeZone} />}
    </>
  );
}
