import { isReportedState } from "./equipment-state";

/** What a value that nobody has mapped probably means; whoever maps it decides. */
export type SuggestedMeaning = {
  /** Code of the work unit; null where nothing points to one. */
  readonly workUnit: string | null;
  readonly kind: "STATE" | "COUNTER" | "PARAMETER";
  readonly counter: "GOOD" | "TOTAL" | "SCRAP" | null;
  readonly name: string;
  /** Code of the unit of measure; null where the source names none that we know. */
  readonly uom: string | null;
  /** Where a counter wraps, by how many bits its source says that it has; null where it says none. */
  readonly wraps: number | null;
  /** False for a text that is neither a number nor a state: it would be no signal. */
  readonly fits: boolean;
};

/** A value as the list of unmapped values has it. */
export type UnmappedHint = {
  /** Topic, or Sparkplug address. */
  readonly address: string;
  readonly path: string;
  readonly lastValue: string | null;
  readonly unit: string | null;
  /** Work unit of another signal of the same address. */
  readonly neighbour: string | null;
  /** Bits of a whole number without a sign, as its source declares it; null where it declares none. */
  readonly bits: number | null;
};

const COUNTERS = [
  { counter: "SCRAP", words: /scrap|reject|waste|faulty|\bbad\b|nok/i },
  { counter: "GOOD", words: /good|\bok\b|output/i },
  { counter: "TOTAL", words: /count|total|pieces|produced|quantity|qty/i },
] as const;
const STATE = /state|status|mode/i;

/**
 * Suggests what a value means: the work unit whose code stands in its address or name, else the one that its neighbours belong to, for a gateway may speak of several; a counter when its name sounds like one and its
 * value is a whole number; a state when it names one; otherwise a parameter.
 */
export function suggestMeaning(hint: UnmappedHint, units: readonly string[], uoms: readonly { readonly code: string; readonly symbol: string }[]): SuggestedMeaning {
  const name = nameOf(hint.path, hint.address);
  const counter = /^\d+$/.test(hint.lastValue ?? "") ? (COUNTERS.find(({ words }) => words.test(spaced(hint.path)))?.counter ?? null) : null;
  const isState = isReportedState(hint.lastValue) || (counter === null && STATE.test(name) && !/\./.test(hint.lastValue ?? ""));
  return {
    workUnit: unitOf(`${hint.address}/${hint.path}`, units) ?? hint.neighbour,
    kind: counter !== null ? "COUNTER" : isState ? "STATE" : "PARAMETER",
    counter,
    name,
    wraps: counter === null || hint.bits === null ? null : 2 ** hint.bits - 1,
    fits: isState || hint.lastValue === null || /^(?:true|false|[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/i.test(hint.lastValue.trim()),
    uom: counter !== null || isState ? null : (uoms.find(({ code, symbol }) => hint.unit !== null && (hint.unit === symbol || hint.unit === code))?.code ?? null),
  };
}

/** The last name of a path, without positions; of an element that has a name that one, and what of it is not its value; of the address when there is none. */
function nameOf(path: string, address: string): string {
  const element = [...path.matchAll(/="((?:[^"\\]|\\.)*)"\]/g)].at(-1);
  const rest = element === undefined ? path : path.slice(element.index + element[0].length);
  const last = rest
    .replaceAll(/\[\d+\]/g, "")
    .split(/[./]/)
    .findLast((part) => part !== "");
  const named = element === undefined ? (last ?? address.split("/").at(-1)) : last === undefined || VALUE.test(last) ? element[1] : `${element[1]} ${last}`;
  return (named ?? "").replaceAll(/[[\]"]/g, "").slice(0, 128) || "value";
}

/** What gateways call the value of an element. */
const VALUE = /^(?:v|val|value)$/i;

/** The longest code all of whose parts stand in the text, if it is the only one of its length. */
function unitOf(text: string, units: readonly string[]): string | null {
  const words = new Set(text.toUpperCase().split(/[^A-Z0-9-]+/));
  const found = units.filter((code) => parts(code).every((part) => words.has(part)));
  const most = Math.max(0, ...found.map((code) => parts(code).length));
  const best = found.filter((code) => parts(code).length === most);
  return best.length === 1 ? (best[0] ?? null) : null;
}

function parts(code: string): string[] {
  return code.toUpperCase().split(".");
}

/** `goodCount_2` as words, so that a word can be looked for. */
function spaced(text: string): string {
  return text.replaceAll(/([a-z])([A-Z])/g, "$1 $2").replaceAll(/[_\-./]/g, " ");
}
