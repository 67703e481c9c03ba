import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Element, NotADocument } from "./document";
import { read, write } from "./forms";

describe("XML that comes from outside", () => {
  it.each([
    ["a document type", `<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>`, /DOCTYPE/],
    ["a document type that reads a file", `<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>`, /DOCTYPE/],
    ["entities that grow", `<!DOCTYPE a [<!ENTITY b "${"c".repeat(50)}"><!ENTITY d "&b;&b;&b;">]><a>&d;</a>`, /DOCTYPE/],
    ["an entity that nobody declared", "<a>&x;</a>", /not well-formed/],
    ["an open end", "<a><b>half", /not well-formed/],
    ["two roots", "<a/><b/>", /not well-formed/],
    ["nothing", "", /not well-formed|no element/],
    ["plain text", "hello", /not well-formed/],
    ["elements without end", "<a>".repeat(500) + "</a>".repeat(500), /nested deeper/],
    ["more than anyone sends", `<a>${"x".repeat(17 * 1024 * 1024)}</a>`, /16 MB/],
  ])("refuses %s", (_, text, reason) => {
    expect(() => read(text)).toThrow(NotADocument);
    expect(() => read(text)).toThrow(reason);
  });

  it("reads prefixes, attributes, character references and CDATA", () => {
    const text = `\u{FEFF}<?xml version="1.0"?><m:Sync xmlns:m="urn:x" releaseID="7"><m:A k="v">&#228; &amp; b</m:A><m:A><![CDATA[<c>]]></m:A></m:Sync>`;
    expect(read(text)).toEqual({ root: "Sync", body: { "@releaseID": "7", A: [{ "@k": "v", $: "ä & b" }, "<c>"] } });
  });
});

it.each([
  ["nothing in it", "{}", /holds 0/],
  ["two messages", `{"A":{},"B":{}}`, /holds 2/],
  ["a list", "[]", /not well-formed|not an object/],
  ["half a message", `{"A":`, /not JSON/],
  ["objects without end", `{"A":${`{"b":`.repeat(500)}1${"}".repeat(500)}}`, /nested deeper/],
])("refuses JSON with %s", (_, text, reason) => {
  expect(() => read(text)).toThrow(reason);
});

it("writes what it reads again: order, attributes and every character that XML has", () => {
  const name = fc.constantFrom("A", "B", "C");
  const text = fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).map((word) => `.${word}.`);
  const tree = fc.letrec<{ node: string | Element; element: Element }>((tie) => ({
    node: fc.oneof({ maxDepth: 4 }, text, tie("element")),
    element: fc.dictionary(name, fc.array(tie("node"), { minLength: 1, maxLength: 3 }), { minKeys: 1, maxKeys: 3 }),
  })).element;
  fc.assert(
    fc.property(tree, (body) => {
      expect(read(write({ root: "Root", body }, "xml"))).toEqual({ root: "Root", body: plain(body) });
      expect(read(write({ root: "Root", body }, "json"))).toEqual({ root: "Root", body: plain(body) });
    }),
  );
});

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

it("says a character that XML cannot carry as the one that stands for it", () => {
  const text = write({ root: "A", body: { B: 'a\u{1}b\u{D800}c<&"' } }, "xml");
  expect(text).toContain("<B>a\u{FFFD}b\u{FFFD}c&lt;&amp;&quot;</B>");
});
