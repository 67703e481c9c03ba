/** Where a badge that was scanned on another screen waits for the sign-on; this tab's memory alone, and gone once it was read. */
const KEY = "millrace-badge";

/** Leaves a badge for the sign-on screen that opens next. */
export function handBadgeOver(badge: string): void {
  sessionStorage.setItem(KEY, badge);
}

/** Takes the badge that was left, if one was. */
export function takeBadge(): string | undefined {
  const badge = sessionStorage.getItem(KEY) ?? undefined;
  sessionStorage.removeItem(KEY);
  return badge;
}
