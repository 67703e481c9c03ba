import { z } from "zod";
import type { Http } from "@/lib/erp/http/request";
import { failureOf, SapError } from "./failure";
import type { SapSecrets, SapSettings } from "./settings";

/** What proves who we are, on every call. */
export type Credentials = {
  headers(signal?: AbortSignal): Promise<Readonly<Record<string, string>>>;
  /** After a 401: forgets a bearer token. False when there is nothing that could be had anew. */
  renew(): boolean;
};

const Grant = z.object({ access_token: z.string().min(1), expires_in: z.coerce.number().positive().catch(300) });
/** A token is left alone that long before it ends: it must live until the call arrives. */
const SPARE_MS = 60_000;

/** Opens the three ways to sign in. A bearer token is fetched when first needed and kept until shortly before it ends; all calls share it. */
export function signIn(settings: SapSettings, secrets: SapSecrets, http: Http): Credentials {
  const basic = `Basic ${Buffer.from(`${settings.user}:${secrets.secret}`).toString("base64")}`;
  if (settings.auth === "BASIC") return { headers: async () => ({ authorization: basic }), renew: () => false };
  if (settings.auth === "API_KEY") return { headers: async () => ({ apikey: secrets.secret }), renew: () => false };
  let held: Promise<{ readonly token: string; readonly until: number }> | null = null;

  async function grant(signal: AbortSignal | undefined): Promise<{ readonly token: string; readonly until: number }> {
    const call = "token";
    if (settings.tokenUrl === null)
      throw new SapError({ kind: "http", status: 401, code: null, says: [], tokenRequired: false, retryAfterSeconds: undefined, raw: "" }, false, call);
    const answer = await http({
      method: "POST",
      url: settings.tokenUrl,
      headers: { authorization: basic, accept: "application/json", "content-type": "application/x-www-form-urlencoded" },
      body: "grant_type=client_credentials",
      timeoutMs: settings.timeoutSeconds * 1000,
      signal,
    });
    if (answer.kind === "failure") throw new SapError({ kind: "transport", reached: answer.reached, code: answer.code, detail: answer.reason }, false, call);
    // RFC 6749 answers a wrong client with 400 or 401: for us both are a sign-in that is not accepted.
    if (answer.status === 400) throw new SapError({ ...failureOf(answer), status: 401 }, false, call);
    if (answer.status !== 200) throw new SapError(failureOf(answer), false, call);
    const granted = readGrant(answer.text);
    if (granted === null) throw new SapError({ kind: "transport", reached: true, code: "UNREADABLE", detail: "The token address did not answer with a token." }, false, call);
    return { token: granted.access_token, until: Date.now() + granted.expires_in * 1000 };
  }

  async function bearer(signal: AbortSignal | undefined): Promise<string> {
    const known = held === null ? null : await held;
    if (known !== null && known.until - SPARE_MS > Date.now()) return known.token;
    const asking = grant(signal);
    held = asking;
    // A grant that failed must not be kept.
    asking.catch(() => {
      if (held === asking) held = null;
    });
    return (await asking).token;
  }

  return {
    headers: async (signal) => ({ authorization: `Bearer ${await bearer(signal)}` }),
    renew() {
      held = null;
      return true;
    },
  };
}

function readGrant(text: string): z.infer<typeof Grant> | null {
  try {
    const parsed = Grant.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
