import type { Json } from "./json";

/** What can have another name in an ERP: units, work centres and work units, reason codes, stock locations. */
export const WORD_KINDS = ["UOM", "WORK_CENTRE", "REASON", "LOCATION"] as const;
export type WordKind = (typeof WORD_KINDS)[number];

/** One line of a connection's mapping table. */
export type WordPair = { readonly kind: WordKind; readonly ours: string; readonly theirs: string };

/** The two vocabularies of a connection. A word without a line means the same on both sides. */
export type Words = {
  ours(kind: WordKind, theirs: string): string;
  theirs(kind: WordKind, ours: string): string;
};

/**
 * The words of a connection: its own table first, then what its kind of ERP calls things as delivered. Of two lines with one word of ours, the first
 * is the one that we say; both are understood.
 */
export function wordsOf(pairs: readonly WordPair[], delivered: readonly WordPair[] = []): Words {
  const toOurs = new Map<string, string>();
  const toTheirs = new Map<string, string>();
  for (const { kind, ours, theirs } of [...pairs, ...delivered]) {
    if (!toOurs.has(key(kind, theirs))) toOurs.set(key(kind, theirs), ours);
    if (!toTheirs.has(key(kind, ours))) toTheirs.set(key(kind, ours), theirs);
  }
  return {
    ours: (kind, theirs) => toOurs.get(key(kind, theirs)) ?? theirs,
    theirs: (kind, ours) => toTheirs.get(key(kind, ours)) ?? ours,
  };
}

/** Words of a connection without a mapping table. */
export const SAME_WORDS: Words = wordsOf([]);

/** The data of an inbound message, not yet checked, with the ERP's words replaced by ours. */
export function inOurWords(data: Json, words: Words): Json {
  return translate(data, null, (kind, word) => words.ours(kind, word));
}

/**
 * The data of an inbound message with every word taken out, and the decimals that go with a unit: an adapter may know them by its word. What two states of
 * a message differ in besides their words.
 */
export function withoutWords(data: Json): Json {
  return withoutDecimals(translate(data, null, () => ""));
}

function withoutDecimals(data: Json): Json {
  if (isList(data)) return data.map(withoutDecimals);
  if (typeof data !== "object" || data === null) return data;
  return Object.fromEntries(Object.entries(data).flatMap(([name, value]) => (name === "decimals" ? [] : [[name, withoutDecimals(value)]])));
}

function isList(data: Json): data is readonly Json[] {
  return Array.isArray(data);
}

/** An outbound message with our words replaced by the ERP's; nothing else of it changes. */
export function inTheirWords<Message extends { readonly data: unknown }>(message: Message, words: Words): Message {
  return { ...message, data: translate(message.data, null, (kind, word) => words.theirs(kind, word)) };
}

type Replace = (kind: WordKind, word: string) => string;

/** Fields of the contract that hold a word which can be mapped, wherever they stand. */
const KINDS: Readonly<Record<string, WordKind>> = {
  uom: "UOM",
  baseUom: "UOM",
  workCentre: "WORK_CENTRE",
  workUnit: "WORK_CENTRE",
  line: "WORK_CENTRE",
  location: "LOCATION",
  reason: "REASON",
};

function translate<Value>(value: Value, name: string | null, replace: Replace): Value;
function translate(value: unknown, name: string | null, replace: Replace): unknown {
  if (Array.isArray(value)) return value.map((each: unknown) => translate(each, name, replace));
  if (typeof value === "string") {
    const kind = name === null ? undefined : KINDS[name];
    return kind === undefined ? value : replace(kind, value);
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [field, name === "scrapReasons" && field === "code" ? translate(inner, "reason", replace) : translate(inner, field, replace)]),
  );
}

function key(kind: WordKind, word: string): string {
  return `${kind} ${word}`;
}
