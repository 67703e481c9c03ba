import { formatAge, secondsBetween } from "@/lib/format/duration";
import type { Formats } from "@/lib/format/formats";
import type { Translator } from "@/lib/i18n/translator";
import type { UnexplainedStop } from "@/lib/queries/operator/unexplained-stops";

/** How a stop is called: from when to when, and how long it lasted. */
export function stopWords(stop: Pick<UnexplainedStop, "from" | "to">, asOf: string, timeZone: string, t: Translator<"stops">, formats: Formats): string {
  const lasted = formatAge(secondsBetween(stop.from, stop.to ?? asOf));
  const from = formats.time(stop.from, timeZone);
  return stop.to === null ? t("soFar", { from, lasted }) : t("fromTo", { from, to: formats.time(stop.to, timeZone), lasted });
}
