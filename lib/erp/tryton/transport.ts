import { request as plainRequest } from "node:http";
import { request as secureRequest } from "node:https";
import { cut, TrytonError } from "./failure";

/** What came back: the status and the whole body. */
export type HttpAnswer = { readonly status: number; readonly body: string };

/** Largest answer that is read: a page of a hundred orders has some 300 kB. */
const LARGEST = 32 * 1024 * 1024;

/**
 * One POST over a connection of its own: trytond speaks HTTP/1.0 and refuses chunked bodies.
 * @throws TrytonError of kind `transport`; `sent` tells whether the server may have acted on it.
 */
export function post(url: URL, method: string, body: string, headers: Record<string, string>, timeoutMs: number): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    let sent = false;
    const fail = (detail: string) => reject(new TrytonError({ kind: "transport", sent, detail: cut(detail) }, method));
    const open = url.protocol === "https:" ? secureRequest : plainRequest;
    const request = open(url, {
      method: "POST",
      agent: false,
      headers: { ...headers, "Content-Type": "application/json", "Content-Length": Buffer.byteLength(body).toString(), Connection: "close" },
      signal: AbortSignal.timeout(timeoutMs),
    });
    request.on("socket", (socket) => socket.once(url.protocol === "https:" ? "secureConnect" : "connect", () => (sent = true)));
    request.on("error", (error) => fail(error.name === "TimeoutError" || error.name === "AbortError" ? `no answer within ${timeoutMs} ms` : error.message));
    request.on("response", (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      response.on("data", (part: Buffer) => {
        size += part.length;
        if (size > LARGEST) response.destroy(new Error(`answer is larger than ${LARGEST} bytes`));
        else parts.push(part);
      });
      response.on("error", (error) => fail(error.message));
      response.on("aborted", () => fail("the connection ended in the middle of the answer"));
      response.on("end", () => {
        if (response.complete) resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts).toString("utf8") });
      });
    });
    request.end(body);
  });
}
