/** What a keyboard-wedge scanner has sent so far. */
export type Wedge = { readonly text: string; readonly lastAt: number };

export const NO_SCAN: Wedge = { text: "", lastAt: 0 };

/** Scanners type a character within a few milliseconds, people do not: a longer gap starts anew. */
const GAP_MS = 60;
const SHORTEST = 3;

/** The separator of GS1 element strings; scanners send it as Ctrl+]. */
export const GROUP_SEPARATOR = "\u001d";

/** A key as the scanner means it: one character, the group separator, or the end of the code. AltGr, which is Ctrl and Alt, only makes a character. */
export function wedgeKey(event: { readonly key: string; readonly ctrlKey: boolean; readonly altKey: boolean }): string | undefined {
  if (event.ctrlKey && !event.altKey) return event.key === "]" ? GROUP_SEPARATOR : undefined;
  if (event.key === "Enter" || event.key === "Tab") return "END";
  return event.key.length === 1 ? event.key : undefined;
}

/** Takes one key at a time in milliseconds; `scanned` is the whole code once its end has come. */
export function feedWedge(wedge: Wedge, key: string, at: number): { readonly wedge: Wedge; readonly scanned?: string } {
  const fresh = at - wedge.lastAt > GAP_MS;
  if (key === "END") {
    const scanned = !fresh && wedge.text.length >= SHORTEST ? wedge.text : undefined;
    return { wedge: NO_SCAN, scanned };
  }
  return { wedge: { text: fresh ? key : wedge.text + key, lastAt: at } };
}
