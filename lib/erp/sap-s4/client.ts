import { z } from "zod";
import type { Http, HttpAnswer, HttpRequest } from "@/lib/erp/http/request";
import { literal } from "./edm";
import { failureOf, SapError } from "./failure";
import { type Credentials, signIn } from "./sign-in";
import type { SapSecrets, SapSettings } from "./settings";

/** The services that we speak with, below `/sap/opu/odata/sap/`. */
export const SERVICES = {
  orders: "API_PRODUCTION_ORDER_2_SRV",
  confirmations: "API_PROD_ORDER_CONFIRMATION_2_SRV",
  movements: "API_MATERIAL_DOCUMENT_SRV",
  stock: "API_MATERIAL_STOCK_SRV",
  notifications: "API_MAINTNOTIFICATION",
  inspection: "API_INSPECTIONLOT_SRV",
  products: "API_PRODUCT_SRV",
  boms: "API_BILL_OF_MATERIAL_SRV;v=0002",
  routings: "API_PRODUCTION_ROUTING",
  workCentres: "API_WORK_CENTERS",
  rates: "API_FCO_COST_RATE_SRV",
  batches: "API_BATCH_SRV",
  purchases: "API_PURCHASEORDER_PROCESS_SRV",
} as const;
export type Service = keyof typeof SERVICES;

/** Query options and parameters, already literals; empty ones are left out. */
export type Query = Readonly<Record<string, string | number | undefined>>;
export type Page<Row> = { readonly rows: readonly Row[]; /** Where SAP says the rest is, to be followed as it is. */ readonly next: string | null };

/** The calls of one message or one read. A token is fetched when first needed and belongs to these calls only. */
export type SapCalls = {
  /** One object. */
  get<Row>(service: Service, path: string, query: Query, schema: z.ZodType<Row>): Promise<Row>;
  /** A list, or the next part of one. */
  list<Row>(service: Service, path: string, query: Query, schema: z.ZodType<Row>): Promise<Page<Row>>;
  follow<Row>(next: string, schema: z.ZodType<Row>): Promise<Page<Row>>;
  /** A whole list that is known to be short. */
  all<Row>(service: Service, path: string, query: Query, schema: z.ZodType<Row>): Promise<readonly Row[]>;
  create<Row>(service: Service, path: string, body: object, schema: z.ZodType<Row>): Promise<Row>;
  /** Changes an object that is still as it was read: `etag` is what it carried then. */
  change(service: Service, path: string, body: object, etag: string): Promise<void>;
  /** A function import: its parameters go into the URL. */
  call(service: Service, name: string, parameters: Query): Promise<void>;
  /** Whether the service is there and hands out a token; proves that changes could be sent. */
  open(service: Service): Promise<void>;
};

export type SapClient = { begin(signal?: AbortSignal): SapCalls };

/** A link that leads in circles must not be followed for ever. */
const MOST_PAGES = 1000;

type Token = { readonly token: string; readonly cookie: string };

/** Makes a client; nothing is sent yet. Every failed call throws a `SapError`. */
export function sapClient(settings: SapSettings, secrets: SapSecrets, http: Http): SapClient {
  const credentials = signIn(settings, secrets, http);
  return { begin: (signal) => calls(settings, credentials, http, signal) };
}

