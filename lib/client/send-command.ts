import type { PlainCommandName } from "./operator-command";
import type { SendResult } from "./queue-item";
import type { SentBy } from "./queue-parts";

/**
 * Sends a command of the floor, for an account whose session the browser may no longer have: then `proof` lets another's bring it, or it answers UNAUTHENTICATED, or
 * UNPROVEN where the server does not believe it (SEC-06). A plain request and no
 * server action: those wait for each other in one line with all navigation, so that one that is never answered would hold the page, and change their names
 * with every build, so that a page that stands open over an update could send nothing any more.
 * @throws Error when no server of ours has answered, or none that has looked at it.
 */
export async function sendCommand(name: PlainCommandName, input: Readonly<Record<string, unknown>>, { accountId, proof }: SentBy, signal: AbortSignal): Promise<SendResult> {
  const response = await fetch(`/api/commands/${name}`, {
    method: "POST",
    cache: "no-store",
    headers: { "content-type": "application/json", accept: "application/json" },
    body: JSON.stringify({ accountId, input, tapped: proof }),
    signal,
  });
  return answerOf(response, name);
}

/** Of the way that a call took, as a proxy that was set up wrong changes it, and not of what was sent: nobody has looked at that. */
const ABOUT_THE_CALL: readonly string[] = ["CROSS_ORIGIN", "UNSUPPORTED_MEDIA"];

/**
 * What the server answers to something of a queue. What is too large for its door is answered as FAULT: it is kept and tried again, and holds up nothing for long.
 * @throws Error when it was answered by something else, or not taken at all.
 */
export async function answerOf(response: Response, name: string): Promise<SendResult> {
  const type = response.headers.get("content-type") ?? "";
  // A gateway that speaks for the server, or the sign-in page of a network, has no answer to a command.
  if (!/^application\/(problem\+)?json\b/.test(type)) throw new Error(`${name} was answered by something else, ${response.status}`);
  const body = (await response.json()) as unknown;
  if (response.ok) return { ok: true, data: body };
  const problem = body as { readonly code?: string; readonly params?: Extract<SendResult, { ok: false }>["params"]; readonly reference?: string };
  // Nobody has looked at it to the end: it was one too many, or the database is away.
  if (response.status === 429 || response.status === 503 || typeof problem.code !== "string") throw new Error(`${name} was not taken, ${response.status}`);
  if (ABOUT_THE_CALL.includes(problem.code)) throw new Error(`${name} was not taken, ${problem.code}`);
  if (problem.code === "TOO_LARGE") return { ok: false, code: "FAULT", params: {} };
  return { ok: false, code: problem.code, params: { ...problem.params, ...(problem.reference === undefined ? {} : { reference: problem.reference }) } };
}
