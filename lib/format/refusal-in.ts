import type { RefusalParams } from "@/lib/domain/shared/decision";
import type { Translator } from "@/lib/i18n/translator";
import { formatDayTime, type Reading } from "./instant";
import { formatQuantity, unitSymbol } from "./quantity";

/** A refusal as a person reads it (UI-09): what was not done, why, and the next step. */
export type RefusalText = { readonly what: string; readonly why: string; readonly next: string };

export type Refusal = { readonly code: string; readonly params: RefusalParams };

type Texts = Translator<"refusals">;

/** How a parameter of a refusal is written; a text asks for it by its name, and by `<name>_given` whether it is there at all. */
export const REFUSAL_PARAMS = {
  ...named("text", ["of", "for", "class", "lot", "first", "item", "decimals", "reason", "reference", "loadedWith", "owner", "seconds", "stops", "messages"]),
  ...named("text", ["plan", "position", "given", "samples", "kind", "defect", "nonconformance", "sscc", "rounds", "deviation"]),
  ...named("unit", ["uom"]),
  ...named("figure", ["available", "free", "asked", "left", "min", "max", "good", "missing", "expected", "actual", "open", "processed", "reserved", "held"]),
  ...named("time", ["expiresAt", "usedUntil", "since", "until", "estimate"]),
  ...named("list", ["wanted", "capabilities", "components", "checks", "instructions", "points", "nonconformances", "ended", "unstorable"]),
  ...named("list", ["toolsNotHere", "toolsInUse", "toolsBlocked", "toolsExpired"]),
} as const;

type Kind = "text" | "unit" | "figure" | "time" | "list";

function named<Name extends string>(kind: Kind, names: readonly Name[]): Readonly<Record<Name, Kind>> {
  return Object.fromEntries(names.map((name) => [name, kind])) as Record<Name, Kind>;
}

/** What is said of a parameter whose codes have words of their own. */
export const REFUSAL_WORDS = ["orderWords", "operationWords", "proposalWords", "holderWords", "ownersWords", "permissionWords", "statusWords", "reasons", "steps"] as const;

/** What a refusal means to a person, in the language of `texts`; a code that nobody has a text for says so and where to look. */
export function refusalIn(texts: Texts, refusal: Refusal, reading: Reading): RefusalText {
  const t = anyOf(texts);
  const values = { ...paramsIn(refusal.params, reading), ...wordsIn(t, refusal, reading) };
  const code = t.has(`codes.${refusal.code}.what`) ? `codes.${refusal.code}` : "unexplained";
  const text = (part: string) => t(`${code}.${part}`, { ...values, code: refusal.code });
  return { what: text("what"), why: text("why"), next: text("next") };
}

/** The same in one paragraph. */
export function refusalSentenceIn(texts: Texts, refusal: Refusal, reading: Reading): string {
  return texts("sentence", refusalIn(texts, refusal, reading));
}

type AnyText = { (path: string, values?: Readonly<Record<string, string>>): string; has(path: string): boolean };

/** Codes come from the server, so that their paths are no literals; `has` is asked before a text is. */
function anyOf(texts: Texts): AnyText {
  return texts as unknown as AnyText;
}

const textOf = (value: RefusalParams[string] | undefined): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
const listOf = (value: RefusalParams[string] | undefined): readonly string[] => (Array.isArray(value) ? value.map(String) : []);

function paramsIn(params: RefusalParams, reading: Reading): Record<string, string> {
  const write = (name: string, kind: Kind): string => {
    const value = textOf(params[name]);
    switch (kind) {
      case "text":
        return value;
      case "unit":
        return unitSymbol(value, reading.locale);
      case "list":
        return listOf(params[name]).join(", ");
      case "figure":
        return /^-?\d+(\.\d+)?$/.test(value) ? formatQuantity(value, { locale: reading.locale }) : value;
      case "time":
        return value === "" || Number.isNaN(Date.parse(value)) ? "" : formatDayTime(value, reading);
    }
  };
  return Object.fromEntries(
    Object.entries(REFUSAL_PARAMS).flatMap(([name, kind]) => {
      const written = write(name, kind);
      return [
        [name, written],
        [`${name}_given`, written === "" ? "no" : "yes"],
      ];
    }),
  );
}

/** The guards of a start (EX-01), what keeps an operation from completing (EX-03) and an order from closing (§2.2). */
const CONDITIONS: Readonly<Record<string, { readonly of: string; readonly param: string }>> = {
  START_BLOCKED: { of: "start", param: "guards" },
  COMPLETION_BLOCKED: { of: "complete", param: "blockers" },
  CLOSE_BLOCKED: { of: "close", param: "blockers" },
};

function wordsIn(t: AnyText, { code, params }: Refusal, reading: Reading): Record<(typeof REFUSAL_WORDS)[number], string> {
  const word = (group: string, name: string) => t(name !== "" && t.has(`words.${group}.${name}`) ? `words.${group}.${name}` : `words.${group}.other`);
  const words = {
    orderWords: word("order", textOf(params.orderState) || textOf(params.state)),
    operationWords: word("operation", textOf(params.operationState) || textOf(params.state)),
    proposalWords: word("proposal", textOf(params.state)),
    holderWords: word("holder", textOf(params.class)),
    // A point in a path would lead one level down.
    permissionWords: word("permission", textOf(params.permission).replaceAll(".", "-")),
    statusWords: word("lotStatus", textOf(params.status)),
    ownersWords: ownersIn(t, listOf(params.owners)),
  };
  const condition = CONDITIONS[code];
  const missing = condition === undefined ? [] : listOf(params[condition.param]).flatMap((name) => (t.has(`${condition.of}.${name}.why`) ? [`${condition.of}.${name}`] : []));
  const values = { ...paramsIn(params, reading), ...words };
  const paths = missing.length === 0 ? ["conditions"] : missing;
  const all = (part: string) => [...new Set(paths.map((path) => t(`${path}.${part}`, values)))].join(" ");
  return { ...words, reasons: all("why"), steps: all("next") };
}

function ownersIn(t: AnyText, owners: readonly string[]): string {
  const named = owners.flatMap((owner) => (t.has(`words.owner.${owner}`) ? [t(`words.owner.${owner}`)] : []));
  return named.length === 0 ? t("words.owner.other") : named.reduce((first, second) => t("or", { first, second }));
}
