import type { Http } from "@/lib/erp/http/request";
import { retryAfterSeconds } from "@/lib/erp/http/retry-after";
import { TrytonError, cut, failureOf } from "./failure";
import { type Value, decode, encode } from "./values";

/** Where a Tryton is and who we are there. */
export type TrytonAccess = {
  readonly url: string;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly timeoutMs: number;
};

/** Parameters of a call without the context, which the client adds. */
export type Params = readonly Value[];
export type Context = { readonly [key: string]: Value };

type Session = { readonly userId: number; readonly authorization: string; readonly context: Context };

/** Names and unit symbols are translated: one language, whatever the account prefers. */
const LANGUAGE = "en";

/** A session with one Tryton. It logs in when first needed; one login serves all callers at once. */
export type TrytonClient = {
  /** Calls `method` with `params` and the login's context, `extra` merged in. */
  call(method: string, params: Params, extra?: Context): Promise<Value>;
  /** The id of our account, the `create_uid` of what we write. */
  userId(): Promise<number>;
  /** The company that the account works for. Without it costs would read as 0. */
  companyId(): Promise<number>;
  /** The same session, with calls that end when `signal` says so. */
  until(signal: AbortSignal | undefined): TrytonClient;
};

/** Makes a client; nothing is sent yet. Every failed call throws a `TrytonError`. */
export function trytonClient(access: TrytonAccess, http: Http): TrytonClient {
  const base = new URL(`${encodeURIComponent(access.database)}/`, access.url.endsWith("/") ? access.url : `${access.url}/`);
  let current: Promise<Session> | null = null;
  let serial = 0;

  async function send(method: string, params: readonly unknown[], authorization: string | null, signal?: AbortSignal): Promise<Value> {
    const login = authorization === null;
    const answer = await http({
      method: "POST",
      url: base.href,
      // trytond speaks HTTP/1.0: a connection per call, whatever the pool would rather do.
      headers: { "content-type": "application/json", connection: "close", ...(login ? {} : { authorization }) },
      // Exactly these three keys: a fourth one and the envelope is gone.
      body: JSON.stringify({ id: (serial += 1), method, params }),
      timeoutMs: access.timeoutMs,
      signal,
    });
    if (answer.kind === "failure") throw new TrytonError({ kind: "transport", reached: answer.reached, code: answer.code, detail: answer.reason }, method);
    if (answer.status !== 200) {
      const seconds = retryAfterSeconds(answer.headers);
      const when = seconds === undefined ? {} : { retryAfterSeconds: seconds };
      throw new TrytonError({ kind: "http", status: answer.status, login, detail: cut(textOf(answer.text)), ...when }, method);
    }
    return resultOf(method, answer.text);
  }

  async function open(): Promise<Session> {
    const granted = await send("common.db.login", [access.user, { password: access.password }, LANGUAGE], null);
    const [userId, key] = Array.isArray(granted) ? (granted as readonly Value[]) : [];
    if (typeof userId !== "number" || typeof key !== "string") {
      throw new TrytonError({ kind: "http", status: 401, login: true, detail: "login refused" }, "common.db.login");
    }
    const authorization = `Session ${Buffer.from(`${access.user}:${userId}:${key}`).toString("base64")}`;
    const preferences = await send("model.res.user.get_preferences", [true, {}], authorization);
    if (!isRecord(preferences) || typeof preferences["company"] !== "number") {
      throw new TrytonError({ kind: "error", name: "NoCompany", texts: [`The account ${access.user} has no company: choose one in its preferences.`] }, "common.db.login");
    }
    return { userId, authorization, context: { ...preferences, language: LANGUAGE } };
  }

  function session(): Promise<Session> {
    if (current !== null) return current;
    const opening = open();
    current = opening;
    // A failed login must not be kept; a later call may try again when the caller's backoff lets it.
    opening.catch(() => {
      if (current === opening) current = null;
    });
    return opening;
  }

  async function call(signal: AbortSignal | undefined, method: string, params: Params, extra: Context = {}): Promise<Value> {
    const mine = session();
    const used = await mine;
    const perform = (by: Session) => send(method, [...params.map(encode), encode({ ...by.context, ...extra })], by.authorization, signal);
    try {
      return await perform(used);
    } catch (error) {
      if (!(error instanceof TrytonError) || error.failure.kind !== "http" || error.failure.status !== 401) throw error;
      // The session has expired. Once only: a second 401 is a refusal. Others may have renewed it meanwhile.
      if (current === mine) current = null;
      return perform(await session());
    }
  }

  const bound = (signal: AbortSignal | undefined): TrytonClient => ({
    call: (method, params, extra) => call(signal, method, params, extra),
    userId: async () => (await session()).userId,
    companyId: async () => Number((await session()).context["company"]),
    until: bound,
  });
  return bound(undefined);
}

function resultOf(method: string, body: string): Value {
  let envelope: unknown;
  try {
    envelope = JSON.parse(body);
  } catch {
    throw new TrytonError({ kind: "transport", reached: true, code: "UNREADABLE", detail: `answer is not JSON: ${cut(textOf(body))}` }, method);
  }
  if (!isRecord(envelope) || !("result" in envelope || "error" in envelope)) {
    throw new TrytonError({ kind: "transport", reached: true, code: "UNREADABLE", detail: "answer has neither result nor error" }, method);
  }
  if ("error" in envelope) throw new TrytonError(failureOf(envelope["error"]), method);
  return decode(envelope["result"]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The words of an HTML error page. */
function textOf(body: string): string {
  return body
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
}
