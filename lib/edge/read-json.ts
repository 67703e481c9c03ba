import "server-only";
import { isUtf8 } from "node:buffer";
import { JsonLine } from "@/lib/commands/json-line";
import type { Refusal } from "@/lib/commands/refusal";

const JSON_TYPE = /^application\/([\w.-]+\+)?json\b/i;
/** One JSON value a line. */
const LINES_TYPE = /^application\/(x-)?(ndjson|jsonl|jsonlines)\b/i;

/**
 * Reads a JSON body of at most `maxBytes`, unpacked: it may be gzip. With `mostLines` a body of one JSON value a line is read as a list of `JsonLine`, those that are no JSON or no
 * UTF-8 included: one of them keeps no other out. Of a body of more lines one more than `mostLines` is read, so that whoever judges the list sees that there are too many.
 * Where the body was read `size` says how long it is, unpacked.
 * Refusals: UNSUPPORTED_MEDIA, TOO_LARGE, INVALID_INPUT (not JSON, not UTF-8, not gzip).
 */
export async function readJson(
  request: Request,
  maxBytes: number,
  { mostLines }: { readonly mostLines?: number | undefined } = {},
): Promise<({ readonly ok: true; readonly value: unknown } | Refusal) & { readonly size?: number }> {
  const type = request.headers.get("content-type") ?? "";
  const coding = (request.headers.get("content-encoding") ?? "identity").toLowerCase();
  const inLines = mostLines !== undefined && LINES_TYPE.test(type);
  if (!inLines && !JSON_TYPE.test(type))
    return {
      ok: false,
      code: "UNSUPPORTED_MEDIA",
      params: { contentType: type, accepted: mostLines === undefined ? "application/json" : "application/json, application/x-ndjson" },
    };
  if (coding !== "identity" && coding !== "gzip")
    return { ok: false, code: "UNSUPPORTED_MEDIA", params: { contentType: `${type}, ${coding}`, accepted: "content-encoding gzip, or none" } };
  const bytes = await readBytes(request, maxBytes, coding === "gzip");
  if (bytes === null) return { ok: false, code: "TOO_LARGE", params: { maxBytes }, size: maxBytes };
  if (bytes === "not gzip") return { ok: false, code: "INVALID_INPUT", params: {}, fields: { "": "not gzip" } };
  const size = bytes.byteLength;
  if (inLines) return { ok: true, value: linesOf(bytes, mostLines), size };
  const text = decode(bytes);
  if (text === null) return { ok: false, code: "INVALID_INPUT", params: {}, fields: { "": "not UTF-8" }, size };
  const value = parse(text);
  return value === undefined ? { ok: false, code: "INVALID_INPUT", params: {}, fields: { "": "not JSON" }, size } : { ok: true, value, size };
}

const LINE_END = 0x0a;

/** Cut before it is decoded: no character of UTF-8 has the byte that ends a line within it. Empty lines count and are left out. */
function linesOf(bytes: Uint8Array, most: number): JsonLine[] {
  const lines: JsonLine[] = [];
  for (let from = 0, number = 1; from < bytes.length && lines.length <= most; number += 1) {
    const found = bytes.indexOf(LINE_END, from);
    const end = found === -1 ? bytes.length : found;
    const said = bytes.subarray(from, end);
    from = end + 1;
    if (said.length === 0) continue;
    const text = decode(said);
    if (text === null) lines.push(new JsonLine(number, said, undefined));
    else if (text.trim() !== "") lines.push(new JsonLine(number, text, parse(text)));
  }
  return lines;
}

const decoder = new TextDecoder("utf-8");

/** Asked first whether it is UTF-8: a decoder that says so by throwing takes a hundred times as long, for each line of a body. */
function decode(bytes: Uint8Array): string | null {
  return isUtf8(bytes) ? decoder.decode(bytes) : null;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The only thing that it says by throwing: this is no JSON.
    return undefined;
  }
}

/**
 * Body of a request, or null as soon as it is larger than `maxBytes`: what a caller claims in Content-Length is not believed. With `gzip` it is unpacked on
 * the way, and as large as what comes out: a small body that unpacks to a large one is cut off as well.
 */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array | null>;
export async function readBytes(request: Request, maxBytes: number, gzip: boolean): Promise<Uint8Array | null | "not gzip">;
export async function readBytes(request: Request, maxBytes: number, gzip = false): Promise<Uint8Array | null | "not gzip"> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const body = gzip ? request.body?.pipeThrough(new DecompressionStream("gzip")) : request.body;
  try {
    // The DOM's types leave out that a ReadableStream is iterable in Node.
    for await (const part of (body ?? []) as AsyncIterable<Uint8Array>) {
      size += part.byteLength;
      if (size > maxBytes) return null;
      parts.push(part);
    }
  } catch (fault) {
    // What the unpacking throws at bytes that are not packed; a connection that breaks throws something else.
    if (gzip && isUnpacking(fault)) return "not gzip";
    throw fault;
  }
  return Buffer.concat(parts);
}

/** A fault of zlib: a code of its own, or a TypeError around it. */
function isUnpacking(fault: unknown): boolean {
  return fault instanceof TypeError || (fault instanceof Error && "code" in fault && String(fault.code).startsWith("Z_"));
}
