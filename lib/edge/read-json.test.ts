import { expect, it } from "vitest";
import { JsonLine } from "@/lib/commands/json-line";
import { readJson } from "./read-json";

const post = (body: BodyInit) => new Request("http://localhost/", { method: "POST", headers: { "content-type": "application/x-ndjson" }, body });

it("reads a body of one JSON value a line: each with its number, its bytes where it is no UTF-8", async () => {
  const body = Buffer.concat([Buffer.from('{"a":"ü"}\n\n \r\nno\n'), Buffer.from([0xff, 0xc3, 0x0a]), Buffer.from("\ufeff2")]);
  expect(await readJson(post(body), 100, { mostLines: 10 })).toEqual({
    ok: true,
    value: [new JsonLine(1, '{"a":"ü"}', { a: "ü" }), new JsonLine(4, "no", undefined), new JsonLine(5, Buffer.from([0xff, 0xc3]), undefined), new JsonLine(6, "2", 2)],
    size: body.byteLength,
  });
});

it.each([
  ["no UTF-8", Buffer.from([0xff, 0x0a])],
  ["no JSON", Buffer.from("x\n")],
  ["JSON", Buffer.from("1\n")],
])("reads one line more than there may be, whatever comes after it, where each is %s: whoever judges it sees that there are too many", async (_, line) => {
  const body = Buffer.alloc(2 * 1024 * 1024, line);
  const read = await readJson(post(body), body.byteLength, { mostLines: 5 });
  expect(read).toMatchObject({ ok: true, size: body.byteLength });
  expect("value" in read && Array.isArray(read.value) && read.value.length).toBe(6);
});
