/** What a keyboard-wedge scanner has sent so far. */
export type Wedge = { readonly text: string; readonly lastAt: number };

export const NO_SCAN: Wedge = { text: "", lastAt: 0 };

/** Scanners type a character within a few milliseconds, people do not: a longer gap starts anew. */
export const GAP_MS = 60;
const SHORTEST = 3;
/** Where digits are typed, two of them and their Enter at this pace are a code as well: no hand is that fast, and a code is no amount. */
export const SHORTEST_AT_PAD = 2;

/** The separator of GS1 element strings; scanners send it as Ctrl+]. */
export const GROUP_SEPARATOR = "\u001d";

/** A key as the scanner means it: one character, the group separator, or the end of the code. AltGr, which is Ctrl and Alt, only makes a character. */
export function wedgeKey(event: { readonly key: string; readonly ctrlKey: boolean; readonly altKey: boolean }): string | undefined {
  if (event.ctrlKey && !event.altKey) return event.key === "]" ? GROUP_SEPARATOR : undefined;
  if (event.key === "Enter" || event.key === "Tab") return "END";
  return event.key.length === 1 ? event.key : undefined;
}

/** Whether a key at `at` begins anew, rather than going on with what came before. */
export function beginsAnew(wedge: Wedge, at: number): boolean {
  return at - wedge.lastAt > GAP_MS;
}

/** Takes one key at a time in milliseconds; `scanned` is the whole code, of `shortest` characters at least, once its end has come. */
export function feedWedge(wedge: Wedge, key: string, at: number, shortest = SHORTEST): { readonly wedge: Wedge; readonly scanned?: string } {
  const fresh = beginsAnew(wedge, at);
  if (key === "END") {
    const scanned = !fresh && wedge.text.length >= shortest ? wedge.text : undefined;
    return { wedge: NO_SCAN, scanned };
  }
  return { wedge: { text: fresh ? key : wedge.text + key, lastAt: at } };
}
