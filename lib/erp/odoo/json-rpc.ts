import { z } from "zod";
import { retryAfterSeconds } from "@/lib/erp/http/retry-after";
import type { Json } from "@/lib/erp/port";
import type { Send, Wire } from "./client";
import { cut, OdooError } from "./failure";
import { readJson } from "./read-json";
import type { OdooSecrets, OdooSettings } from "./settings";

const Envelope = z.object({
  jsonrpc: z.literal("2.0"),
  result: z.json().optional(),
  error: z.object({ message: z.string().catch(""), data: z.object({ name: z.string(), message: z.string().catch("") }) }).optional(),
});

/** The argument that comes first and without its name, as the methods of the older versions have it. */
const FIRST: Readonly<Record<string, string>> = { search_read: "domain", search_count: "domain", create: "vals_list", write: "vals" };

/** JSON-RPC, up to Odoo 18 and announced to end with 22: one address, a login that gives a user id, status 200 whatever happened. */
export function jsonRpc(settings: Pick<OdooSettings, "url" | "database" | "login">, secrets: OdooSecrets, send: Send): Wire {
  let user: Promise<number> | null = null;
  let serial = 0;

  async function rpc(method: string, service: string, call: string, args: readonly Json[], signal: AbortSignal | undefined): Promise<Json> {
    serial += 1;
    const answer = await send(method, `${settings.url}/jsonrpc`, {}, { jsonrpc: "2.0", method: "call", id: serial, params: { service, method: call, args } }, signal);
    const envelope = answer.status === 200 ? readJson(answer.text, Envelope) : undefined;
    if (envelope === undefined) {
      const seconds = retryAfterSeconds(answer.headers);
      throw new OdooError({ kind: "http", status: answer.status, detail: cut(answer.text), ...(seconds === undefined ? {} : { retryAfterSeconds: seconds }) }, method);
    }
    if (envelope.error !== undefined) throw new OdooError({ kind: "error", name: envelope.error.data.name, message: cut(envelope.error.data.message), status: null }, method);
    return envelope.result ?? null;
  }

  async function login(): Promise<number> {
    const granted = await rpc("common.authenticate", "common", "authenticate", [settings.database, settings.login, secrets.apiKey, {}], undefined);
    if (typeof granted !== "number") throw new OdooError({ kind: "login" }, "common.authenticate");
    return granted;
  }

  function userId(): Promise<number> {
    if (user !== null) return user;
    const opening = login();
    user = opening;
    // A failed login must not be kept; a later call may try again when the caller's backoff lets it.
    opening.catch(() => {
      if (user === opening) user = null;
    });
    return opening;
  }

  return async (model, method, { ids, named = {}, context = {} }, signal) => {
    const first = FIRST[method];
    const { [first ?? ""]: leading, ...others } = named;
    const positional = [...(ids === undefined ? [] : [ids]), ...(leading === undefined ? [] : [leading])];
    const args = [settings.database, await userId(), secrets.apiKey, model, method, positional, { ...others, context }];
    return rpc(`${model}.${method}`, "object", "execute_kw", args, signal);
  };
}
