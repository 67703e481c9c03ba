import { type B2mmlDocument, MAX_DEPTH, NotADocument, NotWellFormed, type ReadDocument } from "./document";

/** The document in B2MML's JSON form: one object with one member, the message. */
export function toJson(document: B2mmlDocument): string {
  return JSON.stringify({ [document.root]: document.body });
}

/**
 * Reads one document in B2MML's JSON form.
 * @throws NotADocument for anything else: the published schema takes an empty object and several messages at once, which is no message.
 */
export function fromJson(text: string): ReadDocument {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) throw new NotWellFormed("The text is not JSON.");
    throw error;
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new NotADocument("The JSON is not an object.");
  const members = Object.entries(value);
  const [first] = members;
  if (first === undefined || members.length > 1) throw new NotADocument(`A document holds one message; this one holds ${members.length}.`);
  if (depthOf(first[1]) > MAX_DEPTH) throw new NotADocument(`The objects are nested deeper than ${MAX_DEPTH}.`);
  return { root: first[0], body: first[1] as unknown };
}

/** How deep the objects are nested, counted no further than matters. */
function depthOf(value: unknown, above = 0): number {
  if (typeof value !== "object" || value === null || above > MAX_DEPTH) return above;
  const inside = Array.isArray(value) ? above : above + 1;
  return Object.values(value).reduce<number>((deepest, each) => Math.max(deepest, depthOf(each, inside)), inside);
}
