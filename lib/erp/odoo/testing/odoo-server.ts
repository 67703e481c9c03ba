import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { lockNotAvailable, notFound, OdooFault, serializationFailure, typeError, unauthorized } from "./errors";
import { type Call, openMethods } from "./methods";
import { openPlant } from "./production";
import { modelsOf } from "./schema";
import { createOrder, seed } from "./seed";
import { openStore, type Row, type Stored } from "./store";

/**
 * What becomes of a call. Nothing was done: `rate` (429), `serialization` (500), `locked`, `gateway`. It was done: `lost` (the connection
 * breaks instead of an answer), `gatewayAfter`. `slow` answers later.
 */
export type Fault =
  | { readonly kind: "lost" | "serialization" | "locked" | "gateway" | "gatewayAfter" }
  | { readonly kind: "rate"; readonly seconds: number }
  | { readonly kind: "slow"; readonly milliseconds: number };

export type OdooServer = {
  readonly url: string;
  readonly database: string;
  readonly login: string;
  readonly apiKey: string;
  /** Asked about every call; null lets it pass. */
  meddle: ((call: Call) => Fault | null) | null;
  /** Records that somebody else has locked: `mrp.production,217`. */
  readonly locked: Set<string>;
  /** Calls so far, as `model.method`. */
  readonly calls: string[];
  readonly clerk: Clerk;
  stop(): Promise<void>;
};

/** A person at Odoo's own screens, and at its database. */
export type Clerk = {
  /** Makes a confirmed order for pumps and answers its id. */
  createOrder(qty: number): number;
  /** Makes a record as it stands. */
  create(model: string, values: Readonly<Record<string, Stored>>): number;
  change(model: string, id: number, values: Readonly<Record<string, Stored>>): void;
  /** Sets when a record was last changed, as an import does that keeps stamps. */
  stampAs(model: string, id: number, at: string): void;
  cancel(order: number): void;
  rows(model: string): readonly Row[];
  /** Records of a model whose field holds this value. */
  count(model: string, field: string, value: Stored): number;
  /** What lies in stock of a lot, or of a product without lots. */
  onHand(product: number, lot: string | null): number;
  /** From now on this method (`model.method`) answers so and does nothing; null: as it should. */
  answer(method: string, result: unknown): void;
  /** Lets Odoo's clock go on. */
  wait(seconds: number): void;
};

const DATABASE = "works";
const LOGIN = "mes@example.test";
const API_KEY = "b3c1f0d2e4a5968778695a4b3c2d1e0f01234567";
const USER = 7;
const RpcBody = z.strictObject({
  jsonrpc: z.literal("2.0"),
  method: z.literal("call"),
  id: z.number(),
  params: z.strictObject({ service: z.string(), method: z.string(), args: z.array(z.json()) }),
});
const Named = z.record(z.string(), z.json());
/** Which argument comes first without its name in an old call, after the ids of methods that have them. */
const POSITIONAL: Readonly<Record<string, readonly string[]>> = { search_read: ["domain"], search_count: ["domain"], create: ["vals_list"], write: ["ids", "vals"] };

