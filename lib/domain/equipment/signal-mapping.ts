import { instantOfWall } from "@/lib/domain/shared/wall-clock";
import { type JsonPath, valueAt, writeJsonPath } from "./json-path";
import { stateInMode, stateOf, type StateWord } from "./state-words";
import { fillIn, type TopicPattern } from "./topic-pattern";

/** What a value of a message means: IT has mapped it. */
export type SignalMapping = {
  readonly id: string;
  /** Code of the site whose machines it is of. */
  readonly site: string;
  readonly pattern: TopicPattern;
  /** Where the value stands in the message. */
  readonly valuePath: JsonPath;
  /** When the value was: as the message says, or when it came, whatever the message says. */
  readonly timeFrom: "MESSAGE" | "ARRIVAL";
  /** Where the message's time stands; null: where messages usually have it. */
  readonly timePath: JsonPath | null;
  /** The zone of a time that names none; null: such a time is refused. */
  readonly zone: string | null;
  /** Code of the work unit, which may hold named parts of the pattern. */
  readonly workUnit: string;
  readonly kind: "STATE" | "COUNTER" | "PARAMETER";
  /** What a counter counts; null for everything else. */
  readonly counter: "GOOD" | "TOTAL" | "SCRAP" | null;
  /** What the machine calls its states; null: as we or PackML do. */
  readonly states: readonly StateWord[] | null;
  /** Where the mode of a machine stands beside its state, and what it calls its modes; null: it tells none, or calls them as PackML does. */
  readonly modePath: JsonPath | null;
  readonly modes: readonly StateWord[] | null;
};

/** A value that was found where a mapping says, null where the message says that there is none. `unit` is the code of its work unit, in the letters of the topic. */
export type MappedValue = { readonly mappingId: string; readonly unit: string; readonly value: number | string | null; readonly atMs: number | null };

/** Fields at the top of a message in which sources write its time. */
export const USUAL_TIMES = ["ts", "timestamp", "time"] as const;

/** How many of the number of a time make a second: below this it is seconds since 1970, for as seconds it would be the year 5138; each thousandfold on it is a unit finer, down to nanoseconds. */
const SECONDS_BELOW = 100_000_000_000;
/** An instant, with its zone or without. */
const INSTANT = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(Z|[+-]\d\d:?\d\d)?$/;
/** The number of a time as a text, as databases and historians write it. */
const INSTANT_NUMBER = /^\d{9,19}(?:\.\d{1,9})?$/;
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
  const read: Read = found === null ? { value: null } : mapping.kind === "STATE" ? stateIn(mapping, found, message) : readNumber(found);
  if ("problem" in read) return read.problem;
  const at = mapping.timeFrom === "ARRIVAL" ? null : timeOf(mapping, message);
  if (typeof at === "string") return at;
  return { mappingId: mapping.id, unit: fillIn(mapping.workUnit, parts), value: read.value, atMs: at };
}

/** Time of a message by its usual fields; null when none holds one. */
export function usualTime(message: unknown): number | null {
  for (const name of USUAL_TIMES) {
    const at = instantOf(valueAt(message, [name]), null);
    if (typeof at === "number") return at;
  }
  return null;
}

/** Its time; null when nothing of it is said, a text with the reason when what is said is no time. */
function timeOf({ timePath, zone }: SignalMapping, message: unknown): number | string | null {
  const paths: readonly JsonPath[] = timePath === null ? USUAL_TIMES.map((name) => [name]) : [timePath];
  let problem: string | null = null;
  for (const path of paths) {
    const value = valueAt(message, path);
    if (timePath === null && (value === undefined || value === null)) continue;
    const at = instantOf(value, zone);
    if (typeof at === "number") return at;
    problem ??= at === "NO_ZONE" ? `the time in ${writeJsonPath(path)} has no zone` : `the time in ${writeJsonPath(path)} is not an instant`;
  }
  return problem;
}

function instantOf(value: unknown, zone: string | null): number | "NO_ZONE" | undefined {
  if (typeof value === "number") return millisecondsOf(value);
  if (typeof value === "string" && INSTANT_NUMBER.test(value)) return millisecondsOf(Number(value));
  const [, day, time, offset] = typeof value === "string" ? (INSTANT.exec(value) ?? []) : [];
  const ms = Date.parse(`${day}T${time}${offset ?? "Z"}`);
  if (Number.isNaN(ms)) return undefined;
  if (offset !== undefined) return ms;
  return zone === null ? "NO_ZONE" : instantOfWall(zone, ms).getTime();
}

/** The number of a time in milliseconds, by its size seconds, milliseconds, microseconds or nanoseconds since 1970. */
function millisecondsOf(value: number): number | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  let ms = value * 1000;
  for (let below = SECONDS_BELOW; value >= below && below <= SECONDS_BELOW * 1_000_000; below *= 1000) ms /= 1000;
  return Math.round(ms);
}

type Read = { readonly value: number | string | null } | { readonly problem: string };

function stateIn({ states, modePath, modes }: SignalMapping, found: unknown, message: unknown): Read {
  const mode = modePath === null ? null : (valueAt(message, modePath) ?? null);
  if (mode !== null) {
    const state = isTold(mode) ? stateInMode(mode, modes) : undefined;
    if (state === undefined) return { problem: `the mode ${shown(mode)} is none of PackML: say in the mapping which state it is` };
    if (state !== null) return { value: state };
  }
  const state = isTold(found) ? stateOf(found, states) : undefined;
  if (state !== undefined) return { value: state };
  return {
    problem: states === null ? `${shown(found)} is no state of ours or of PackML: say in the mapping which one it is` : `${shown(found)} is not among the states of the mapping`,
  };
}

function isTold(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

function shown(value: unknown): string {
  return isTold(value) ? JSON.stringify(value).slice(0, 60) : "what stands there";
}

function readNumber(value: unknown): Read {
  const number = numberOf(value);
  return number === undefined ? { problem: "the value is not a number" } : { value: number };
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string") return NUMBER.test(value.trim()) ? Number(value) : undefined;
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}
