import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { z } from "zod";
import type { Entity, Row } from "./edm-model";
import { parse, send } from "./http-body";
import { parseFilter, parseOrder, readLiteral } from "./odata-query";
import { cancelConfirmation, postConfirmation } from "./sap-confirmations";
import { badQuery, envelope, notFound, SapRefusal, unknownProperty } from "./sap-errors";
import { postResult } from "./sap-inspection";
import { entityOf, SERVICES } from "./sap-model";
import { cancelDocument, postDocument } from "./sap-movements";
import { changeNotification, completeNotification, postNotification } from "./sap-notifications";
import { allOrNothing, changeOrder, createOrder, findRow, newState, rowsOf, type SapState } from "./sap-state";

/** What goes wrong with one call: `lost` and `500-after` once it was carried out, everything else instead of it. */
export type Fault = "lost" | "never" | "429" | "500" | "500-after" | "503" | "slow" | "token" | "bearer" | "lock-code" | "lock-status";
export type Call = { readonly method: string; readonly path: string; readonly write: boolean };

export type SapServer = {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly state: SapState;
  /** Every call that arrived, oldest first. */
  readonly calls: Call[];
  /** Asked before each call; null lets it through. */
  fault: (call: Call) => Fault | null;
  /** Releases that do not filter by the external key of confirmations answer with 400. */
  filtersByKey: boolean;
  /** Whether an external key or reference that is there already is refused. SAP is not known to. */
  refusesRepeatedKeys: boolean;
  /** So often the material documents of a new confirmation are not to be seen yet. */
  lateMovements: number;
  /** Records that SAP hands out at once, however many were asked for. */
  pageSize: number;
  /** What a person at the keyboard does. */
  readonly clerk: {
    create(order: string, quantity: string, released?: boolean): void;
    change(order: string, fields: Row): void;
    release(order: string): void;
    cancel(order: string): void;
    /** How many confirmations carry this key and still count. */
    confirmations(key: string): number;
    /** How many material documents carry this reference and still count. */
    documents(reference: string): number;
    stock(material: string, batch: string, type?: string): string;
  };
  stop(): Promise<void>;
};

const WAIT_MS = 400;
const CLIENT = "200";
const WRITES: Readonly<Record<string, (state: SapState, body: unknown) => Row>> = {
  ProdnOrdConf2: postConfirmation,
  A_MaterialDocumentHeader: postDocument,
  MaintenanceNotification: postNotification,
  A_InspectionResult: postResult,
};
/** Function imports: their service, and which of their parameters have which type. */
const FUNCTIONS: Readonly<
  Record<
    string,
    {
      readonly service: string;
      readonly parameters: Readonly<Record<string, "String" | "Guid" | "Day">>;
      readonly needs: readonly string[];
      run(state: SapState, given: Record<string, string>): Row;
    }
  >
> = {
  CancelProdnOrdConf: {
    service: "API_PROD_ORDER_CONFIRMATION_2_SRV",
    parameters: { ConfirmationGroup: "String", ConfirmationCount: "String", PostingDate: "Day", ConfirmationText: "String", ExternalSystemConfirmation: "Guid" },
    needs: ["ConfirmationGroup", "ConfirmationCount", "PostingDate"],
    run: (state, given) => cancelConfirmation(state, given, given["PostingDate"] ?? ""),
  },
  Cancel: {
    service: "API_MATERIAL_DOCUMENT_SRV",
    parameters: { MaterialDocumentYear: "String", MaterialDocument: "String", PostingDate: "Day" },
    needs: ["MaterialDocumentYear", "MaterialDocument"],
    run: (state, given) =>
      cancelDocument(state, { MaterialDocumentYear: given["MaterialDocumentYear"] ?? "", MaterialDocument: given["MaterialDocument"] ?? "" }, given["PostingDate"] ?? ""),
  },
  TechlyCmpltOrder: {
    service: "API_PRODUCTION_ORDER_2_SRV",
    parameters: { ManufacturingOrder: "String" },
    needs: ["ManufacturingOrder"],
    run(state, { ManufacturingOrder = "" }) {
      const order = findRow(state, "A_ProductionOrder_2", { ManufacturingOrder });
      if (order === undefined) throw new SapRefusal("CO/017", `Order ${ManufacturingOrder} not found`);
      if (order["OrderIsReleased"] !== "X") throw new SapRefusal("BS/013", `Order ${ManufacturingOrder} is not released`);
      changeOrder(state, ManufacturingOrder, { OrderIsTechnicallyCompleted: "X", OrderIsReleased: "" });
      return { SystemMessageType: "S", SystemMessageIdentification: "CO", SystemMessageNumber: "080" };
    },
  },
  CompleteMaintNotification: {
    service: "API_MAINTNOTIFICATION",
    parameters: { MaintenanceNotification: "String" },
    needs: ["MaintenanceNotification"],
    run: (state, given) => completeNotification(state, given["MaintenanceNotification"] ?? ""),
  },
};

