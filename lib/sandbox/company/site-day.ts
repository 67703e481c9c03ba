import { DEMO_SITES } from "./sites";

/** The day that a site of the demo has at an instant, `YYYY-MM-DD`; other sites have told nobody their zone and count their days in UTC. */
export function siteDay(site: string, at: string): string {
  const zone = DEMO_SITES.find((one) => one.site === site)?.zone ?? "UTC";
  const parts = new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).formatToParts(new Date(at));
  const part = (type: Intl.DateTimeFormatPartTypes): string => parts.find((one) => one.type === type)?.value ?? "";
  return `${part("year")}-${part("month")}-${part("day")}`;
}
