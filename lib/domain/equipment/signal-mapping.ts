import { type JsonPath, valueAt, writeJsonPath } from "./json-path";
import { fillIn, type TopicPattern } from "./topic-pattern";

/** What a value of a message means: IT has mapped it. */
export type SignalMapping = {
  readonly id: string;
  /** Code of the site whose machines it is of. */
  readonly site: string;
  readonly pattern: TopicPattern;
  /** Where the value stands in the message. */
  readonly valuePath: JsonPath;
  /** Where the message's time stands; null: where messages usually have it. */
  readonly timePath: JsonPath | null;
  /** Code of the work unit, which may hold named parts of the pattern. */
  readonly workUnit: string;
  readonly kind: "STATE" | "COUNTER" | "PARAMETER";
  /** What a counter counts; null for everything else. */
  readonly counter: "GOOD" | "TOTAL" | "SCRAP" | null;
};

/** A value that was found where a mapping says, null where the message says that there is none. `unit` is the code of its work unit, in the letters of the topic. */
export type MappedValue = { readonly mappingId: string; readonly unit: string; readonly value: number | string | null; readonly atMs: number | null };

/** Fields at the top of a message in which sources write its time. */
export const USUAL_TIMES = ["ts", "timestamp", "time"] as const;

/** Below this a number of a time is seconds since 1970, from it on milliseconds: as seconds it would be the year 5138. */
const SECONDS_BELOW = 100_000_000_000;
/** An instant with its zone; a bare local time could mean any of 24 instants. */
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;
const NUMBER = /^[+-]?\d{1,15}(?:\.\d{1,15})?(?:[eE][+-]?\d{1,3})?$/;

/**
 * The mappings that a topic speaks to, of those that are given the more specific before the less (`bySpecificity` of their patterns). Where several make the same of one value, a state, a
 * parameter or one counter of one work unit, the first of them alone does: the value was said once.
 */
export function mappingsOf<Mapping extends SignalMapping>(mappings: readonly Mapping[], topic: string): Mapping[] {
  const levels = topic.split("/");
  const taken = new Set<string>();
  return mappings.filter((mapping) => {
    const parts = mapping.pattern.match(levels);
    if (parts === null) return false;
    const key = [mapping.site, fillIn(mapping.workUnit, parts).toUpperCase(), mapping.counter ?? mapping.kind, writeJsonPath(mapping.valuePath)].join("\n");
    if (taken.has(key)) return false;
    taken.add(key);
    return true;
  });
}

/**
 * What a message says to one mapping; null when it says nothing: another topic, or no value there. A text with the reason when
 * what stands there cannot be what the mapping says. A value without a time of its own gets the time at which it came, `atMs` null.
 */
export function mapSignal(mapping: SignalMapping, topic: string, message: unknown): MappedValue | string | null {
  const parts = mapping.pattern.match(topic);
  if (parts === null) return null;
  const found = valueAt(message, mapping.valuePath);
  if (found === undefined) return null;
  const value = found === null ? null : mapping.kind === "STATE" ? stateText(found) : numberOf(found);
  if (value === undefined) return mapping.kind === "STATE" ? "the value is neither a text nor a number" : "the value is not a number";
  const atMs = timeOf(mapping.timePath, message);
  if (atMs === undefined) return "the time is not an instant with its zone";
  return { mappingId: mapping.id, unit: fillIn(mapping.workUnit, parts), value, atMs };
}

/** Time of a message by its usual fields; null when none holds one. */
export function usualTime(message: unknown): number | null {
  for (const name of USUAL_TIMES) {
    const at = instantOf(valueAt(message, [name]));
    if (at !== undefined) return at;
  }
  return null;
}

function timeOf(path: JsonPath | null, message: unknown): number | null | undefined {
  return path === null ? usualTime(message) : instantOf(valueAt(message, path));
}

function instantOf(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? Math.round(value < SECONDS_BELOW ? value * 1000 : value) : undefined;
  if (typeof value !== "string" || !INSTANT.test(value)) return undefined;
  const ms = Date.parse(value);
  return Number.isNaN(ms) ? undefined : ms;
}

function stateText(value: unknown): number | string | undefined {
  return typeof value === "string" || typeof value === "number" ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string") return NUMBER.test(value.trim()) ? Number(value) : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
