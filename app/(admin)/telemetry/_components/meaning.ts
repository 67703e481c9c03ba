/** What a value is: a parameter, the state, or a counter of something. */
export const MEANINGS = ["PARAMETER", "GOOD", "TOTAL", "SCRAP", "STATE"] as const;
type Meaning = (typeof MEANINGS)[number];

export type MeaningValues = { readonly meaning: Meaning; readonly name: string; readonly uom: string; readonly scale: string };

/** The meaning of a value as the commands take it. */
export function meaningInput({ meaning, name, uom, scale }: MeaningValues) {
  const kind = meaning === "PARAMETER" || meaning === "STATE" ? meaning : "COUNTER";
  return { kind, counter: meaning === "PARAMETER" || meaning === "STATE" ? null : meaning, name, uom: uom === "" ? null : uom, scale } as const;
}

/** The meaning that a stored kind and counter stand for. */
export function meaningOf({ kind, counter }: { kind: "STATE" | "COUNTER" | "PARAMETER"; counter: "GOOD" | "TOTAL" | "SCRAP" | null }): Meaning {
  return counter ?? (kind === "STATE" ? "STATE" : "PARAMETER");
}
