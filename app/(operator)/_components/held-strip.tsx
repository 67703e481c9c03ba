"use client";

import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { useFormats } from "@/lib/format/formats";
import type { HeldHere } from "@/lib/queries/operator/run-operation";

/** Says under the head what quality holds of this run and of what comes to it, for as long as it does (EX-14): who takes the next shift over sees it as well. */
export function HeldStrip({ held, uom }: { held: readonly HeldHere[]; uom: string }) {
  const t = useTranslations("held");
  const formats = useFormats();
  if (held.length === 0) return null;
  return (
    <div role="status" className="flex min-h-[72px] flex-none items-center gap-4 border-b border-line bg-surface px-6 leading-[1.35]">
      <Icon name="box-x" className="size-7 text-amber-ink" />
      <ul className="min-w-0 flex-1">
        {held.map((one) => (
          <li key={`${one.of} ${one.nonconformance}`}>
            <b>{t(one.of === "HERE" ? "here" : "before", { quantity: formats.quantityWithUnit(one.quantity, uom), number: one.nonconformance })}</b>{" "}
            {t(one.of === "HERE" ? "apart" : "leave")}
          </li>
        ))}
      </ul>
    </div>
  );
}
