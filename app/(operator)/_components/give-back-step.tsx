"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { FloorMain } from "@/components/layout/floor-shell";
import { NumberPad } from "@/components/shop-floor/number-pad";
import { atLeast, isPositive } from "@/lib/client/pace";
import { useFormats } from "@/lib/format/formats";
import { unitSymbol } from "@/lib/format/quantity";
import type { RunComponent, TakenLot } from "@/lib/queries/operator/run-components";

type Props = { component: RunComponent; taken: TakenLot; onCancel: () => void; onSave: (quantity: string) => void };

/** How much of what was taken goes back; never more than is still out. */
export function GiveBackStep({ component, taken, onCancel, onSave }: Props) {
  const t = useTranslations("scan.returns");
  const words = useTranslations("material");
  const formats = useFormats();
  const [value, setValue] = useState("");
  const amount = value.replace(/\.$/, "");
  const fits = isPositive(amount) && atLeast(taken.quantity, amount);
  return (
    <FloorMain className="grid gap-x-8 gap-y-4 py-6 landscape:grid-cols-[minmax(0,1fr)_minmax(400px,452px)]">
      <section aria-label={words("quantity")} className="flex flex-col gap-4">
        <h1 className="text-floor-lg font-semibold">{t("howMuch", { what: taken.lot ?? component.item })}</h1>
        <p className="text-ink-2">{component.description}</p>
        <output aria-live="polite" aria-label={words("quantity")} className="my-4 text-[5rem] leading-none font-semibold tracking-[-0.03em]">
          {value === "" ? "0" : formats.quantity(amount === "" ? "0" : amount)}
          <small className="ml-3 text-floor-md font-normal tracking-normal text-ink-2">{unitSymbol(component.uom)}</small>
        </output>
        <dl className="border-y border-line py-3">
          <dt className="text-ink-3">{t("out")}</dt>
          <dd className="text-floor-md font-semibold">{formats.quantityWithUnit(taken.quantity, component.uom)}</dd>
        </dl>
      </section>
      <NumberPad
        value={value}
        onChange={setValue}
        decimals={component.decimals}
        onCancel={onCancel}
        save={{ label: fits ? t("save", { quantity: formats.quantityWithUnit(amount, component.uom) }) : t("enter"), onSave: () => onSave(amount), disabled: !fits }}
      />
    </FloorMain>
  );
}
