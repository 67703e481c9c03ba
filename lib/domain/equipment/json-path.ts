/** The one element of a list whose field says this: `[id="temp"]`. */
type Named = { readonly key: string; readonly is: string | number };

/** A way into a JSON value: names of fields, positions in lists, and elements of lists by what a field of theirs says. */
export type JsonPath = readonly (string | number | Named)[];

/** What is wrong with a path: it asks for more than one value, or cannot be read. */
export type PathProblem = "WILDCARD" | "NO_PATH";

/** A value that stands at the end of a path; `positions`: the same with lists by position alone. */
export type JsonLeaf = { readonly path: string; readonly positions: string; readonly value: number | string | boolean };

const LONGEST = 512;
const DEEPEST = 16;
/** Fields by which elements of a list are told apart where each of them has one, as gateways send what has changed alone. */
const KEYS = ["id", "name", "n", "key", "tag", "signal", "metric", "parameter", "node"] as const;
const TEXT = String.raw`"((?:[^"\\]|\\["\\])*)"`;
/** A name without a dot or a bracket, a quoted one, a position, or an element by a field. */
const STEP = new RegExp(String.raw`(?:^|(?<!^)\.)([^.[\]"]+)|\[${TEXT}\]|\[(\d{1,6})\]|\[(?:([^.[\]"=]+)|${TEXT})=(?:${TEXT}|(-?\d{1,16}(?:\.\d{1,15})?))\]`, "y");
/** What JSONPath has and we do not: anything, at any depth, or by a condition. */
const WILDCARD = /(?:^|[.[])\*(?:$|[.[\]])|\.\.|\[\?/;

/**
 * Reads a path: `data.values[0].v`, `["a name with. dots"]` for names that hold a dot, a bracket or a quote, and `values[id="temp"].v` for the element of a list whose `id` is that, wherever
 * it stands. The empty path is the value itself; a `$` before the path, as JSONPath has it, is taken off, and its single quotes are read as double ones. What is wrong with one that is none: there are no wildcards, filters or
 * expressions in it, so that it can name one value only and cost little.
 */
export function readJsonPath(text: string): JsonPath | PathProblem {
  if (text.length > LONGEST) return "NO_PATH";
  const path: (string | number | Named)[] = [];
  const written = doubleQuoted(text.replace(/^\$(?:\.|(?=\[)|$)/, ""));
  let at = 0;
  while (at < written.length) {
    STEP.lastIndex = at;
    const step = STEP.exec(written);
    if (step === null || step[1] === "*" || path.length === DEEPEST) return WILDCARD.test(written.replaceAll(/"(?:[^"\\]|\\.)*"/g, '""')) ? "WILDCARD" : "NO_PATH";
    path.push(stepOf(step));
    at = STEP.lastIndex;
  }
  return path;
}

/** Names and texts in brackets that stand in single quotes, as JSONPath has them, in double ones; what stands in double ones already stays. */
function doubleQuoted(text: string): string {
  if (!text.includes("'")) return text;
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|(?<=\[|\[[^\]"'=]*=)'((?:[^'\\]|\\['\\])*)'(?=\])/g, (whole, name: string | undefined) =>
    name === undefined ? whole : `"${name.replaceAll("\\'", "'").replaceAll('"', '\\"')}"`,
  );
}

/** The same for a path that is to be used; null when it is none. */
export function parseJsonPath(text: string): JsonPath | null {
  const path = readJsonPath(text);
  return typeof path === "string" ? null : path;
}

function stepOf([, name, quoted, position, key, quotedKey, is, number]: RegExpExecArray): string | number | Named {
  if (position !== undefined) return Number(position);
  if (name !== undefined) return name;
  if (quoted !== undefined) return unquoted(quoted);
  return { key: key ?? unquoted(quotedKey ?? ""), is: number === undefined ? unquoted(is ?? "") : Number(number) };
}

/** Writes a path as `readJsonPath` reads it. */
export function writeJsonPath(path: JsonPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (typeof step === "object") {
        const key = step.key === "" || /[.[\]"=]/.test(step.key) || /^\d+$/.test(step.key) ? `"${quoted(step.key)}"` : step.key;
        return `[${key}=${typeof step.is === "number" ? step.is : `"${quoted(step.is)}"`}]`;
      }
      if (step !== "" && step !== "*" && !(index === 0 && step === "$") && !/[.[\]"]/.test(step)) return index === 0 ? step : `.${step}`;
      return `["${quoted(step)}"]`;
    })
    .join("");
}

function quoted(text: string): string {
  return text.replace(/["\\]/g, "\\$&");
}

function unquoted(text: string): string {
  return text.replace(/\\(["\\])/g, "$1");
}

/** The value at a path; undefined where there is none. Only a value's own fields count. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  let at = value;
  for (const step of path) {
    if (typeof step === "object") {
      if (!Array.isArray(at)) return undefined;
      at = at.find((one: unknown) => fieldOf(one, step.key) === step.is);
    } else if (Array.isArray(at) === (typeof step === "number")) at = fieldOf(at, step);
    else return undefined;
  }
  return at;
}

function fieldOf(value: unknown, key: string | number): unknown {
  return typeof value === "object" && value !== null && Object.hasOwn(value, key) ? Reflect.get(value, key) : undefined;
}

/**
 * The numbers, texts and truth values of a JSON value with their paths, in order, as many as `most`; deeper ones than a path can name are left out. Elements of a list that a field of theirs
 * tells apart are named by it, and it is no value then.
 */
export function leavesOf(value: unknown, most: number): JsonLeaf[] {
  const leaves: JsonLeaf[] = [];
  const walk = (at: unknown, path: JsonPath, positions: JsonPath): void => {
    if (leaves.length >= most) return;
    if (typeof at === "number" || typeof at === "string" || typeof at === "boolean") {
      const written = writeJsonPath(path);
      if (written.length <= LONGEST) leaves.push({ path: written, positions: writeJsonPath(positions), value: at });
    } else if (Array.isArray(at) && path.length < DEEPEST) {
      const key = keyOf(at);
      for (const [position, child] of at.entries()) walk(key === null ? child : withoutField(child, key), [...path, stepTo(child, key, position)], [...positions, position]);
    } else if (typeof at === "object" && at !== null && path.length < DEEPEST) {
      for (const [step, child] of Object.entries(at)) walk(child, [...path, step], [...positions, step]);
    }
  };
  walk(value, [], []);
  return leaves;
}

/** The field that tells the elements of a list apart; null where none does. */
function keyOf(list: readonly unknown[]): string | null {
  return (
    KEYS.find((key) => {
      const said = list.map((one) => fieldOf(one, key));
      return said.every((one) => (typeof one === "string" && one !== "") || Number.isSafeInteger(one)) && new Set(said).size === list.length;
    }) ?? null
  );
}

function stepTo(element: unknown, key: string | null, position: number): number | Named {
  const is = key === null ? undefined : fieldOf(element, key);
  return key !== null && (typeof is === "string" || typeof is === "number") ? { key, is } : position;
}

function withoutField(element: unknown, key: string): unknown {
  return typeof element === "object" && element !== null ? Object.fromEntries(Object.entries(element).filter(([name]) => name !== key)) : element;
}
