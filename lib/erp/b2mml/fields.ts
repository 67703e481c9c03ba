import { z } from "zod";

/*
 * How an element is read, whichever form it came in: XML gives each child as an array and all content as text, the JSON form gives arrays only
 * where something may repeat, and numbers and truth values as such.
 */

/** The first of several, or the one. */
const single = (value: unknown): unknown => (Array.isArray(value) ? (value as unknown[])[0] : value);

const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : [value]);

/** The text of an element, with its attributes or without; an empty one says nothing. */
function textOf(value: unknown): unknown {
  const bare = typeof value === "object" && value !== null ? (value as { readonly $?: unknown }).$ : value;
  if (typeof bare === "number" || typeof bare === "boolean") return String(bare);
  return typeof bare === "string" && bare.trim() !== "" ? bare.trim() : undefined;
}

/** Text that must be there. */
export const text = z.preprocess((value) => textOf(single(value)), z.string("is missing"));
/** Text that may be there. */
export const maybe = z.preprocess((value) => textOf(single(value)), z.string().optional());
/** All texts of an element that may repeat. */
export const texts = z.preprocess(
  (value) =>
    listOf(value)
      .map(textOf)
      .filter((each) => each !== undefined),
  z.array(z.string()),
);

/** A value of an enumeration: what it says beside `Other` stands in an attribute. */
export const choice = z.preprocess((value) => {
  const first = single(value);
  const said = textOf(first);
  if (said !== "Other" || typeof first !== "object" || first === null) return said;
  return textOf((first as { readonly "@OtherValue"?: unknown })["@OtherValue"]) ?? said;
}, z.string().optional());

/** One object; absent where there is none. An element without content counts as none. */
export function one<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => {
    const first = single(value);
    return first === null || first === "" ? undefined : first;
  }, schema.optional());
}

/** All objects of an element that may repeat. */
export function many<Schema extends z.ZodType>(schema: Schema) {
  return z.preprocess((value) => (value === undefined || value === null ? [] : listOf(value)), z.array(schema));
}
