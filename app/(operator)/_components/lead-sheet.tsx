"use client";

import { useTranslations } from "next-intl";
import { Key } from "@/components/shop-floor/key";
import { SheetMain } from "@/components/shop-floor/sheet";
import { useFormats } from "@/lib/format/formats";
import type { RunView } from "@/lib/queries/operator/run-view";
import { useFloor } from "./floor-provider";
import { ReasonPicker } from "./reason-picker";
import type { Sheet } from "./run-screen";

/** A lead holds an order or leaves an operation out: one tap on a reason does it (§2.2). */
export function LeadSheet({ view, sheet, onClose }: { view: RunView; sheet: Extract<Sheet, { kind: "HOLD" | "SKIP" }>; onClose: () => void }) {
  const t = useTranslations("stops.lead");
  const entries = useTranslations("entries");
  const back = useTranslations("floor")("back");
  const formats = useFormats();
  const { tap } = useFloor();
  const hold = sheet.kind === "HOLD";
  return (
    <SheetMain work="tiles">
      <section aria-label={t("what")} className="flex min-h-0 flex-col gap-4">
        <div className="rounded border border-line bg-surface px-5 py-4 leading-[1.35]">
          <b className="block text-floor-md">{hold ? t("hold", { order: sheet.order }) : t("skip", { title: sheet.title })}</b>
          <p className="mt-1 text-ink-2">{hold ? t("holdDetail") : t("skipDetail")}</p>
        </div>
        <Key icon="arrow-left" label={back} detail={t("nothingChanges")} layout="row" onClick={onClose} className="mt-auto" />
      </section>
      <ReasonPicker
        title={hold ? t("whyHeld") : t("whySkipped")}
        reasons={view.reasons.stop}
        save={hold ? t("saveHold") : t("saveSkip")}
        onPick={(reason, comment) => {
          if (hold)
            tap({
              command: { name: "hold-order", input: { orderId: sheet.orderId, reason: reason.code, ...(comment === undefined ? {} : { comment }) } },
              text: entries("held", { order: sheet.order, reason: formats.inSentence(reason.name) }),
            });
          else tap({ command: { name: "skip-operation", input: { operationId: sheet.operationId, reason: reason.code } }, text: entries("skipped", { title: sheet.title }) });
          onClose();
        }}
      />
    </SheetMain>
  );
}
