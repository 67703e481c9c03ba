"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { later } from "@/components/ui/later";
import { useAhead } from "@/lib/client/use-ahead";
import { useFormats } from "@/lib/format/formats";
import type { Handover } from "@/lib/queries/operator/handovers";

const loadDialog = () => import("./handover-dialog");
// Most of a shift nothing is left to read; its strip fetches it ahead, so that it opens without the network.
const HandoverDialog = later(() => loadDialog().then(({ HandoverDialog: dialog }) => dialog));

/** Says under the head that the crew before left something; a tap opens it. Stays until it is accepted and read (EX-16). */
export function HandoverStrip({ handovers, machine, timeZone }: { handovers: readonly Handover[]; machine: string; timeZone: string }) {
  const [first] = handovers;
  return first === undefined ? null : <Strip first={first} handovers={handovers} machine={machine} timeZone={timeZone} />;
}

function Strip({ first, handovers, machine, timeZone }: { first: Handover; handovers: readonly Handover[]; machine: string; timeZone: string }) {
  const t = useTranslations("handover");
  const formats = useFormats();
  const [open, setOpen] = useState<string>();
  useAhead(loadDialog);
  const shown = handovers.find((one) => one.id === open);
  return (
    <div role="status" className="flex min-h-[72px] flex-none items-center gap-4 border-b border-line bg-surface px-6 leading-[1.35]">
      <Icon name="swap" className="size-7" />
      <span className="min-w-0 flex-1">
        <b>{t("strip", { name: first.by, time: formats.dayTime(first.offeredAt, timeZone) })}</b> {first.accepted === null ? t("waits") : t("unread")}
        {handovers.length > 1 ? ` ${t("more", { count: handovers.length - 1 })}` : ""}
      </span>
      <button
        type="button"
        onClick={() => setOpen(first.id)}
        className="min-h-(--target) min-w-[88px] flex-none px-2 font-semibold whitespace-nowrap underline underline-offset-3 focus-visible:outline-current"
      >
        {t("show")}
      </button>
      {shown === undefined ? null : <HandoverDialog handover={shown} machine={machine} timeZone={timeZone} onClose={() => setOpen(undefined)} />}
    </div>
  );
}
