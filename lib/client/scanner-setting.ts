/** The cookie that keeps what this tablet's scanner sends for FNC1. */
const FNC1_COOKIE = "millrace-fnc1";
const YEAR_SECONDS = 31_536_000;

/** Signs that scanners are set to send for FNC1 when they cannot send a control character; none of them may be part of a GS1 value. */
export const FNC1_SIGNS = ["~", "|", "^", "#"] as const;

/** What a cookie header says that this tablet's scanner sends for FNC1; none when it sends the control character. */
export function parseFnc1Signs(cookies: string): readonly string[] {
  const value = new RegExp(`(?:^|; )${FNC1_COOKIE}=([^;]*)`).exec(cookies)?.[1];
  const sign = FNC1_SIGNS.find((one) => encodeURIComponent(one) === value);
  return sign === undefined ? [] : [sign];
}

/** The sign of this tablet, from its own cookies. */
export function fnc1Signs(): readonly string[] {
  return typeof document === "undefined" ? [] : parseFnc1Signs(document.cookie);
}

/** Keeps the choice in this browser; null forgets it. */
export function rememberFnc1Sign(sign: (typeof FNC1_SIGNS)[number] | null): void {
  document.cookie = `${FNC1_COOKIE}=${sign === null ? "" : encodeURIComponent(sign)}; path=/; max-age=${sign === null ? 0 : YEAR_SECONDS}; samesite=lax`;
}
