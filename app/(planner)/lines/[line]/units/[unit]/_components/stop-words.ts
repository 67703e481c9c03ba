"use client";

import { useTranslations } from "next-intl";
import { useStateWord } from "@/components/shop-floor/state-word";
import { formatStopwatch, secondsBetween } from "@/lib/format/duration";
import { useFormats } from "@/lib/format/formats";
import type { UnitScreen } from "@/lib/queries/planner/unit-screen";
import type { UnitStop } from "@/lib/queries/planner/unit-stops";

/** How a stop is called, when it was and how long it lasted, in the language of the page. */
export function useStopWords({ asOf, site }: Pick<UnitScreen, "asOf" | "site">) {
  const t = useTranslations("unit");
  const word = useStateWord();
  const formats = useFormats();
  const time = (instant: string) => formats.time(instant, site.timeZone);
  const when = ({ from, to }: UnitStop) => (to === null ? t("stops.sinceTime", { from: time(from) }) : t("stops.fromTo", { from: time(from), to: time(to) }));
  const why = ({ reason, reasonCode, state }: UnitStop) => reason ?? reasonCode ?? t("pareto.noReason", { state: word(state) });
  return {
    when,
    why,
    lasted: ({ from, to }: UnitStop) => formatStopwatch(secondsBetween(from, to ?? asOf), { hours: true }),
    line: (stop: UnitStop) => `${when(stop)}, ${why(stop)}`,
  };
}