function calls(settings: SapSettings, credentials: Credentials, http: Http, signal: AbortSignal | undefined): SapCalls {
  const tokens = new Map<Service, Token>();

  async function send(request: Pick<HttpRequest, "method" | "url" | "body">, headers: Readonly<Record<string, string>>, write: boolean): Promise<HttpAnswer> {
    const perform = async () => {
      const authorised = await credentials.headers(signal);
      return http({ ...request, headers: { accept: "application/json", ...authorised, ...headers }, timeoutMs: settings.timeoutSeconds * 1000, signal });
    };
    let answer = await perform();
    // A bearer token may have run out before its time. Signing in comes before anything else there, so nothing was done.
    if (answer.kind === "answer" && answer.status === 401 && credentials.renew()) answer = await perform();
    const name = `${request.method} ${new URL(request.url).pathname}`;
    if (answer.kind === "failure") throw new SapError({ kind: "transport", reached: answer.reached, code: answer.code, detail: answer.reason }, write, name);
    if (answer.status < 200 || answer.status >= 300) throw new SapError(failureOf(answer), write, name);
    return answer;
  }

  async function tokenFor(service: Service): Promise<Token> {
    const known = tokens.get(service);
    if (known !== undefined) return known;
    // The slash at the end matters to some systems.
    const answer = await send({ method: "GET", url: address(settings, service, "/", {}) }, { "x-csrf-token": "Fetch" }, false);
    const fetched = { token: answer.headers["x-csrf-token"] ?? "", cookie: cookiesOf(answer.headers["set-cookie"] ?? "") };
    tokens.set(service, fetched);
    return fetched;
  }

  async function modify(service: Service, method: "POST" | "PATCH", path: string, query: Query, body: object | null, etag?: string): Promise<HttpAnswer> {
    const perform = async () => {
      const { token, cookie } = await tokenFor(service);
      const headers = {
        "x-csrf-token": token,
        ...(cookie === "" ? {} : { cookie }),
        ...(body === null ? {} : { "content-type": "application/json" }),
        ...(etag === undefined ? {} : { "if-match": etag }),
      };
      return send({ method, url: address(settings, service, path, query), ...(body === null ? {} : { body: JSON.stringify(body) }) }, headers, true);
    };
    try {
      return await perform();
    } catch (error) {
      if (!(error instanceof SapError) || error.failure.kind !== "http" || !error.failure.tokenRequired) throw error;
      // The session behind the token is gone. Once only: a second time is a refusal.
      tokens.delete(service);
      return perform();
    }
  }

  async function list<Row>(service: Service, path: string, query: Query, schema: z.ZodType<Row>): Promise<Page<Row>> {
    const url = address(settings, service, path, query);
    return pageOf(await send({ method: "GET", url }, {}, false), url, schema);
  }
  const follow = async <Row>(next: string, schema: z.ZodType<Row>): Promise<Page<Row>> => pageOf(await send({ method: "GET", url: next }, {}, false), next, schema);

  return {
    list,
    follow,
    async all(service, path, query, schema) {
      let page = await list(service, path, query, schema);
      const rows = [...page.rows];
      for (let pages = 1; page.next !== null && pages < MOST_PAGES; pages++) {
        page = await follow(page.next, schema);
        rows.push(...page.rows);
      }
      return rows;
    },
    async get(service, path, query, schema) {
      const url = address(settings, service, path, query);
      return read(await send({ method: "GET", url }, {}, false), url, false, z.object({ d: schema })).d;
    },
    async create(service, path, body, schema) {
      return read(await modify(service, "POST", path, {}, body), path, true, z.object({ d: schema })).d;
    },
    async change(service, path, body, etag) {
      await modify(service, "PATCH", path, {}, body, etag);
    },
    async call(service, name, parameters) {
      await modify(service, "POST", `/${name}`, parameters, null);
    },
    async open(service) {
      await tokenFor(service);
    },
  };
}

function pageOf<Row>(answer: HttpAnswer, url: string, schema: z.ZodType<Row>): Page<Row> {
  const { results, __next } = read(answer, url, false, z.object({ d: z.object({ results: z.array(schema), __next: z.string().optional() }) })).d;
  // Only where we are anyway: a link to another host would carry our credentials there.
  const next = __next !== undefined && URL.canParse(__next, url) ? new URL(__next, url) : null;
  return { rows: results, next: next !== null && next.origin === new URL(url).origin ? next.href : null };
}

function read<Value>(answer: HttpAnswer, call: string, write: boolean, schema: z.ZodType<Value>): Value {
  const unreadable = (detail: string) => new SapError({ kind: "transport", reached: true, code: "UNREADABLE", detail }, write, call);
  try {
    const parsed = schema.safeParse(JSON.parse(answer.text));
    if (parsed.success) return parsed.data;
    throw unreadable(`SAP's answer has not the form that its service promises: ${parsed.error.issues.map((issue) => issue.path.join(".")).join(", ")}.`);
  } catch (error) {
    if (error instanceof SyntaxError) throw unreadable("SAP's answer is not JSON.");
    throw error;
  }
}

function address(settings: SapSettings, service: Service, path: string, query: Query): string {
  const all = { ...query, ...(settings.client === null ? {} : { "sap-client": settings.client }) };
  const options = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${encodeURIComponent(value)}`]));
  return `${settings.baseUrl}/sap/opu/odata/sap/${SERVICES[service]}${path}${options.length === 0 ? "" : `?${options.join("&")}`}`;
}

/** The cookies of an answer as a request sends them back: names and values without their attributes. */
function cookiesOf(header: string): string {
  return header
    .split(/\n|,(?=\s*[^;,=\s]+=)/)
    .map((cookie) => cookie.split(";")[0]?.trim() ?? "")
    .filter((cookie) => cookie !== "")
    .join("; ");
}

/** The first `top` rows of a list, over as many of SAP's own pages as that takes; `more`: there are others behind them. */
export async function firstRows<Row>(calls: SapCalls, service: Service, path: string, query: Query, top: number, schema: z.ZodType<Row>): Promise<{ rows: Row[]; more: boolean }> {
  let page = await calls.list(service, path, { ...query, $top: top }, schema);
  const rows = [...page.rows];
  while (page.next !== null && rows.length < top) {
    page = await calls.follow(page.next, schema);
    rows.push(...page.rows);
  }
  return { rows, more: page.next !== null || rows.length >= top };
}

/** The part of a path that names an object by its key, ready for an address; values are strings. */
export function keyOf(set: string, key: Readonly<Record<string, string>>): string {
  const parts = Object.entries(key).map(([name, value]) => [name, encodeURIComponent(literal(value))] as const);
  const only = parts.length === 1 ? parts[0]?.[1] : undefined;
  return `/${set}(${only ?? parts.map(([name, value]) => `${name}=${value}`).join(",")})`;
}

/** Waits, unless the caller gives up before. */
export async function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  if (milliseconds === 0 || signal?.aborted === true) return;
  await new Promise<void>((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal?.addEventListener("abort", done, { once: true });
  });
}
