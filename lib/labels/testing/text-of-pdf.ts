import { inflateSync } from "node:zlib";

/** Text of each page of a PDF that pdfkit made, one line for each piece that was written: read back as a viewer does, by the fonts' own tables. */
export function textOfPdf(bytes: Uint8Array): readonly (readonly string[])[] {
  const file = Buffer.from(bytes).toString("latin1");
  const objects = new Map([...file.matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)].map(([, id = "", body = ""]) => [id, body]));
  const streamOf = (id: string): string => {
    const body = objects.get(id) ?? "";
    const data = /stream\n([\s\S]*?)\nendstream/.exec(body)?.[1] ?? "";
    return /FlateDecode/.test(body) ? inflateSync(Buffer.from(data, "latin1")).toString("latin1") : data;
  };
  const fonts = new Map<string, ReadonlyMap<string, string>>();
  for (const body of objects.values()) {
    for (const [, name = "", id = ""] of body.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const table = /\/ToUnicode (\d+) 0 R/.exec(objects.get(id) ?? "")?.[1];
      if (table !== undefined) fonts.set(name, charactersOf(streamOf(table)));
    }
  }
  const pages = [...objects.values()].filter((body) => /\/Type \/Page\n/.test(body));
  return pages.map((body) => piecesOf(streamOf(/\/Contents (\d+) 0 R/.exec(body)?.[1] ?? ""), fonts));
}

/** Characters by glyph, from a font's table. */
function charactersOf(table: string): ReadonlyMap<string, string> {
  const characters = new Map<string, string>();
  for (const [, first = "", , list = ""] of table.matchAll(/<([0-9a-f]{4})> <([0-9a-f]{4})> \[([^\]]*)\]/gi)) {
    for (const [index, [, code = ""]] of [...list.matchAll(/<([0-9a-f ]+)>/gi)].entries()) {
      const glyph = (Number.parseInt(first, 16) + index).toString(16).padStart(4, "0");
      characters.set(glyph, String.fromCharCode(...(code.replaceAll(" ", "").match(/.{4}/g) ?? []).map((unit) => Number.parseInt(unit, 16))));
    }
  }
  return characters;
}

function piecesOf(content: string, fonts: ReadonlyMap<string, ReadonlyMap<string, string>>): readonly string[] {
  return [...content.matchAll(/BT([\s\S]*?)ET/g)].map(([, body = ""]) => {
    const characters = fonts.get(/\/(F\d+) /.exec(body)?.[1] ?? "");
    const glyphs = [...body.matchAll(/<([0-9a-f]+)>/gi)].flatMap(([, hex = ""]) => hex.match(/.{4}/g) ?? []);
    return glyphs.map((glyph) => characters?.get(glyph.toLowerCase()) ?? "\ufffd").join("");
  });
}
