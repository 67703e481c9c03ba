import { z } from "zod/mini";
import { inPatience } from "@/lib/client/patience";

/** Why signing in was refused, with what the words about it need. */
export type SignInRefusal = { readonly ok: false; readonly code: string; readonly left?: number; readonly until?: string; readonly reference?: string };

const Csrf = z.object({ csrfToken: z.string() });
const Answer = z.object({ url: z.string() });
/** next-auth answers with addresses; only their parameters matter here, never where they lead. */
const ANY_HOST = "http://localhost";

/** Posts credentials to the sign-in handler, as a form of our own would, and reads its answer. */
export async function postCredentials(way: "desk" | "tablet", fields: Readonly<Record<string, string>>): Promise<{ readonly ok: true } | SignInRefusal> {
  try {
    const answer = await post(`callback/${way}`, fields);
    const error = answer.searchParams.get("error");
    if (error !== null) return parseRefusal(error);
    return answer.searchParams.has("csrf") ? { ok: false, code: "TRY_AGAIN" } : { ok: true };
  } catch {
    // No network, or a server that is starting: nothing was counted as a try.
    return { ok: false, code: "UNREACHABLE" };
  }
}

/** Goes to the company's own sign-in page. */
export async function startSingleSignOn(to: string): Promise<SignInRefusal | undefined> {
  try {
    const { url } = await postJson("signin/oidc", { callbackUrl: to });
    window.location.assign(url);
    return undefined;
  } catch {
    return { ok: false, code: "UNREACHABLE" };
  }
}

/** Reads a refusal out of next-auth's `error` parameter: ours carry a code and figures, its own are a word. */
export function parseRefusal(error: string): SignInRefusal {
  const told = new URLSearchParams(error);
  const left = told.get("left");
  return {
    ok: false,
    code: told.get("code") ?? "TRY_AGAIN",
    left: left === null ? undefined : Number(left),
    until: told.get("until") ?? undefined,
    reference: told.get("reference") ?? undefined,
  };
}

async function post(path: string, fields: Readonly<Record<string, string>>): Promise<URL> {
  return new URL((await postJson(path, fields)).url, ANY_HOST);
}

async function postJson(path: string, fields: Readonly<Record<string, string>>): Promise<{ url: string }> {
  const { csrfToken } = Csrf.parse(await inPatience<unknown>(async (signal) => (await fetch("/api/auth/csrf", { cache: "no-store", signal })).json()));
  const response = await fetch(`/api/auth/${path}`, { method: "POST", body: new URLSearchParams({ ...fields, csrfToken, json: "true" }) });
  return Answer.parse(await response.json());
}
