"use client";

import { useState } from "react";
import { useTranslations } from "next-intl";
import { NumberPad } from "@/components/shop-floor/number-pad";
import { SheetMain } from "@/components/shop-floor/sheet";
import { useFormats } from "@/lib/format/formats";
import type { RunComponent } from "@/lib/queries/operator/run-components";

type AmountScreenProps = {
  /** The question: "How much of LID-7732?" */
  title: string;
  component: Pick<RunComponent, "description" | "uom" | "decimals">;
  /** What stands there before anything is typed. */
  initial?: string;
  /** What helps to decide, each with its quantity in the component's unit. */
  facts: readonly { label: string; quantity: string }[];
  /** Whether an amount may be saved. */
  fits: (amount: string) => boolean;
  /** The words of the key that saves an amount, and those that ask for one. */
  save: { label: (quantity: string) => string; enter: string; onSave: (amount: string) => void };
  onCancel: () => void;
};

/** Asks for an amount of one input, on a whole screen. */
export function AmountScreen({ title, component, initial = "", facts, fits, save, onCancel }: AmountScreenProps) {
  const t = useTranslations("material");
  const formats = useFormats();
  const [value, setValue] = useState(initial);
  const amount = value.replace(/\.$/, "");
  const ready = fits(amount);
  return (
    <SheetMain work="pad">
      <section aria-label={t("quantity")} className="flex flex-col gap-4">
        <h1 className="text-floor-lg font-semibold">{title}</h1>
        <p className="text-ink-2">{component.description}</p>
        <output aria-live="polite" aria-label={t("quantity")} className="my-4 text-[5rem] leading-none font-semibold tracking-[-0.03em]">
          {formats.quantity(amount === "" ? "0" : amount)}
          <small className="ml-3 text-floor-md font-normal tracking-normal text-ink-2">{formats.unit(component.uom)}</small>
        </output>
        <dl className="grid grid-cols-2 gap-4 border-y border-line py-3">
          {facts.map((fact) => (
            <div key={fact.label}>
              <dt className="text-ink-3">{fact.label}</dt>
              <dd className="text-floor-md font-semibold">{formats.quantityWithUnit(fact.quantity, component.uom)}</dd>
            </div>
          ))}
        </dl>
      </section>
      <NumberPad
        value={value}
        onChange={setValue}
        decimals={component.decimals}
        onCancel={onCancel}
        save={{ label: ready ? save.label(formats.quantityWithUnit(amount, component.uom)) : save.enter, onSave: () => save.onSave(amount), disabled: !ready }}
      />
    </SheetMain>
  );
}
