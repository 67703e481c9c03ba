import type { IncomingMessage } from "node:http";

const MAX_BODY_BYTES = 2_000_000;

/** A request as the routes see it. */
export type Incoming = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
};

/** What a route answers; `lost` does the work and then breaks the connection instead of answering. */
export type Outgoing = { readonly status: number; readonly type: string; readonly body: string; readonly headers?: Readonly<Record<string, string>> } | "lost";

/** Reads a request to its end; null when its body is larger than 2 MB. */
export async function readIncoming(request: IncomingMessage): Promise<Incoming | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  const parts: AsyncIterable<Buffer> = request;
  for await (const part of parts) {
    size += part.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(part);
  }
  const url = new URL(request.url ?? "/", "http://sandbox");
  return { method: request.method ?? "GET", path: url.pathname, query: url.searchParams, headers: request.headers, body: Buffer.concat(chunks).toString("utf8") };
}

export function json(status: number, value: unknown, headers?: Readonly<Record<string, string>>): Outgoing {
  return { status, type: "application/json", body: JSON.stringify(value), headers };
}

/** RFC 9457 problem details with the code of the contract. */
export function problem(status: number, code: string, detail: string, headers?: Readonly<Record<string, string>>): Outgoing {
  return { status, type: "application/problem+json", body: JSON.stringify(problemOf(status, code, detail)), headers };
}

/** The details by themselves, for an answer that holds several. */
export function problemOf(status: number, code: string, detail: string): { type: string; title: string; status: number; detail: string; code: string } {
  return { type: "about:blank", title: titleOf(code), status, detail, code };
}

function titleOf(code: string): string {
  const words = code.toLowerCase().replaceAll("_", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The body as JSON, or undefined when it is none. */
export function jsonBody(request: Incoming): unknown {
  try {
    return JSON.parse(request.body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
