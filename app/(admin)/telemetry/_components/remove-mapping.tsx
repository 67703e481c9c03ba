"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { Refused } from "@/app/(admin)/_components/refused";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import type { SendResult } from "@/lib/client/queue-item";
import { useCommand } from "@/lib/client/use-command";

type RemoveProps = {
  /** What is mapped, as its form calls it. */
  name: string;
  busy: boolean;
  remove: () => Promise<SendResult>;
  onDone: () => void;
  timeZone: string;
};

/** Asks once, apart from what saves: nothing brings back the limits and words that somebody entered. */
export function RemoveMapping({ name, busy, remove, onDone, timeZone }: RemoveProps) {
  const t = useTranslations("telemetry");
  const [open, setOpen] = useState(false);
  const command = useCommand({ onDone });
  return (
    <>
      <Button tone="quiet" className="mr-auto" disabled={busy} onClick={() => setOpen(true)}>
        {t("removal.action")}
      </Button>
      <Dialog
        open={open}
        onClose={() => setOpen(false)}
        title={t("removal.title", { name })}
        actions={
          <>
            <Button onClick={() => setOpen(false)}>{t("removal.keep")}</Button>
            <Button tone="primary" busy={command.busy} onClick={() => command.send(remove)}>
              {t("removal.action")}
            </Button>
          </>
        }
      >
        <div className="grid gap-2">
          <p>{t("removal.lost")}</p>
          <p>{t("removal.stays")}</p>
          {command.refusal === null ? null : <Refused refusal={command.refusal} timeZone={timeZone} />}
        </div>
      </Dialog>
    </>
  );
}
