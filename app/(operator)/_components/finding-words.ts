"use client";

import { useFormats } from "@/lib/format/formats";
import { useTranslations } from "next-intl";
import type { QualityFinding } from "@/lib/queries/operator/quality-finding";

type Failed = Extract<QualityFinding, { kind: "CHECK" }>["failed"][number];

type Limit = Extract<QualityFinding, { kind: "LIMIT" }>;

/** What was found, in the language and with the figures of the person: one sentence after the other. Times are those of the site. */
export function useFindingWords(): (finding: QualityFinding, timeZone: string) => readonly string[] {
  const t = useTranslations("suspects.finding");
  const formats = useFormats();
  const figure = (amount: string) => formats.quantity(amount);

  const failed = ({ name, min, max, lower, upper, rejected, defects }: Failed): string => {
    if (min === null || max === null)
      return defects.length === 0 ? t("rejected", { name, count: rejected }) : t("defects", { name, defects: defects.map((one) => t("defect", one)).join(", ") });
    const measured = min === max ? figure(min) : t("range", { min: figure(min), max: figure(max) });
    return allowed(name, measured, lower === null ? null : figure(lower), upper === null ? null : figure(upper));
  };
  const allowed = (name: string, measured: string, lower: string | null, upper: string | null): string => {
    if (lower !== null && upper !== null) return t("between", { name, measured, lower, upper });
    if (lower !== null) return t("atLeast", { name, measured, lower });
    return upper === null ? t("measured", { name, measured }) : t("atMost", { name, measured, upper });
  };
  const outOfLimits = ({ parameter: name, value, low, high, uom }: Limit): string => {
    const amount = (of: string) => (uom === null ? figure(of) : formats.quantityWithUnit(of, uom));
    return value === null ? t("untrusted", { name }) : allowed(name, amount(value), low === null ? null : amount(low), high === null ? null : amount(high));
  };

  return (finding, timeZone) => {
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
      case "DEVIATION": {
        const { deviation, quantity, uom, lot, item, instead, reason } = finding;
        return [t("deviation", { deviation, quantity: formats.quantityWithUnit(quantity, uom), lot, item, instead }), reason];
      }
      case "LIMIT": {
        const [from, to] = [formats.timeWithSeconds(finding.from, timeZone), finding.to === null ? null : formats.timeWithSeconds(finding.to, timeZone)];
        return [outOfLimits(finding), to === null ? t("outSince", { from }) : t("outUntil", { from, to })];
      }
    }
  };
}
