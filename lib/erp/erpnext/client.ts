import { z } from "zod";
import type { Http, HttpRequest } from "@/lib/erp/http/request";
import { retryAfterSeconds } from "@/lib/erp/http/retry-after";
import type { Json } from "@/lib/erp/port";
import { failureOf, FrappeError, parseJson } from "./failure";
import type { ErpnextSecrets, ErpnextSettings } from "./settings";

/** `[field, operator, value]`. */
export type Filter = readonly [field: string, operator: "=" | "!=" | "<" | "<=" | ">" | ">=" | "in" | "not in" | "like", value: Json];

export type Query = {
  readonly fields: readonly string[];
  readonly filters: readonly Filter[];
  /** `"modified asc, name asc"`. */
  readonly orderBy?: string;
  readonly start?: number;
  /** Always sent: a page has 20 rows unless asked. */
  readonly length: number;
};

export type Values = { readonly [field: string]: Json };

/** Speaks to one ERPNext site. Every failed call throws a `FrappeError`. */
export type FrappeClient = {
  /** Header fields of a page of documents, as they came. */
  list(doctype: string, query: Query): Promise<readonly Json[]>;
  /** A whole document with its tables, as it came; null when there is none of that name. */
  read(doctype: string, name: string): Promise<Json | null>;
  /** Makes a document, submits it where `values` say docstatus 1; answers its name. */
  insert(doctype: string, values: Values): Promise<string>;
  /** Changes a document; a table among the values replaces the one that is there. */
  update(doctype: string, name: string, values: Values): Promise<void>;
  /** Calls a method of the server that changes something. */
  run(method: string, values: Values): Promise<Json>;
  /** Calls a method of the server that only answers. */
  ask(method: string, values: { readonly [name: string]: string }): Promise<Json>;
  /** The same with calls that end when `signal` says so. */
  until(signal: AbortSignal | undefined): FrappeClient;
};

const Data = z.object({ data: z.json() });
const Rows = z.object({ data: z.array(z.json()) });
const Named = z.object({ data: z.object({ name: z.union([z.string(), z.number()]).transform(String) }) });
const Message = z.object({ message: z.json() });

/** Makes a client; nothing is sent yet. */
export function frappeClient(settings: ErpnextSettings, secrets: ErpnextSecrets, http: Http): FrappeClient {
  const headers = {
    accept: "application/json",
    authorization: `token ${secrets.apiKey}:${secrets.apiSecret}`,
    ...(settings.siteName === null ? {} : { "x-frappe-site-name": settings.siteName }),
  };

  async function send<Output>(schema: z.ZodType<Output>, method: HttpRequest["method"], path: string, body: Values | null, signal?: AbortSignal): Promise<Output> {
    const answer = await http({
      method,
      url: settings.url + path,
      headers: body === null ? headers : { ...headers, "content-type": "application/json" },
      ...(body === null ? {} : { body: JSON.stringify(body) }),
      timeoutMs: settings.timeoutSeconds * 1000,
      signal,
    });
    if (answer.kind === "failure") throw new FrappeError({ kind: "transport", reached: answer.reached, code: answer.code, reason: answer.reason });
    if (answer.status < 200 || answer.status >= 300) throw new FrappeError(failureOf(answer.status, answer.text, retryAfterSeconds(answer.headers)));
    return parse(schema, parseJson(answer.text), `${method} ${path.split("?")[0]}`);
  }

  const bound = (signal: AbortSignal | undefined): FrappeClient => ({
    async list(doctype, { fields, filters, orderBy, start = 0, length }) {
      const query = new URLSearchParams({
        fields: JSON.stringify(fields),
        filters: JSON.stringify(filters),
        ...(orderBy === undefined ? {} : { order_by: orderBy }),
        limit_start: String(start),
        limit_page_length: String(length),
      });
      return (await send(Rows, "GET", `${resource(doctype)}?${query}`, null, signal)).data;
    },
    async read(doctype, name) {
      try {
        return (await send(Data, "GET", resource(doctype, name), null, signal)).data;
      } catch (error) {
        const failure = error instanceof FrappeError ? error.failure : null;
        if (failure?.kind === "answer" && failure.status === 404 && failure.exception === "DoesNotExistError") return null;
        throw error;
      }
    },
    insert: async (doctype, values) => (await send(Named, "POST", resource(doctype), values, signal)).data.name,
    update: async (doctype, name, values) => void (await send(Named, "PUT", resource(doctype, name), values, signal)),
    run: async (method, values) => (await send(Message, "POST", `/api/method/${method}`, values, signal)).message,
    ask: async (method, values) => (await send(Message, "GET", `/api/method/${method}?${new URLSearchParams(values)}`, null, signal)).message,
    until: bound,
  });
  return bound(undefined);
}

function resource(doctype: string, name?: string): string {
  return `/api/resource/${encodeURIComponent(doctype)}${name === undefined ? "" : `/${encodeURIComponent(name)}`}`;
}

/** What came, as the schema has it. @throws FrappeError `unexpected`. */
export function parse<Output>(schema: z.ZodType<Output>, value: unknown, what: string): Output {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new FrappeError({ kind: "unexpected", reason: `${what} answered otherwise than expected: ${z.prettifyError(parsed.error).slice(0, 300)}`, raw: "" });
}
