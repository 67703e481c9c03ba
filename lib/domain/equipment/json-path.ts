/** A way into a JSON value: names of fields and positions in lists. */
export type JsonPath = readonly (string | number)[];

/** A value that stands at the end of a path. */
export type JsonLeaf = { readonly path: string; readonly value: number | string | boolean };

const LONGEST = 512;
const DEEPEST = 16;
/** A name without a dot or a bracket, a quoted one, or a position. */
const STEP = /(?:^|(?<!^)\.)([^.[\]"]+)|\["((?:[^"\\]|\\["\\])*)"\]|\[(\d{1,6})\]/y;

/**
 * Reads a path: `data.values[0].v`, and `["a name with. dots"]` for names that hold a dot, a bracket or a quote. The empty path is the value
 * itself. Null when it is none: there are no wildcards, filters or expressions in it, so that it can name one value only and cost nothing.
 */
export function parseJsonPath(text: string): JsonPath | null {
  if (text.length > LONGEST) return null;
  const path: (string | number)[] = [];
  let at = 0;
  while (at < text.length) {
    STEP.lastIndex = at;
    const step = STEP.exec(text);
    if (step === null || path.length === DEEPEST) return null;
    path.push(step[3] !== undefined ? Number(step[3]) : (step[1] ?? (step[2] ?? "").replace(/\\(["\\])/g, "$1")));
    at = STEP.lastIndex;
  }
  return path;
}

/** Writes a path as `parseJsonPath` reads it. */
export function writeJsonPath(path: JsonPath): string {
  return path
    .map((step, index) => {
      if (typeof step === "number") return `[${step}]`;
      if (step !== "" && !/[.[\]"]/.test(step)) return index === 0 ? step : `.${step}`;
      return `["${step.replace(/["\\]/g, "\\$&")}"]`;
    })
    .join("");
}

/** The value at a path; undefined where there is none. Only a value's own fields count. */
export function valueAt(value: unknown, path: JsonPath): unknown {
  let at = value;
  for (const step of path) {
    if (typeof at !== "object" || at === null || Array.isArray(at) !== (typeof step === "number") || !Object.hasOwn(at, step)) return undefined;
    at = Reflect.get(at, step);
  }
  return at;
}

/** The numbers, texts and truth values of a JSON value with their paths, in order, as many as `most`; deeper ones than a path can name are left out. */
export function leavesOf(value: unknown, most: number): JsonLeaf[] {
  const leaves: JsonLeaf[] = [];
  const walk = (at: unknown, path: JsonPath): void => {
    if (leaves.length >= most) return;
    if (typeof at === "number" || typeof at === "string" || typeof at === "boolean") {
      const written = writeJsonPath(path);
      if (written.length <= LONGEST) leaves.push({ path: written, value: at });
    } else if (typeof at === "object" && at !== null && path.length < DEEPEST) {
      const steps: [string | number, unknown][] = Array.isArray(at) ? [...at.entries()] : Object.entries(at);
      for (const [step, child] of steps) walk(child, [...path, step]);
    }
  };
  walk(value, []);
  return leaves;
}
