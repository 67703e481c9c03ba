/**
 * A document as B2MML's JSON form has it: attributes are `@name`, the text of an element that has attributes is `$`, whatever may repeat is an
 * array. The order of the keys is the order of the elements, which the schema prescribes, so one tree serves both forms.
 */
export type Element = { readonly [name: string]: Node | readonly Node[] | undefined };
export type Node = string | Element;

/** One whole message: the name of its root, and what is in it. */
export type B2mmlDocument = { readonly root: string; readonly body: Element };

/** A document that another system wrote, not yet checked: its elements may be anything. */
export type ReadDocument = { readonly root: string; readonly body: unknown };

/** Something that is no document: not well-formed, too deep, or with declarations that we refuse. */
export class NotADocument extends Error {
  override readonly name: string = "NotADocument";
}

/** Neither XML nor JSON, or only a part of it. */
export class NotWellFormed extends NotADocument {
  override readonly name = "NotWellFormed";
}

/** Deeper nesting than any message of the standard needs. */
export const MAX_DEPTH = 64;
