/** A pattern of topics, ready to match: `press/{unit}/+/values`. */
export type TopicPattern = {
  /** The named parts, in order. */
  readonly names: readonly string[];
  /** What the named parts stand for in a topic, or in its levels when it is asked of many patterns; null when the topic does not match. */
  match(topic: string | readonly string[]): Readonly<Record<string, string>> | null;
};

/** What is wrong with a pattern. */
export type PatternProblem = "EMPTY" | "TOO_LONG" | "WILDCARD_IN_LEVEL" | "HASH_NOT_LAST" | "BAD_NAME" | "NAME_TWICE" | "SPARKPLUG";

type Level = { readonly kind: "text"; readonly text: string } | { readonly kind: "any" } | { readonly kind: "named"; readonly name: string } | { readonly kind: "rest" };

/** First level of the topics of Sparkplug B. */
export const SPARKPLUG = "spBv1.0";

const LONGEST = 512;
const NAME = /^\{([a-z][a-z0-9_]*)\}$/;
const NAMES = /\{([a-z][a-z0-9_]*)\}/g;

/**
 * Reads a pattern of topics as MQTT knows them, where `+` stands for one level and `#` at the end for all that follow, and where a level in
 * braces stands for one level that has a name. Every other level stands for itself.
 */
export function parseTopicPattern(text: string): TopicPattern | { readonly problem: PatternProblem } {
  if (text === "") return { problem: "EMPTY" };
  if (text.length > LONGEST) return { problem: "TOO_LONG" };
  const levels: Level[] = [];
  const names: string[] = [];
  const parts = text.split("/");
  for (const [index, part] of parts.entries()) {
    const level = levelOf(part);
    if ("problem" in level) return level;
    if (level.kind === "rest" && index < parts.length - 1) return { problem: "HASH_NOT_LAST" };
    if (level.kind === "named") {
      if (names.includes(level.name)) return { problem: "NAME_TWICE" };
      names.push(level.name);
    }
    levels.push(level);
  }
  // Its payload is no JSON, and its meaning depends on a birth.
  if (parts[0] === SPARKPLUG) return { problem: "SPARKPLUG" };
  return { names, match: (topic) => match(levels, typeof topic === "string" ? topic.split("/") : topic) };
}

/** True when some topic could match both: whether a mapping can hear anything of a source. Named parts count as `+`. */
export function patternsMeet(one: string, other: string): boolean {
  return meet(one.split("/"), other.split("/"));
}

/** Puts topic filters into the order in which the first one that matches a topic is the most specific: in each level a text before `+`, and `+` before `#`. */
export function bySpecificity(one: string, other: string): number {
  const [ones, others] = [one.split("/"), other.split("/")];
  for (let level = 0; level < Math.max(ones.length, others.length); level += 1) {
    const difference = openness(ones[level]) - openness(others[level]);
    if (difference !== 0) return difference;
  }
  return 0;
}

function openness(level: string | undefined): number {
  if (level === "#") return 2;
  return level !== undefined && isWild(level) ? 1 : 0;
}

/** True when a topic filter of MQTT, which has no named levels, matches a topic. */
export function filterMatches(filter: string, topic: string | readonly string[]): boolean {
  const levels = filter.split("/").map((part): Level => (part === "+" ? { kind: "any" } : part === "#" ? { kind: "rest" } : { kind: "text", text: part }));
  return match(levels, typeof topic === "string" ? topic.split("/") : topic) !== null;
}

/** Puts named parts into a text: `{line}.{unit}` becomes `L1.FILLER`. A part that is not named stays as it stands. */
export function fillIn(template: string, parts: Readonly<Record<string, string>>): string {
  return template.replace(NAMES, (whole, name: string) => parts[name] ?? whole);
}

/** The named parts that a text asks for. */
export function namesIn(template: string): string[] {
  return [...template.matchAll(NAMES)].map((found) => found[1] ?? "");
}

function levelOf(part: string): Level | { readonly problem: PatternProblem } {
  if (part === "+") return { kind: "any" };
  if (part === "#") return { kind: "rest" };
  const name = NAME.exec(part)?.[1];
  if (name !== undefined) return { kind: "named", name };
  if (/[{}]/.test(part)) return { problem: "BAD_NAME" };
  return /[+#]/.test(part) ? { problem: "WILDCARD_IN_LEVEL" } : { kind: "text", text: part };
}

function match(levels: readonly Level[], topic: readonly string[]): Record<string, string> | null {
  const parts: Record<string, string> = {};
  for (const [index, level] of levels.entries()) {
    if (level.kind === "rest") return parts;
    const part = topic[index];
    if (part === undefined || (level.kind === "text" && level.text !== part)) return null;
    if (level.kind === "named") parts[level.name] = part;
  }
  return topic.length === levels.length ? parts : null;
}

function meet([one, ...ones]: readonly string[], [other, ...others]: readonly string[]): boolean {
  if (one === "#" || other === "#") return true;
  if (one === undefined || other === undefined) return one === other || ones[0] === "#" || others[0] === "#";
  if (one !== other && !isWild(one) && !isWild(other)) return false;
  // `a/#` also stands for `a` itself.
  if (ones.length === 0 && others.length === 0) return true;
  if (ones.length === 0) return others[0] === "#";
  if (others.length === 0) return ones[0] === "#";
  return meet(ones, others);
}

function isWild(part: string): boolean {
  return part === "+" || NAME.test(part);
}
