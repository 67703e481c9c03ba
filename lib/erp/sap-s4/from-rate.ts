import { decimal } from "@/lib/domain/shared/decimal";
import type { InboundMessage } from "@/lib/messages/inbound";
import type { CostRate, WorkCentre } from "./master-types";
import { costCentreOf } from "./from-work-centre";
import { inbound, type PlantData, text } from "./plant-data";
import { Unmappable } from "./unmappable";
import { hoursIn } from "./work-time";
import { instantIn } from "./zone";

/** Rates of one cost centre and activity type, as hourly rates of each work centre that is charged there. @throws Unmappable. */
export function fromRate(rate: CostRate, centres: readonly WorkCentre[], data: PlantData): InboundMessage[] {
  const meant = data.settings.activityTypes[rate.ActivityType];
  if (meant === undefined) return [];
  if (!rate.CostRateScaleFactor.gt(0)) throw new Unmappable(`The rate of ${rate.ActivityType} at cost centre ${rate.CostCenter} is for no quantity.`);
  const perUnit = rate.CostRateFixedAmount.plus(rate.CostRateVarblAmount).div(rate.CostRateScaleFactor);
  const content = {
    ...meant,
    rate: text(perUnit.div(hoursIn(data.words, rate.CostCtrActivityTypeQtyUnit))),
    currency: rate.Currency,
    validFrom: startOf(rate.ValidityStartFiscalYear, rate.ValidityStartFiscalPeriod, 0, data),
    validTo: Number(rate.ValidityEndFiscalYear) >= 9998 ? null : startOf(rate.ValidityEndFiscalYear, rate.ValidityEndFiscalPeriod, 1, data),
  };
  return centres
    .filter((centre) => costCentreOf(centre, data) === rate.CostCenter)
    .flatMap((centre) => {
      const own = { workCentre: centre.WorkCenter, ...content };
      const { version, changed } = data.versions.unstamped(`rate/${own.workCentre}/${rate.ActivityType}/${own.validFrom}`, own);
      return changed ? [inbound(data, "erp.rate.v1", own, version)] : [];
    });
}

/** The start of a fiscal period, which is taken for a month, or of the one so many later. Special periods belong to the last month. */
function startOf(year: string, period: string, later: number, { settings }: PlantData): string {
  const month = Math.min(Math.max(Number(period), 1), 12) - 1 + later;
  const day = new Date(Date.UTC(Number(year), month, 1)).toISOString().slice(0, 10);
  return instantIn(settings.timeZone, day).toISOString();
}

/** Two activity types of one cost centre must not both be its machine, say: which one counts is for a person to decide. */
export function refuseDoubles(rates: readonly CostRate[], data: PlantData): ReadonlySet<CostRate> {
  const first = new Map<string, string>();
  return new Set(
    rates.filter((rate) => {
      const meant = data.settings.activityTypes[rate.ActivityType];
      if (meant === undefined) return false;
      const key = [rate.CostCenter, meant.element, rate.ValidityStartFiscalYear, decimal(rate.ValidityStartFiscalPeriod).toFixed()].join("/");
      const known = first.get(key) ?? rate.ActivityType;
      first.set(key, known);
      return known !== rate.ActivityType;
    }),
  );
}