/** Starts an SAP with the orders of the fixtures on a free port. It refuses what SAP refuses: it is the only one here. */
export async function startSapServer(options: { readonly now?: () => Date } = {}): Promise<SapServer> {
  const state = newState(options.now);
  const sessions = new Map<string, string>();
  const bearers = new Set<string>();
  const user = "MES_API";
  const password = randomBytes(9).toString("base64url");
  const late = new Map<string, number>();

  const http = createServer((request, response) => void answer(request, response).catch((fault: unknown) => response.destroy(fault instanceof Error ? fault : undefined)));
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  const { port } = z.object({ port: z.number() }).parse(http.address());
  const url = `http://127.0.0.1:${port}`;
  const server: SapServer = {
    url,
    user,
    password,
    state,
    calls: [],
    fault: () => null,
    filtersByKey: true,
    refusesRepeatedKeys: false,
    lateMovements: 0,
    pageSize: 1000,
    clerk: {
      create: (order, quantity, released = true) => createOrder(state, order, quantity, released),
      change: (order, fields) => changeOrder(state, order, fields),
      release(order) {
        changeOrder(state, order, { OrderIsReleased: "X" });
        rowsOf(state, "A_ProductionOrderStatus_2").push({ ManufacturingOrder: order, StatusCode: "I0002", IsUserStatus: false, StatusShortName: "REL", StatusName: "Released" });
      },
      cancel: (order) => changeOrder(state, order, { OrderIsMarkedForDeletion: "X" }),
      confirmations: (key) =>
        rowsOf(state, "ProdnOrdConf2").filter((row) => row["ExternalSystemConfirmation"] === key && row["IsReversed"] === false && row["IsReversal"] === false).length,
      documents(reference) {
        const cancelled = new Set(rowsOf(state, "A_MaterialDocumentItem").flatMap((row) => (row["GoodsMovementIsCancelled"] === true ? [row["MaterialDocument"]] : [])));
        return rowsOf(state, "A_MaterialDocumentHeader").filter((row) => row["ReferenceDocument"] === reference && !cancelled.has(row["MaterialDocument"])).length;
      },
      stock: (material, batch, type = "01") =>
        String(findRow(state, "A_MatlStkInAcctMod", { Material: material, Batch: batch, InventoryStockType: type })?.["MatlWrhsStkQtyInMatlBaseUnit"] ?? "0"),
    },
    async stop() {
      http.closeAllConnections();
      http.close();
      await once(http, "close");
    },
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const address = new URL(request.url ?? "/", url);
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
    const body = Buffer.concat(chunks).toString("utf8");
    if (address.pathname === "/oauth/token") return token(request, response, body);
    const write = request.method === "POST" || request.method === "PATCH";
    const call = { method: request.method ?? "", path: address.pathname, write };
    server.calls.push(call);
    const fault = server.fault(call);
    if (fault === "never") return void response.destroy();
    if (fault === "429") return send(response, 429, { error: { code: "429", message: "Rate limit exceeded" } }, { "retry-after": "1" });
    if (fault === "500" || fault === "503") return send(response, Number(fault), "<html><body>The gateway failed</body></html>");
    if (fault === "slow") await new Promise((resolve) => setTimeout(resolve, WAIT_MS));
    if (fault === "token") sessions.clear();
    if (fault === "bearer") bearers.clear();
    const service = /^\/sap\/opu\/odata\/sap\/([^/]+)/.exec(address.pathname)?.[1] ?? "";
    try {
      if (fault === "lock-code" && write) throw new SapRefusal("56/393", "Object 1000217 is blocked by user PLANNER01");
      if (fault === "lock-status" && write) throw new SapRefusal("/IWBEP/CM_MGW_RT/000", "Resource is locked", 423, false);
      const done = serve(request, address, decodeURIComponent(service), body);
      if (fault === "lost") return void response.destroy();
      if (fault === "500-after") return send(response, 500, "<html><body>The gateway failed</body></html>");
      send(response, done.status, done.body, done.headers);
    } catch (refusal) {
      if (!(refusal instanceof SapRefusal)) throw refusal;
      if (fault === "lost") return void response.destroy();
      if (refusal.code === "CSRF") return send(response, 403, "CSRF token validation failed", { "content-type": "text/plain;charset=utf-8", "x-csrf-token": "Required" });
      if (refusal.code === "") return send(response, refusal.status, "<html><body>Unauthorized</body></html>");
      send(response, refusal.status, envelope(refusal, decodeURIComponent(service)));
    }
  }

  function token(request: IncomingMessage, response: ServerResponse, body: string): void {
    if (request.headers.authorization !== basic()) return send(response, 401, { error: "invalid_client" });
    if (body !== "grant_type=client_credentials") return send(response, 400, { error: "unsupported_grant_type" });
    const made = randomBytes(12).toString("hex");
    bearers.add(made);
    send(response, 200, { access_token: made, token_type: "bearer", expires_in: 3600 });
  }

  const basic = () => `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;

  function signedIn({ headers }: IncomingMessage): boolean {
    const bearer = /^Bearer (.+)$/.exec(headers.authorization ?? "")?.[1];
    return headers.authorization === basic() || (bearer !== undefined && bearers.has(bearer)) || headers["apikey"] === password;
  }

  type Done = { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string | string[]>> };

  function serve(request: IncomingMessage, address: URL, service: string, body: string): Done {
    const sets = SERVICES[service];
    if (!signedIn(request)) throw new SapRefusal("", "Unauthorized", 401, false);
    if (!address.pathname.startsWith("/sap/opu/odata/sap/")) throw new SapRefusal("", "Not found", 404, false);
    if (sets === undefined) throw new SapRefusal("/IWFND/MED/170", `No service found for namespace '', name '${service}', version '0001'`, 404, false);
    const options = new Map(address.searchParams);
    if ((options.get("sap-client") ?? CLIENT) !== CLIENT) throw new SapRefusal("", "Unauthorized", 401, false);
    options.delete("sap-client");
    const rest = address.pathname.slice(`/sap/opu/odata/sap/${service}`.length);
    if (rest === "/" || rest === "") return root(request, sets);
    const segments = rest.slice(1).split("/").map(decodeURIComponent);
    if (request.method === "GET") return { status: 200, body: { d: read(service, sets, segments, options) } };
    if (request.headers["content-type"] !== "application/json" && body !== "") throw new SapRefusal("/IWBEP/CM_MGW_RT/012", "Unsupported content type", 415, false);
    checkSession(request);
    return allOrNothing(state, () => modify(request, service, sets, segments, options, body));
  }

  function root(request: IncomingMessage, sets: readonly Entity[]): Done {
    const wants = request.headers["x-csrf-token"]?.toString().toLowerCase() === "fetch";
    if (!wants) return { status: 200, body: { d: { EntitySets: sets.map(({ set }) => set) } } };
    const [session, made] = [randomBytes(8).toString("hex"), `${randomBytes(9).toString("base64")}==`];
    sessions.set(session, made);
    const cookies = [`SAP_SESSIONID_S4D_${CLIENT}=${session}; path=/; secure; HttpOnly`, `sap-usercontext=sap-client=${CLIENT}; path=/`];
    return { status: 200, body: { d: { EntitySets: sets.map(({ set }) => set) } }, headers: { "x-csrf-token": made, "set-cookie": cookies } };
  }

  /** Token and cookies are one pair. */
  function checkSession({ headers }: IncomingMessage): void {
    const cookie = headers.cookie ?? "";
    const session = new RegExp(`SAP_SESSIONID_S4D_${CLIENT}=(\\w+)`).exec(cookie)?.[1];
    const complete = cookie.includes(`sap-usercontext=sap-client=${CLIENT}`);
    if (session === undefined || !complete || sessions.get(session) !== headers["x-csrf-token"]) throw new SapRefusal("CSRF", "CSRF token validation failed", 403, false);
  }

  function modify(request: IncomingMessage, service: string, sets: readonly Entity[], segments: readonly string[], options: ReadonlyMap<string, string>, body: string): Done {
    const [first = "", ...more] = segments;
    const imported = FUNCTIONS[first];
    if (imported !== undefined && imported.service === service && request.method === "POST") {
      if (body !== "") throw new SapRefusal("/IWBEP/CM_MGW_RT/021", "A function import has no body", 400, false);
      return { status: 200, body: { d: { [first]: imported.run(state, parameters(imported, options)) } } };
    }
    if (options.size > 0 || more.length > 0) throw badQuery("Query options are not allowed here");
    const { set, key } = pathOf(first);
    const of = sets.find((one) => one.set === set);
    if (of === undefined) throw notFound(set);
    if (request.method === "PATCH" && set === "MaintenanceNotification" && key !== null) {
      changeNotification(state, key["MaintenanceNotification"] ?? "", parse(body), request.headers["if-match"]);
      return { status: 204, body: "" };
    }
    const create = WRITES[set];
    if (request.method !== "POST" || create === undefined || key !== null) throw new SapRefusal("/IWBEP/CM_MGW_RT/015", "Method not allowed", 405, false);
    const given = parse(body);
    if (server.refusesRepeatedKeys) refuseRepeated(set, given);
    const made = create(state, given);
    if (set === "ProdnOrdConf2") late.set(keyText(of, made), server.lateMovements);
    const { etag, ...own } = made;
    return {
      status: 201,
      body: { d: { ...metadata(service, of, own, etag), ...own, ...deferred(service, of, own) } },
      headers: { location: `${url}/sap/opu/odata/sap/${service}/${of.set}(${keyText(of, made)})` },
    };
  }

  function refuseRepeated(set: string, body: unknown): void {
    const [field] = ["ExternalSystemConfirmation", "ReferenceDocument", "MaintNotifExtReferenceNumber"].filter((name) => entityOf(set).properties[name] !== undefined);
    const value = field === undefined ? undefined : z.record(z.string(), z.unknown()).parse(body)[field];
    if (field !== undefined && value !== undefined && findRow(state, set, { [field]: value }) !== undefined)
      throw new SapRefusal("RU/310", `${field} ${String(value)} was used before`);
  }

  function read(service: string, sets: readonly Entity[], segments: readonly string[], options: ReadonlyMap<string, string>): unknown {
    for (const name of options.keys()) if (!/^\$(filter|orderby|top|skip|skiptoken|select|expand|inlinecount|format)$/.test(name)) throw badQuery(`Unknown query option '${name}'`);
    const [first = "", second] = segments;
    const { set, key } = pathOf(first);
    const of = sets.find((one) => one.set === set);
    if (of === undefined) throw notFound(set);
    if (key === null) return list(service, of, rowsOf(state, set), options);
    const row = findRow(state, set, key);
    if (row === undefined) throw notFound(of.type);
    if (second === undefined) {
      if (options.has("$filter") || options.has("$top")) throw badQuery("An object is not filtered");
      return shown(service, of, row, options);
    }
    const nav = of.nav[second];
    if (nav === undefined) throw notFound(second);
    const waits = late.get(keyText(of, row)) ?? 0;
    if (second === "to_ProdnOrdConfMatlDocItm" && waits > 0) {
      late.set(keyText(of, row), waits - 1);
      return { results: [] };
    }
    return list(service, entityOf(nav.set), related(nav, row), options);
  }

  function related(nav: Entity["nav"][string], row: Row): Row[] {
    return rowsOf(state, nav.set).filter((one) =>
      nav.on.every((pair) => {
        const [ours = "", theirs = ours] = pair.split("=");
        return one[theirs] === row[ours];
      }),
    );
  }

  function list(service: string, of: Entity, all: readonly Row[], options: ReadonlyMap<string, string>): object {
    const filter = options.get("$filter");
    if (filter !== undefined && !server.filtersByKey && filter.includes("ExternalSystemConfirmation")) throw badQuery("Property 'ExternalSystemConfirmation' is not filterable");
    const kept = filter === undefined ? all : all.filter(parseFilter(filter, of));
    const order = options.get("$orderby");
    const sorted = order === undefined ? kept : kept.toSorted(parseOrder(order, of));
    const skip = whole(options, "$skip", 0) + whole(options, "$skiptoken", 0);
    const top = whole(options, "$top", Number.MAX_SAFE_INTEGER);
    const wanted = sorted.slice(skip, Math.min(sorted.length, whole(options, "$skip", 0) + top));
    const page = wanted.slice(0, server.pageSize);
    const next = new URLSearchParams([...options].filter(([name]) => name !== "$skiptoken"));
    next.set("$skiptoken", String(whole(options, "$skiptoken", 0) + page.length));
    return {
      ...(options.get("$inlinecount") === "allpages" ? { __count: String(kept.length) } : {}),
      results: page.map((row) => shown(service, of, row, options)),
      ...(page.length < wanted.length ? { __next: `${url}/sap/opu/odata/sap/${service}/${of.set}?${next.toString().replaceAll("+", "%20")}` } : {}),
    };
  }

  function shown(service: string, of: Entity, row: Row, options: ReadonlyMap<string, string>): Row {
    const { etag, ...own } = row;
    const expand = (options.get("$expand") ?? "").split(",").filter((path) => path !== "");
    const select = options.get("$select")?.split(",");
    for (const name of select ?? []) if (!(name in own) && of.properties[name] === undefined && of.nav[name] === undefined) throw unknownProperty(name);
    const fields = select === undefined ? own : Object.fromEntries(Object.entries(own).filter(([name]) => select.includes(name)));
    const result: Row = {
      ...metadata(service, of, own, etag ?? (of.etag === "LastChangeDateTime" ? `W/"'${String(row["LastChangeDateTime"])}'"` : undefined)),
      ...fields,
      ...(select === undefined ? deferred(service, of, own) : {}),
    };
    for (const name of new Set(expand.map((path) => path.split("/")[0] ?? ""))) {
      const nav = of.nav[name];
      if (nav === undefined) throw badQuery(`Invalid expand '${name}'`);
      const deeper = expand.filter((path) => path.startsWith(`${name}/`)).map((path) => path.slice(name.length + 1));
      result[name] = { results: related(nav, row).map((one) => shown(service, entityOf(nav.set), one, new Map(deeper.length === 0 ? [] : [["$expand", deeper.join(",")]]))) };
    }
    return result;
  }

  function metadata(service: string, of: Entity, row: Row, etag: unknown): Row {
    const uri = `${url}/sap/opu/odata/sap/${service}/${of.set}(${keyText(of, row)})`;
    return { __metadata: { id: uri, uri, type: `${service}.${of.type}`, ...(typeof etag === "string" ? { etag } : {}) } };
  }

  function deferred(service: string, of: Entity, row: Row): Row {
    return Object.fromEntries(Object.keys(of.nav).map((name) => [name, { __deferred: { uri: `${url}/sap/opu/odata/sap/${service}/${of.set}(${keyText(of, row)})/${name}` } }]));
  }

  return server;
}

function keyText(of: Entity, row: Row): string {
  return of.key.length === 1 ? `'${String(row[of.key[0] ?? ""])}'` : of.key.map((name) => `${name}='${String(row[name])}'`).join(",");
}

/** `Set` or `Set('key')` or `Set(A='1',B='2')`. */
function pathOf(segment: string): { readonly set: string; readonly key: Record<string, string> | null } {
  const parts = /^(\w+)(?:\((.*)\))?$/.exec(segment);
  if (parts === null) throw notFound(segment);
  const [, set = "", inner] = parts;
  if (inner === undefined) return { set, key: null };
  const of = entityOf(set);
  const text = (literal: string, name: string) => String(readLiteral(name, { type: "String", max: of.properties[name]?.max ?? 0 }, literal));
  const alone = /^'((?:[^']|'')*)'$/.test(inner);
  if (alone && of.key.length === 1) return { set, key: { [of.key[0] ?? ""]: text(inner, of.key[0] ?? "") } };
  const pairs = [...inner.matchAll(/(\w+)=('(?:[^']|'')*')(?:,|$)/g)].map(([, name = "", literal = ""]) => [name, text(literal, name)] as const);
  if (pairs.length !== of.key.length || pairs.some(([name]) => !of.key.includes(name))) throw badQuery(`Invalid key predicate for '${of.type}'`);
  return { set, key: Object.fromEntries(pairs) };
}

function parameters(of: (typeof FUNCTIONS)[string], options: ReadonlyMap<string, string>): Record<string, string> {
  const given: Record<string, string> = {};
  for (const [name, literal] of options) {
    const type = of.parameters[name];
    if (type === undefined) throw badQuery(`Unknown parameter '${name}'`);
    const day = /^datetime'(\d{4}-\d{2}-\d{2})T00:00'$/.exec(literal)?.[1];
    if (type === "Day" && day === undefined) throw badQuery(`Invalid literal ${literal} for parameter '${name}'`);
    given[name] = type === "Day" ? (day ?? "") : String(readLiteral(name, { type, max: type === "String" ? 40 : 0 }, literal));
  }
  for (const name of of.needs) if (given[name] === undefined) throw badQuery(`Parameter '${name}' is missing`);
  return given;
}

function whole(options: ReadonlyMap<string, string>, name: string, otherwise: number): number {
  const text = options.get(name);
  if (text === undefined) return otherwise;
  if (!/^\d+$/.test(text)) throw badQuery(`Invalid value for ${name}`);
  return Number(text);
}
