import { SaxesParser, type SaxesTagPlain } from "saxes";
import { type B2mmlDocument, MAX_DEPTH, type Node, NotADocument, NotWellFormed, type ReadDocument } from "./document";

const NAMESPACE = "http://www.mesa.org/xml/B2MML";

/** What XML 1.0 has no way to say, not even escaped; half of a surrogate pair as well. */
// oxlint-disable-next-line no-control-regex -- these are the very characters that must go
const UNSAYABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;" };

/** The document as XML in the namespace of B2MML. Characters that XML cannot carry become U+FFFD. */
export function toXml(document: B2mmlDocument): string {
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(document.root, { "@xmlns": NAMESPACE, ...document.body })}\n`;
}

function element(name: string, node: Node): string {
  if (typeof node === "string") return node === "" ? `<${name}/>` : `<${name}>${escaped(node)}</${name}>`;
  let attributes = "";
  let content = "";
  for (const [key, value] of Object.entries(node)) {
    if (value === undefined) continue;
    if (typeof value === "string" && key.startsWith("@")) attributes += ` ${key.slice(1)}="${escaped(value)}"`;
    else if (typeof value === "string" && key === "$") content += escaped(value);
    else for (const each of listOf(value)) content += element(key, each);
  }
  return content === "" ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;
}

function listOf(value: Node | readonly Node[]): readonly Node[] {
  return isList(value) ? value : [value];
}

// Array.isArray does not narrow read-only arrays.
function isList(value: Node | readonly Node[]): value is readonly Node[] {
  return Array.isArray(value);
}

function escaped(text: string): string {
  return text.replace(UNSAYABLE, "\u{FFFD}").replace(/[&<>"\r]/g, (character) => ESCAPES[character] ?? character);
}

type Open = { readonly name: string; readonly attributes: Record<string, string>; readonly children: Map<string, unknown[]>; text: string };

/**
 * Reads one well-formed XML document. Prefixes of namespaces are left off; children are arrays, in their order.
 * @throws NotADocument for anything else, for a DOCTYPE and with it every entity but the five of XML itself, and for nesting beyond `MAX_DEPTH`.
 */
export function fromXml(text: string): ReadDocument {
  const open: Open[] = [];
  const roots: ReadDocument[] = [];
  const parser = new SaxesParser({ xmlns: false });
  parser.on("error", (error) => {
    throw new NotWellFormed(`The XML is not well-formed: ${error.message}`);
  });
  parser.on("doctype", () => {
    throw new NotADocument("A document type (DOCTYPE) is not accepted.");
  });
  parser.on("opentag", (tag) => {
    if (open.length >= MAX_DEPTH) throw new NotADocument(`The elements are nested deeper than ${MAX_DEPTH}.`);
    open.push({ name: localName(tag.name), attributes: attributesOf(tag), children: new Map(), text: "" });
  });
  const addText = (more: string): void => {
    const current = open.at(-1);
    if (current !== undefined) current.text += more;
  };
  parser.on("text", addText);
  parser.on("cdata", addText);
  parser.on("closetag", () => {
    const closed = open.pop();
    if (closed === undefined) return;
    const parent = open.at(-1);
    const content = contentOf(closed);
    if (parent === undefined) {
      roots.push({ root: closed.name, body: content });
      return;
    }
    const before = parent.children.get(closed.name);
    if (before === undefined) parent.children.set(closed.name, [content]);
    else before.push(content);
  });
  parser.write(text).close();
  const [root] = roots;
  if (root === undefined) throw new NotADocument("There is no element in it.");
  return root;
}

function contentOf(closed: Open): unknown {
  const text = closed.text.trim();
  if (closed.children.size === 0 && Object.keys(closed.attributes).length === 0) return text;
  return { ...closed.attributes, ...Object.fromEntries(closed.children), ...(text === "" ? {} : { $: text }) };
}

function attributesOf(tag: SaxesTagPlain): Record<string, string> {
  return Object.fromEntries(Object.entries(tag.attributes).flatMap(([name, value]) => (/^xmlns(:|$)/.test(name) ? [] : [[`@${localName(name)}`, value]])));
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
