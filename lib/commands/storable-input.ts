import { isStorable, storableText } from "@/lib/platform/storable-text";

/** What is said of a field that holds what the database cannot. */
export const UNSTORABLE = "holds a character that cannot be stored: write it anew, without it";

/**
 * What a command was sent as it can be kept: U+FFFD stands where a text, or the name of a field, holds what no text of the database can (NUL, half of a character).
 * `replaced` has the paths of those fields, and is empty where all of it can be kept as it is.
 */
export function storableInput(raw: unknown): { readonly input: unknown; readonly replaced: readonly string[] } {
  const replaced = new Set<string>();
  const copy = (value: unknown, path: readonly string[]): unknown => {
    if (typeof value === "string") {
      if (isStorable(value)) return value;
      replaced.add(path.join("."));
      return storableText(value);
    }
    if (Array.isArray(value)) return value.map((one, index) => copy(one, [...path, String(index)]));
    if (!isPlain(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, one]) => {
        const own = [...path, storableText(name)];
        if (!isStorable(name)) replaced.add(own.join("."));
        return [storableText(name), copy(one, own)];
      }),
    );
  };
  const input = copy(raw, []);
  return { input, replaced: [...replaced] };
}

/** Bytes, dates and the like hold no text of their own. */
function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
