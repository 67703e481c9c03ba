/** Which hand taps: the keys are mirrored for the left one (UI-04). */
export type Hand = "right" | "left";

/** The cookie that keeps the choice on this tablet. */
export const HAND_COOKIE = "millrace-hand";
const YEAR_SECONDS = 31_536_000;

/** The hand that a cookie names; the right one when nobody has chosen. */
export function parseHand(value: string | undefined): Hand {
  return value === "left" ? "left" : "right";
}

/** Has the page that is open follow the hand: `left-hand` in its styles looks for it. */
export function showHand(hand: Hand): void {
  document.documentElement.dataset.hand = hand;
}

/** Keeps the choice in this browser, and has the page follow it. */
export function rememberHand(hand: Hand): void {
  showHand(hand);
  document.cookie = `${HAND_COOKIE}=${hand}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
