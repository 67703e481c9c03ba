import "server-only";

/**
 * SEC-08: may this request change something on behalf of the cookie it carries? Only when our own page sent it. Browsers say so in
 * Sec-Fetch-Site, older ones by Origin; a request that says nothing is refused.
 */
export function isSameOrigin(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  const host = headers.get("x-forwarded-host") ?? headers.get("host");
  if (origin === null || host === null) return false;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/** Address that a request came from. The last entry of X-Forwarded-For is the one that our own proxy, or Next itself, wrote. */
export function addressOf(headers: Headers): string {
  return headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() || "unknown";
}
