"use client";

import { useState, useTransition } from "react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { TextArea } from "@/components/ui/field";
import { opcuaCertificateAction } from "../actions";

/** The certificate by which servers know Millrace, for whoever runs one to accept there. */
export function OwnCertificate() {
  const t = useTranslations("telemetry");
  const [busy, start] = useTransition();
  const [pem, setPem] = useState<string | null>(null);
  if (pem !== null) return <TextArea label={t("opcua.own")} hint={t("opcua.ownHint")} rows={6} value={pem} readOnly spellCheck={false} />;
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Button
        busy={busy}
        onClick={() =>
          start(async () => {
            setPem(await opcuaCertificateAction());
          })
        }
      >
        {t("opcua.own")}
      </Button>
      <span className="text-xs text-ink-3">{t("opcua.ownHint")}</span>
    </div>
  );
}
