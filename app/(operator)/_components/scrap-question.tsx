"use client";

import { useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { isPositive, lessUntilZero, scrapShare } from "@/lib/client/pace";
import { useFormats } from "@/lib/format/formats";
import type { RunOperation } from "@/lib/queries/operator/run-operation";

type Props = {
  operation: Pick<RunOperation, "target" | "uom">;
  amount: string;
  /** Name of the reason, as it stands in a sentence. */
  reason: string;
  onSave: () => void;
  onBack: () => void;
};

/** Whether an entry of scrap is so large that it is read once more before it is saved (UI-11). */
export function isLargeScrap({ scrapQuestion }: Pick<RunOperation, "scrapQuestion">, amount: string): boolean {
  return scrapQuestion !== undefined && isPositive(amount) && isPositive(lessUntilZero(amount, scrapQuestion));
}

/** UI-11: much scrap in one entry is expensive to undo, and most often a digit too many: it stands there large once more, beside what it is a part of. */
export function ScrapQuestion({ operation, amount, reason, onSave, onBack }: Props) {
  const t = useTranslations("quantity.large");
  const formats = useFormats();
  const share = scrapShare(amount, operation.target);
  const quantity = formats.quantityWithUnit(amount, operation.uom);
  return (
    <FloorDialog
      onClose={onBack}
      title={t("title")}
      actions={
        <>
          <SecondKey label={t("save", { quantity: formats.quantity(amount) })} onClick={onSave} className="min-w-48" />
          <SecondKey label={t("back")} primary onClick={onBack} className="min-w-48" />
        </>
      }
    >
      <div className="grid gap-4">
        <p className="text-[5rem] leading-none font-semibold tracking-[-0.03em] text-down-ink">{quantity}</p>
        <p className="text-floor-md">{t("reason", { reason })}</p>
        {share === undefined ? null : (
          <p className="text-floor-md">{t("share", { share: formats.quantity(share), target: formats.quantityWithUnit(operation.target, operation.uom) })}</p>
        )}
      </div>
    </FloorDialog>
  );
}
