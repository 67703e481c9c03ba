"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { FloorDialog } from "@/components/shop-floor/floor-dialog";
import { SecondKey } from "@/components/shop-floor/key";
import { NumberPad } from "@/components/shop-floor/number-pad";
import { SegmentKeys } from "@/components/shop-floor/segment-keys";
import { ValueStepper } from "@/components/shop-floor/value-stepper";
import { Field } from "@/components/ui/field";
import { isPositive } from "@/lib/client/pace";
import { useFormats } from "@/lib/format/formats";
import type { AskedDeviation } from "./deviation-of";
import { useFloor } from "./floor-provider";

/** EX-12: asks planner and quality for a lot that no line allows: in whose place, how much, and why. */
export function AskDeviation({ operationId, lot, lines, onAsked, onClose }: AskedDeviation & { onAsked: () => void; onClose: () => void }) {
  const t = useTranslations("material.deviation");
  const formats = useFormats();
  const { tap } = useFloor();
  const [first] = lines;
  const [lineId, setLineId] = useState(lines.find((one) => isPositive(one.remaining))?.id ?? first?.id ?? "");
  const [typed, setTyped] = useState<string>();
  const [reason, setReason] = useState("");
  const line = lines.find((one) => one.id === lineId);
  if (line === undefined) return null;
  const value = typed ?? (isPositive(line.remaining) ? line.remaining : "");
  const amount = value.replace(/\.$/, "");
  const quantity = formats.quantityWithUnit(amount === "" ? "0" : amount, line.uom);
  const ready = isPositive(amount) && reason.trim() !== "";
  const ask = () => {
    tap({
      command: { name: "ask-deviation", input: { operationId, componentId: line.id, lot, quantity: amount, reason: reason.trim() } },
      text: t("asked", { lot, item: line.item, quantity }),
    });
    onAsked();
  };
  return (
    <FloorDialog wide onClose={onClose} title={t("title", { lot })} description={t("description")}>
      <div className="grid gap-x-8 gap-y-5 landscape:grid-cols-[minmax(0,1fr)_400px] left-hand:landscape:grid-cols-[400px_minmax(0,1fr)] left-hand:landscape:[&>:first-child]:order-last">
        <section className="flex min-w-0 flex-col gap-4">
          <div className="grid gap-2">
            <p className="font-medium">{t("instead")}</p>
            {lines.length === 1 ? (
              <p className="text-floor-md font-semibold">{line.description || line.item}</p>
            ) : (
              <SegmentKeys label={t("instead")} options={lines.map((one) => ({ value: one.id, label: one.description || one.item }))} value={lineId} onChange={setLineId} />
            )}
          </div>
          <ValueStepper value={value} onChange={setTyped} unit={formats.unit(line.uom)} />
          <Field size="floor" label={t("why")} value={reason} maxLength={200} onChange={(event) => setReason(event.target.value)} />
          <SecondKey primary icon="check" label={ready ? t("send", { quantity }) : t("sendFirst")} disabled={!ready} onClick={ask} className="mt-auto" />
        </section>
        <NumberPad value={typed ?? ""} onChange={setTyped} decimals={line.decimals} />
      </div>
    </FloorDialog>
  );
}
