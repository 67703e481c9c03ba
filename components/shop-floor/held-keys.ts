import { beginsAnew, feedWedge, GAP_MS, NO_SCAN, SHORTEST_AT_PAD, type Wedge } from "./wedge";

/** Digits from a keyboard that a pad holds back until it is clear that no scanner sends them, and what stood there before them. */
type HeldKeys = { readonly wedge: Wedge; readonly keys: readonly string[]; readonly before: string };

export const NOTHING_HELD: HeldKeys = { wedge: NO_SCAN, keys: [], before: "" };

/** After this pause what was held was typed by hand. Twice the gap of a scanner, for a busy tablet hears its keys late. */
export const HOLD_MS = 2 * GAP_MS;

/**
 * Takes one key of a keyboard at a pad that shows `value`. SCAN: it was the end of a code, of which nothing may stay: `before` is what stands there again. ENTER:
 * a person's. TYPED: the keys that are due now, for a later one has begun anew. Digits and separators are held; other characters only tell a code from an amount.
 */
export function holdKey(
  held: HeldKeys,
  key: string,
  at: number,
  value: string,
): { readonly held: HeldKeys; readonly means: "SCAN" | "ENTER" | "HELD"; readonly due: readonly string[] } {
  const { wedge, scanned } = feedWedge(held.wedge, key, at, SHORTEST_AT_PAD);
  if (key === "END") return { held: { ...NOTHING_HELD, before: held.before }, means: scanned === undefined ? "ENTER" : "SCAN", due: scanned === undefined ? held.keys : [] };
  const fresh = beginsAnew(held.wedge, at);
  const digit = /^[0-9.,]$/.test(key) ? [key === "," ? "." : key] : [];
  return { held: { wedge, keys: fresh ? digit : [...held.keys, ...digit], before: fresh ? value : held.before }, means: "HELD", due: fresh ? held.keys : [] };
}
