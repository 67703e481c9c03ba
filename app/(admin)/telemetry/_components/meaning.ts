/** What a value is: a parameter, the state, or a counter of something. */
export const MEANINGS = ["PARAMETER", "GOOD", "TOTAL", "SCRAP", "STATE"] as const;
type Meaning = (typeof MEANINGS)[number];

export type MeaningValues = {
  readonly meaning: Meaning;
  readonly name: string;
  readonly uom: string;
  readonly scale: string;
  /** Limits of a parameter, and seconds between two of its values at most; empty: none said. */
  readonly lower: string;
  readonly upper: string;
  readonly every: string;
};

/** Nothing is said of limits. */
export const UNLIMITED = { lower: "", upper: "", every: "" } as const;

/** The meaning of a value as the commands take it. */
export function meaningInput({ meaning, name, uom, scale, ...limits }: MeaningValues) {
  const kind = meaning === "PARAMETER" || meaning === "STATE" ? meaning : "COUNTER";
  const { lower, upper, every } = kind === "PARAMETER" ? limits : UNLIMITED;
  return {
    kind,
    counter: meaning === "PARAMETER" || meaning === "STATE" ? null : meaning,
    name,
    uom: uom === "" ? null : uom,
    scale,
    lowerLimit: lower === "" ? null : lower,
    upperLimit: upper === "" ? null : upper,
    sampleIntervalSeconds: every === "" ? null : Number(every),
  } as const;
}

/** TR-04: the lower limit is below the upper one, as far as both are said. */
export function areOrdered({ lower, upper }: Pick<MeaningValues, "lower" | "upper">): boolean {
  return lower === "" || upper === "" || Number(lower) < Number(upper);
}

/** The meaning that a stored kind and counter stand for. */
export function meaningOf({ kind, counter }: { kind: "STATE" | "COUNTER" | "PARAMETER"; counter: "GOOD" | "TOTAL" | "SCRAP" | null }): Meaning {
  return counter ?? (kind === "STATE" ? "STATE" : "PARAMETER");
}
