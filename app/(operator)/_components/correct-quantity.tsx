"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { NumberPad } from "@/components/shop-floor/number-pad";
import { SegmentKeys } from "@/components/shop-floor/segment-keys";
import { SheetMain } from "@/components/shop-floor/sheet";
import { ValueStepper } from "@/components/shop-floor/value-stepper";
import { isPositive } from "@/lib/client/pace";
import { rejectName, rejectReasons } from "@/lib/client/reject-reasons";
import { useFormats } from "@/lib/format/formats";
import type { ShiftEntries, ShiftEntry } from "@/lib/queries/operator/shift-entries";
import { RejectTiles } from "./reject-tiles";
import { type Kind, KINDS, type RightQuantity, rightQuantity, scrapToAsk, type Typed } from "./right-quantity";
import { ScrapQuestion } from "./scrap-question";

type CorrectQuantityProps = {
  entry: Extract<ShiftEntry, { kind: "PRODUCTION" }>;
  counted: NonNullable<ShiftEntry["quantities"]>;
  reasons: ShiftEntries["reasons"];
  /** The entry in words. */
  text: string;
  onCancel: () => void;
  onRight: (right: RightQuantity) => void;
};

/** What should have been entered: each of its quantities begins with what was. */
export function CorrectQuantity({ entry, counted, reasons, text, onCancel, onRight }: CorrectQuantityProps) {
  const t = useTranslations("corrections");
  const quantity = useTranslations("quantity");
  const formats = useFormats();
  const [kind, setKind] = useState<Kind>(isPositive(entry.good) || !isPositive(entry.scrap) ? "GOOD" : "SCRAP");
  const [typed, setTyped] = useState<Typed>({});
  const [reason, setReason] = useState(counted.scrapReason ?? counted.reworkReason ?? undefined);
  const [asking, setAsking] = useState(false);
  const change = (value: string) => setTyped({ ...typed, [kind]: value });
  const was = { GOOD: entry.good, SCRAP: entry.scrap, REWORK: entry.rework };
  const shown = (of: Kind) => typed[of] ?? was[of];
  const rejects = isPositive(shown("SCRAP")) || isPositive(shown("REWORK"));
  const right = rightQuantity(entry, counted, typed, reason);
  const much = right === null ? undefined : scrapToAsk(entry, counted, right);
  return (
    <SheetMain work="pad">
      <section aria-label={t("quantities")} className="flex min-h-0 flex-col gap-4">
        <h1 className="text-floor-md font-semibold">{text}</h1>
        <SegmentKeys
          label={t("kind")}
          options={KINDS.map((value) => ({ value, label: `${quantity(value)} ${formats.quantity(shown(value).replace(/\.$/, "") || "0")}` }))}
          value={kind}
          onChange={setKind}
        />
        <ValueStepper value={shown(kind)} onChange={change} unit={counted.decimals > 0 ? formats.unit(counted.uom) : undefined} />
        <p className="text-ink-2">{t("was", { quantity: formats.quantityWithUnit(was[kind], counted.uom) })}</p>
        {rejects ? (
          <div className="flex min-h-0 flex-1 flex-col gap-2">
            <h2 className="text-floor-md font-semibold">{t("whyScrap")}</h2>
            <RejectTiles label={t("whyScrap")} reasons={rejectReasons(reasons, isPositive(shown("SCRAP")) ? "SCRAP" : "REWORK")} selected={reason} onPick={setReason} />
          </div>
        ) : null}
      </section>
      <NumberPad
        value={typed[kind] ?? ""}
        onChange={change}
        decimals={counted.decimals}
        onCancel={onCancel}
        save={{
          label: right !== null ? t("next") : rejects && reason === undefined ? t("tapReason") : t("enter"),
          onSave: () => {
            if (much !== undefined) setAsking(true);
            else if (right !== null) onRight(right);
          },
          disabled: right === null,
        }}
      />
      {asking && right !== null && much !== undefined ? (
        <ScrapQuestion
          operation={counted}
          amount={much}
          reason={formats.inSentence(rejectName(reasons, right.entry.reason) ?? "")}
          onSave={() => onRight(right)}
          onBack={() => setAsking(false)}
        />
      ) : null}
    </SheetMain>
  );
}
