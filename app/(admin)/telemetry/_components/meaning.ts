import { v7 as uuidv7 } from "uuid";
import type { MappingChoices } from "@/lib/queries/admin/signal-mappings";

/** What a value is: a parameter, the state, or a counter of something. */
export const MEANINGS = ["PARAMETER", "GOOD", "TOTAL", "SCRAP", "STATE"] as const;
type Meaning = (typeof MEANINGS)[number];

type State = MappingChoices["states"][number];
/** What a machine calls a state; null: which one is for whoever fills the form in. */
export type Word = { readonly value: string; readonly state: State | null };
/** A row of the list of them; empty texts: not said yet. */
export type WordDraft = { readonly key: string; readonly value: string; readonly state: State | "" };

/** Words as rows of the list. */
export function draftsOf(words: readonly Word[]): readonly WordDraft[] {
  return words.map(({ value, state }) => ({ key: uuidv7(), value, state: state ?? "" }));
}

/** Highest values at which counters of 16 and of 32 bits wrap. */
export const USUAL_WRAPS = ["65535", "4294967295"] as const;

export type MeaningValues = {
  readonly meaning: Meaning;
  readonly name: string;
  readonly uom: string;
  readonly scale: string;
  /** Highest value of a counter, OWN for another one than the usual, which is `ownWraps`; empty: it never wraps. */
  readonly wraps: string;
  readonly ownWraps: string;
  /** What the machine calls its states; empty: as we or PackML do. */
  readonly states: readonly WordDraft[];
  /** Limits of a parameter, and seconds between two of its values at most; empty: none said. */
  readonly lower: string;
  readonly upper: string;
  readonly every: string;
};

const POSITIVE = String.raw`\d{1,9}(\.\d{1,6})?`;
/** What a browser takes for a limit, for the scale of a parameter, which is not 0, and for that of a counter, which counts forward. A comma is none: it would be a thousand to one reader and a decimal to another. */
export const LIMIT = `-?${POSITIVE}`;
export const COUNTER_SCALE = `(?=.*[1-9])${POSITIVE}`;
export const SCALE = `(?=.*[1-9])${LIMIT}`;

/** Nothing is said of limits. */
export const UNLIMITED = { lower: "", upper: "", every: "" } as const;

/** Where a counter wraps, as the form has it. */
export function wrapsOf(modulus: number | null): Pick<MeaningValues, "wraps" | "ownWraps"> {
  const text = modulus === null ? "" : String(modulus);
  return text === "" || USUAL_WRAPS.some((one) => one === text) ? { wraps: text, ownWraps: "" } : { wraps: "OWN", ownWraps: text };
}

/** The meaning of a value as the commands take it. */
export function meaningInput({ meaning, name, uom, scale, wraps, ownWraps, states, ...limits }: MeaningValues) {
  const kind = meaning === "PARAMETER" || meaning === "STATE" ? meaning : "COUNTER";
  const { lower, upper, every } = kind === "PARAMETER" ? limits : UNLIMITED;
  const modulus = wraps === "OWN" ? ownWraps : wraps;
  return {
    kind,
    counter: meaning === "PARAMETER" || meaning === "STATE" ? null : meaning,
    name,
    uom: uom === "" ? null : uom,
    scale,
    counterModulus: kind !== "COUNTER" || modulus === "" ? null : Number(modulus),
    states: kind === "STATE" ? wordsInput(states) : null,
    lowerLimit: lower === "" ? null : lower,
    upperLimit: upper === "" ? null : upper,
    sampleIntervalSeconds: every === "" ? null : Number(every),
  } as const;
}

/** A list of words as the commands take it: without rows that say nothing, null when nothing is left. */
export function wordsInput(drafts: readonly WordDraft[]): { value: string; state: State }[] | null {
  const words = drafts.flatMap(({ value, state }) => (value.trim() === "" || state === "" ? [] : [{ value, state }]));
  return words.length === 0 ? null : words;
}

/** TR-04: the lower limit is below the upper one, as far as both are said. */
export function areOrdered({ lower, upper }: Pick<MeaningValues, "lower" | "upper">): boolean {
  return lower === "" || upper === "" || Number(lower) < Number(upper);
}

/** The meaning that a stored kind and counter stand for. */
export function meaningOf({ kind, counter }: { kind: "STATE" | "COUNTER" | "PARAMETER"; counter: "GOOD" | "TOTAL" | "SCRAP" | null }): Meaning {
  return counter ?? (kind === "STATE" ? "STATE" : "PARAMETER");
}
