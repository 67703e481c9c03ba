import "server-only";
import { composition } from "@/lib/composition";
import { problem, problemOf } from "./problem";
import { readBytes } from "./read-json";

const MAX_BYTES = 2 * 1024 * 1024;

/** Hands a webhook to the channel's door with its body as it came, because signatures cover that. */
export async function acceptWebhook(request: Request, connectionCode: string): Promise<Response> {
  const bytes = await readBytes(request, MAX_BYTES);
  if (bytes === null) return problem({ code: "TOO_LARGE", params: { maxBytes: MAX_BYTES } });
  const rawBody = new TextDecoder().decode(bytes);
  const answer = await composition().channel.webhook(connectionCode, { headers: Object.fromEntries(request.headers), rawBody });
  if ("refused" in answer) return problemOf({ ...answer.refused, status: answer.status }, "retryAfterSeconds" in answer ? { "retry-after": String(answer.retryAfterSeconds) } : {});
  return Response.json(answer.body, { status: answer.status, headers: { "cache-control": "no-store" } });
}
