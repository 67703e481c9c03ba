import { type B2mmlDocument, NotADocument, type ReadDocument } from "./document";
import { fromJson, toJson } from "./json";
import { fromXml, toXml } from "./xml";

/** The two forms of B2MML. */
export type Form = "xml" | "json";

export const MEDIA_TYPES: Readonly<Record<Form, string>> = { xml: "application/xml", json: "application/json" };

/** A larger document is refused: some ten thousand orders are in one of that size. */
export const MAX_BYTES = 16 * 1024 * 1024;

export function write(document: B2mmlDocument, form: Form): string {
  return form === "xml" ? toXml(document) : toJson(document);
}

/** Reads a document in either form, told apart by its first character. @throws NotADocument */
export function read(text: string): ReadDocument {
  if (text.length > MAX_BYTES) throw new NotADocument("The document is larger than 16 MB.");
  const bare = text.replace(/^\u{FEFF}/u, "");
  return bare.trimStart().startsWith("{") ? fromJson(bare) : fromXml(bare);
}
