/** Address of a line's page; the site is named where another may have a line of that code. */
export function lineHref(line: string, siteCode: string | undefined): string {
  return `/lines/${encodeURIComponent(line)}${siteCode === undefined ? "" : `?site=${encodeURIComponent(siteCode)}`}`;
}

/** Address of a work unit's page, of the present shift unless a period is named; as with lines. */
export function unitHref(line: string, unit: string, siteCode: string | undefined, period?: string): string {
  const query = new URLSearchParams({ ...(siteCode === undefined ? {} : { site: siteCode }), ...(period === undefined ? {} : { period }) }).toString();
  return `/lines/${encodeURIComponent(line)}/units/${encodeURIComponent(unit)}${query === "" ? "" : `?${query}`}`;
}

/** Address of OEE and losses of a site, or of what is named of it, such as a line and a period. */
export function performanceHref(siteCode: string, of: Readonly<Record<string, string | null>> = {}): string {
  const named = Object.entries(of).flatMap(([key, value]): [string, string][] => (value === null ? [] : [[key, value]]));
  return `/performance?${new URLSearchParams([["site", siteCode], ...named]).toString()}`;
}

/** Address of a site's wall display, or of one line's. */
export function wallHref(siteCode: string, line?: string): string {
  return `/wall/${encodeURIComponent(siteCode)}${line === undefined ? "" : `?line=${encodeURIComponent(line)}`}`;
}

/** Address of an order's page; as with lines. */
export function orderHref(number: string, siteCode: string | undefined): string {
  return `/orders/${encodeURIComponent(number)}${siteCode === undefined ? "" : `?site=${encodeURIComponent(siteCode)}`}`;
}

/** Address of one lot's trace: the number for people, the id because numbers repeat. */
export function traceHref(number: string, lotId?: string): string {
  return `/trace/${encodeURIComponent(number)}${lotId === undefined ? "" : `?lot=${lotId}`}`;
}
