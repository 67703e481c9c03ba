import { failureOf } from "./failure";
import type { Http, HttpFailure } from "./request";

const DEFAULT_TIMEOUT_MS = 30_000;
/** An answer beyond this is not read further: no ERP page that we ask for is near it. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** `Http` over `fetch`: bounded time and size, no redirects, every failure told apart by whether the request may have arrived. */
export const fetchHttp: Http = async (request) => {
  const timer = AbortSignal.timeout(request.timeoutMs ?? DEFAULT_TIMEOUT_MS);
  const signal = request.signal === undefined ? timer : AbortSignal.any([timer, request.signal]);
  try {
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.body,
      signal,
      // A redirect of a POST loses the body or the method; a wrong address is to be seen, not followed.
      redirect: "manual",
      cache: "no-store",
    });
    const text = await readBounded(response);
    if (typeof text !== "string") return text;
    return { kind: "answer", status: response.status, headers: headersOf(response.headers), text };
  } catch (error) {
    return failureOf(error, { timedOut: timer.aborted, cancelled: request.signal?.aborted ?? false });
  }
};

/** Several cookies come as several headers of one name, and a comma may be part of one: they are kept apart by lines. */
function headersOf(headers: Headers): Record<string, string> {
  const cookies = headers.getSetCookie();
  return { ...Object.fromEntries(headers), ...(cookies.length === 0 ? {} : { "set-cookie": cookies.join("\n") }) };
}

async function readBounded(response: Response): Promise<string | HttpFailure> {
  if (response.body === null) return "";
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > MAX_ANSWER_BYTES) {
      await reader.cancel();
      return { kind: "failure", code: "TOO_LARGE", reached: true, reason: "The answer is larger than 32 MB." };
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}
