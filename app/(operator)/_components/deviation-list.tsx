"use client";

import { useTranslations } from "next-intl";
import { Icon } from "@/components/ui/icon";
import { useFormats } from "@/lib/format/formats";
import type { RunComponent } from "@/lib/queries/operator/run-components";

const ICONS = { ASKED: "question", APPROVED: "check", REFUSED: "stop", EXPIRED: "stop" } as const;

/** EX-12: what was asked for in the place of one input, and how far it is; nothing where nothing was. */
export function DeviationList({ component }: { component: RunComponent }) {
  const t = useTranslations("material.deviation");
  const formats = useFormats();
  const { deviations = [], uom } = component;
  if (deviations.length === 0) return null;
  const state = ({ state: is, waitsFor, left, refusal }: (typeof deviations)[number]) => {
    const [first, second] = waitsFor;
    if (is === "ASKED") return t("ASKED", { who: second !== undefined || first === undefined ? t("BOTH") : t(first) });
    if (is === "APPROVED") return t("APPROVED", { quantity: formats.quantityWithUnit(left, uom) });
    return is === "REFUSED" ? t("REFUSED", { why: refusal ?? "" }) : t("EXPIRED");
  };
  return (
    <section aria-label={t("waiting")} className="grid gap-2">
      <h3 className="text-floor-md font-semibold">{t("waiting")}</h3>
      <ul className="grid gap-2">
        {deviations.map((one) => (
          <li key={one.number} className="flex min-w-0 items-start gap-3">
            <Icon name={ICONS[one.state]} className="mt-0.5 size-6" />
            <span className="min-w-0 break-words">
              {t.rich("line", {
                lot: one.lot,
                item: one.item,
                number: one.number,
                state: state(one),
                b: (words) => <b>{words}</b>,
                quiet: (words) => <span className="text-ink-2">{words}</span>,
              })}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
