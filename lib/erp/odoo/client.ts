import type { Http, HttpAnswer } from "@/lib/erp/http/request";
import type { Json } from "@/lib/erp/port";
import { json2 } from "./json2";
import { jsonRpc } from "./json-rpc";
import { OdooError } from "./failure";
import type { OdooSecrets, OdooSettings } from "./settings";

/** What a method is called with: records, arguments by name, and what is added to the context. */
export type Arguments = { readonly ids?: readonly number[]; readonly named?: Readonly<Record<string, Json>>; readonly context?: Readonly<Record<string, Json>> };

/** One call is one transaction in Odoo. */
export type OdooClient = {
  /** @throws OdooError for every call that did not answer with a result. */
  call(model: string, method: string, given?: Arguments): Promise<Json>;
  /** Odoo's clock at its last answer; ours while it has not said. */
  clock(): Date;
  /** The same with calls that end when `signal` says so. */
  until(signal: AbortSignal | undefined): OdooClient;
};

/** What both protocols speak through: a POST of JSON that is answered, whatever the answer. */
export type Send = (method: string, url: string, headers: Readonly<Record<string, string>>, body: Json, signal: AbortSignal | undefined) => Promise<HttpAnswer>;

/** One protocol: carries a call whose context is complete. */
export type Wire = (model: string, method: string, given: Arguments, signal: AbortSignal | undefined) => Promise<Json>;

/** Makes a client for the protocol of the settings; nothing is sent yet. */
export function odooClient(settings: OdooSettings, secrets: OdooSecrets, http: Http): OdooClient {
  let told: Date | null = null;
  const send: Send = async (method, url, headers, body, signal) => {
    const answer = await http({
      method: "POST",
      url,
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
      timeoutMs: settings.timeoutSeconds * 1000,
      signal,
    });
    if (answer.kind === "failure") throw new OdooError({ kind: "transport", reached: answer.reached, code: answer.code, detail: answer.reason }, method);
    const at = Date.parse(answer.headers.date ?? "");
    if (!Number.isNaN(at)) told = new Date(at);
    return answer;
  };
  const wire = settings.protocol === "JSON2" ? json2(settings, secrets, send) : jsonRpc(settings, secrets, send);
  // Texts of errors and names of records in one language, times in UTC, whatever the account prefers.
  const context = { lang: "en_US", tz: "UTC", allowed_company_ids: [settings.companyId] };
  const withSignal = (signal: AbortSignal | undefined): OdooClient => ({
    call: (model, method, given = {}) => wire(model, method, { ...given, context: { ...context, ...given.context } }, signal),
    clock: () => told ?? new Date(),
    until: withSignal,
  });
  return withSignal(undefined);
}
