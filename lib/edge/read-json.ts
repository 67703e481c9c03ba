import "server-only";
import type { Refusal } from "@/lib/commands/refusal";

/** Reads a JSON body of at most `maxBytes`. Refusals: UNSUPPORTED_MEDIA, TOO_LARGE, INVALID_INPUT (not JSON). */
export async function readJson(request: Request, maxBytes: number): Promise<{ readonly ok: true; readonly value: unknown } | Refusal> {
  const type = request.headers.get("content-type") ?? "";
  if (!/^application\/([\w.-]+\+)?json\b/i.test(type)) return { ok: false, code: "UNSUPPORTED_MEDIA", params: { contentType: type } };
  const bytes = await readBytes(request, maxBytes);
  if (bytes === null) return { ok: false, code: "TOO_LARGE", params: { maxBytes } };
  try {
    return { ok: true, value: JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes)) as unknown };
  } catch {
    return { ok: false, code: "INVALID_INPUT", params: {}, fields: { "": "not JSON" } };
  }
}

/** Body of a request, or null as soon as it is larger than `maxBytes`: what a caller claims in Content-Length is not believed. */
export async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array | null> {
  const parts: Uint8Array[] = [];
  let size = 0;
  // The DOM's types leave out that a ReadableStream is iterable in Node.
  for await (const part of (request.body ?? []) as AsyncIterable<Uint8Array>) {
    size += part.byteLength;
    if (size > maxBytes) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}
