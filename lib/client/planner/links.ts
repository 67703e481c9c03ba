/** Address of a line's page; the site is named where another may have a line of that code. */
export function lineHref(line: string, siteCode: string | undefined): string {
  return `/lines/${encodeURIComponent(line)}${siteCode === undefined ? "" : `?site=${encodeURIComponent(siteCode)}`}`;
}

/** Address of an order's page; as with lines. */
export function orderHref(number: string, siteCode: string | undefined): string {
  return `/orders/${encodeURIComponent(number)}${siteCode === undefined ? "" : `?site=${encodeURIComponent(siteCode)}`}`;
}

/** Address of one lot's trace: the number for people, the id because numbers repeat. */
export function traceHref(number: string, lotId?: string): string {
  return `/trace/${encodeURIComponent(number)}${lotId === undefined ? "" : `?lot=${lotId}`}`;
}