/** Starts an Odoo of that version in memory, with one company, its plant and an account. JSON-2 is there from 19 on. */
export async function startOdoo({
  version = 19,
  keyField = "x_mes_ref",
  mayNot = [],
}: { readonly version?: number; readonly keyField?: string | null; readonly mayNot?: readonly string[] } = {}): Promise<OdooServer> {
  let offset = -3_600_000;
  const clock = () => new Date(Date.now() + offset);
  const store = openStore(modelsOf(version, keyField), clock, () => computed);
  const plant = openPlant(store, version);
  const answer = openMethods(store, plant, new Set(mayNot));
  const minutes = (row: Row) =>
    typeof row["date_end"] === "string" ? (Date.parse(`${row["date_end"].slice(0, 19)}Z`) - Date.parse(`${String(row["date_start"]).slice(0, 19)}Z`)) / 60_000 : 0;
  const computed: Parameters<typeof openStore>[2] extends () => infer All ? All : never = {
    "mrp.production": { qty_produced: (row) => row["done_qty"] ?? 0 },
    "mrp.workorder": { duration: (row) => store.all("mrp.workcenter.productivity").reduce((total, time) => total + (time["workorder_id"] === row.id ? minutes(time) : 0), 0) },
    "mrp.workcenter.productivity": { duration: minutes },
    "mrp.workcenter": { working_state: plant.workingState },
    "mrp.routing.workcenter": { time_cycle: (row) => row["time_cycle_manual"] ?? 0 },
    "stock.move": { [plant.moved]: plant.quantityOf },
    "stock.move.line": { state: (row) => (typeof row["move_id"] === "number" && row["move_id"] > 0 ? (store.get("stock.move", row["move_id"])["state"] ?? false) : "done") },
    "mail.activity": { res_model: (row) => store.get("ir.model", Number(row["res_model_id"]))["model"] ?? false },
  };
  seed(store, version, keyField);
  createOrder(store, version, 100, 217);
  offset += 1_800_000;

  const state: { meddle: OdooServer["meddle"] } = { meddle: null };
  const [locked, calls] = [new Set<string>(), new Array<string>()];
  const canned = new Map<string, unknown>();

  /** Carries a call out as one transaction. */
  function run(call: Call, fault: Fault | null): unknown {
    calls.push(`${call.model}.${call.method}`);
    if (fault?.kind === "serialization") throw serializationFailure();
    const changes = !["search_read", "search_count", "read"].includes(call.method);
    if (fault?.kind === "locked" || (changes && (call.ids ?? []).some((id) => locked.has(`${call.model},${id}`)))) throw lockNotAvailable();
    return canned.has(`${call.model}.${call.method}`) ? canned.get(`${call.model}.${call.method}`) : store.transaction(() => answer(call));
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const body: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8") || "null");
    response.setHeader("date", clock().toUTCString());
    const path = (request.url ?? "").split("/");
    if (request.method !== "POST" || request.headers["content-type"] !== "application/json") return send(response, 415, "<h1>Unsupported Media Type</h1>");
    if (version >= 19 && path[1] === "json" && path[2] === "2" && path.length === 5) return json2(request, response, path[3] ?? "", path[4] ?? "", body);
    if (request.url === "/jsonrpc") return jsonRpc(request, response, body);
    return send(response, 404, "<!doctype html><title>404 Not Found</title><h1>Not Found</h1>");
  }

  async function json2(request: IncomingMessage, response: ServerResponse, model: string, method: string, body: unknown): Promise<void> {
    try {
      if (request.headers.authorization !== `bearer ${API_KEY}` || request.headers["x-odoo-database"] !== DATABASE) throw unauthorized();
      const { ids, context, ...named } = Named.parse(body);
      const call: Call = { model, method, ids: ids === undefined ? null : z.array(z.number()).parse(ids), named, context: Named.parse(context ?? {}), user: USER };
      await carry(request, response, call, (result) => result);
    } catch (error) {
      if (!(error instanceof OdooFault)) throw error;
      send(response, error.status, {
        name: error.fullName,
        message: error.message,
        arguments: [error.message, ...error.more],
        context: {},
        debug: "Traceback (most recent call last): ...",
      });
    }
  }

  async function jsonRpc(request: IncomingMessage, response: ServerResponse, body: unknown): Promise<void> {
    const { id, params } = RpcBody.parse(body);
    const wrap = (result: unknown) => ({ jsonrpc: "2.0", id, result });
    try {
      if (params.service === "common" && params.method === "authenticate") {
        const [database, login, key] = params.args;
        return send(response, 200, wrap(database === DATABASE && login === LOGIN && key === API_KEY ? USER : false));
      }
      if (params.service !== "object" || params.method !== "execute_kw") throw notFound("unknown service");
      await carry(request, response, rpcCall(params.args), wrap);
    } catch (error) {
      if (!(error instanceof OdooFault)) throw error;
      // The old protocol has no statuses, and other classes where Python itself complains.
      const name = error.fullName === "werkzeug.exceptions.NotFound" ? "builtins.AttributeError" : error.fullName;
      send(response, 200, {
        jsonrpc: "2.0",
        id,
        error: {
          code: 200,
          message: "Odoo Server Error",
          data: { name, debug: "Traceback (most recent call last): ...", message: error.message, arguments: [error.message], context: {} },
        },
      });
    }
  }

  function rpcCall(args: readonly z.infer<ReturnType<typeof z.json>>[]): Call {
    const [database, user, key, model, method, positional, named] = args;
    if (database !== DATABASE || user !== USER || key !== API_KEY) throw new OdooFault("odoo.exceptions.AccessDenied", "Access Denied", 403);
    if (typeof model !== "string" || typeof method !== "string" || !Array.isArray(positional)) throw typeError("execute_kw() needs a model, a method and a list of arguments");
    const names = POSITIONAL[method] ?? ["ids"];
    if (positional.length > names.length) throw typeError(`${method}() takes ${names.length} positional arguments`);
    const { context, ...kwargs } = Named.parse(named ?? {});
    const { ids, ...all } = { ...Object.fromEntries(positional.map((value, index) => [names[index] ?? "", value])), ...kwargs };
    return { model, method, ids: ids === undefined ? null : z.array(z.number()).parse(ids), named: all, context: Named.parse(context ?? {}), user: USER };
  }

  async function carry(request: IncomingMessage, response: ServerResponse, call: Call, wrap: (result: unknown) => unknown): Promise<void> {
    const fault = state.meddle?.(call) ?? null;
    if (fault?.kind === "rate") return send(response.setHeader("retry-after", String(fault.seconds)), 429, "Too Many Requests");
    if (fault?.kind === "gateway") return send(response, 502, "<html><h1>502 Bad Gateway</h1></html>");
    if (fault?.kind === "slow") await pause(fault.milliseconds);
    const result = run(call, fault);
    if (fault?.kind === "lost") return void request.socket.destroy();
    if (fault?.kind === "gatewayAfter") return send(response, 504, "<html><h1>504 Gateway Time-out</h1></html>");
    send(response, 200, wrap(result));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => send(response, 400, error instanceof Error ? error.message : "bad request"));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    database: DATABASE,
    login: LOGIN,
    apiKey: API_KEY,
    get meddle() {
      return state.meddle;
    },
    set meddle(next) {
      state.meddle = next;
    },
    locked,
    calls,
    clerk: {
      createOrder: (qty) => createOrder(store, version, qty),
      create: (model, values) => store.create(model, values).id,
      answer: (method, result) => void (result === null ? canned.delete(method) : canned.set(method, result)),
      change: (model, id, values) => void store.write(model, id, values),
      stampAs: (model, id, at) => store.stampAs(model, id, at),
      cancel: (order) => void plant.cancel(order),
      rows: store.all,
      count: (model, field, value) => store.all(model).filter((row) => row[field] === value).length,
      onHand(product, lot) {
        const lots = store.all("stock.lot").filter((one) => one["name"] === lot && one["product_id"] === product);
        const held = store.all("stock.quant").filter((quant) => quant["product_id"] === product && (lot === null || lots.some((one) => one.id === quant["lot_id"])));
        return held.reduce((total, quant) => total + Number(quant["quantity"]), 0);
      },
      wait: (seconds) => void (offset += seconds * 1000),
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  response.writeHead(status, { "content-type": typeof body === "string" ? "text/html" : "application/json" }).end(text);
}
