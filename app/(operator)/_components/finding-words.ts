"use client";

import { useFormats } from "@/lib/format/formats";
import { useTranslations } from "next-intl";
import type { QualityFinding } from "@/lib/queries/operator/quality-finding";

type Failed = Extract<QualityFinding, { kind: "CHECK" }>["failed"][number];

/** What was found, in the language and with the figures of the person: one sentence after the other. */
export function useFindingWords(): (finding: QualityFinding) => readonly string[] {
  const t = useTranslations("suspects.finding");
  const formats = useFormats();
  const figure = (amount: string) => formats.quantity(amount);

  const failed = ({ name, min, max, lower, upper, rejected, defects }: Failed): string => {
    if (min === null || max === null)
      return defects.length === 0 ? t("rejected", { name, count: rejected }) : t("defects", { name, defects: defects.map((one) => t("defect", one)).join(", ") });
    const measured = min === max ? figure(min) : t("range", { min: figure(min), max: figure(max) });
    if (lower !== null && upper !== null) return t("between", { name, measured, lower: figure(lower), upper: figure(upper) });
    if (lower !== null) return t("atLeast", { name, measured, lower: figure(lower) });
    return upper === null ? t("measured", { name, measured }) : t("atMost", { name, measured, upper: figure(upper) });
  };

  return (finding) => {
    switch (finding.kind) {
      case "CHECK":
        return [...finding.failed.map(failed), t("check", { plan: finding.plan })];
      case "LAST_ROUND": {
        const { nonconformance, round, operation } = finding;
        return [t("lastRound", { nonconformance, round, operation })];
      }
      case "BLOCKED_LOT": {
        const { item, lot, status, quantity, uom } = finding;
        return [t(`blocked.${status}`, { item, lot, quantity: formats.quantityWithUnit(quantity, uom) })];
      }
    }
  };
}
