"use client";

import { useTranslations } from "next-intl";
import { SecondKey } from "@/components/shop-floor/key";
import { useFormats } from "@/lib/format/formats";
import type { RunComponent, TakenLot } from "@/lib/queries/operator/run-components";

/** What has been taken of one input and can go back to where it came from. */
export function TakenList({ component, onBack }: { component: RunComponent; onBack: (taken: TakenLot) => void }) {
  const t = useTranslations("scan.returns");
  const formats = useFormats();
  if (component.taken.length === 0) return null;
  return (
    <section aria-label={t("taken")} className="grid gap-3 border-t border-line pt-4">
      <h3 className="font-semibold">{t("taken")}</h3>
      <ul className="grid grid-cols-1 gap-4">
        {component.taken.map((taken) => (
          <li key={taken.lot ?? component.id} className="flex min-w-0 items-center gap-4">
            <span className="min-w-0 flex-1 leading-[1.25]">
              <b className="block truncate text-floor-md">{taken.lot ?? component.item}</b>
              <span className="text-ink-2">{formats.quantityWithUnit(taken.quantity, component.uom)}</span>
            </span>
            <SecondKey icon="undo" label={t("back")} onClick={() => onBack(taken)} className="flex-none" aria-label={t("backOf", { lot: taken.lot ?? component.item })} />
          </li>
        ))}
      </ul>
    </section>
  );
}
