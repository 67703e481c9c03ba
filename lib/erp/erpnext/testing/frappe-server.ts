import { once as happened } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Call, Fault, Faults } from "./faults";
import { FrappeException, invalid } from "./frappe-exception";
import { METHODS } from "./other-rules";
import { list } from "./query";
import { find, insert, metaOf, update } from "./save";
import type { Site } from "./site";

/** Who may call, and as which user. */
export type Account = { readonly key: string; readonly secret: string; readonly user: string };

type Answer = { readonly status: number; readonly body: string; readonly headers?: Readonly<Record<string, string>> };

/** A server that speaks Frappe's REST API for a site in memory: strict about what it is asked, one transaction a request. */
export type FrappeServer = { readonly url: string; readonly faults: Faults; readonly calls: Call[]; close(): Promise<void> };

/** Serves the site on a free port of this machine. */
export async function serveFrappe(site: Site, account: Account): Promise<FrappeServer> {
  const faults: Faults = { choose: () => null };
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    void handle(site, account, faults, calls, request, response);
  });
  server.listen(0, "127.0.0.1");
  await happened(server, "listening");
  // listen() on a port answers with an address object, never a pipe's name.
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `http://127.0.0.1:${port}`, faults, calls, close };
}

async function handle(site: Site, account: Account, faults: Faults, calls: Call[], request: IncomingMessage, response: ServerResponse): Promise<void> {
  const body: Buffer[] = [];
  for await (const part of request) body.push(part as Buffer); // a request without an encoding yields buffers
  const url = new URL(request.url ?? "/", "http://site");
  const call = { method: request.method ?? "GET", path: decodeURIComponent(url.pathname) };
  calls.push(call);
  const fault = faults.choose(call);
  if (fault?.kind === "unsent") return void request.socket.destroy();
  if (fault?.kind === "slow") await new Promise((resolve) => setTimeout(resolve, fault.milliseconds));
  const answer =
    before(fault) ?? transaction(site, fault, () => respond(site, account, request.headers.authorization, call, url.searchParams, Buffer.concat(body).toString("utf8")));
  // Carried out and committed: the answer alone is lost.
  if (fault?.kind === "lost") return void request.socket.destroy();
  response.writeHead(answer.status, { "content-type": "application/json", ...answer.headers }).end(answer.body);
}

/** Faults of what stands before the site. */
function before(fault: Fault | null): Answer | null {
  switch (fault?.kind) {
    case "throttled":
      return { status: 429, body: new FrappeException(429, "TooManyRequestsError", "").body(), headers: { "retry-after": String(fault.seconds) } };
    case "maintenance":
      return { status: 503, body: new FrappeException(503, "SessionStopped", "Site is in maintenance").body() };
    case "gateway":
      return { status: 502, body: "<html><body><h1>502 Bad Gateway</h1></body></html>", headers: { "content-type": "text/html" } };
    case "locked":
      return { status: 417, body: invalid("Document has been locked by another process", "DocumentLockedError").body() };
    default:
      return null;
  }
}

function transaction({ store }: Site, fault: Fault | null, run: () => Answer): Answer {
  store.begin();
  try {
    const answer = run();
    if (fault?.kind === "deadlock") throw new FrappeException(500, "QueryDeadlockError", "(1213, 'Deadlock found when trying to get lock; try restarting transaction')");
    store.commit();
    return answer;
  } catch (error) {
    store.rollback();
    const known = error instanceof FrappeException ? error : new FrappeException(500, "InternalServerError", String(error));
    return { status: known.status, body: known.body() };
  }
}

function respond(site: Site, account: Account, authorization: string | undefined, call: Call, query: URLSearchParams, body: string): Answer {
  if (authorization === undefined) throw new FrappeException(403, "PermissionError", "User Guest does not have access", "Not permitted");
  if (authorization !== `token ${account.key}:${account.secret}`) throw new FrappeException(401, "AuthenticationError", "");
  const [, api, kind, first = "", second] = call.path.split("/");
  if (api !== "api" || first === "") throw new FrappeException(404, "DoesNotExistError", `${call.path} not found`, "Not Found");
  const { user } = account;
  if (kind === "method") {
    const method = METHODS[first];
    if (method === undefined || method.verb !== call.method) throw new FrappeException(403, "PermissionError", `Function ${first} is not whitelisted`, "Not permitted");
    return ok({ message: method.run(site, call.method === "GET" ? Object.fromEntries(query) : parsed(body), user) ?? null });
  }
  if (kind !== "resource") throw new FrappeException(404, "DoesNotExistError", `${call.path} not found`, "Not Found");
  metaOf(first);
  switch (call.method) {
    case "GET":
      return ok({ data: second === undefined ? list(site.store, first, query) : find(site.store, first, second) });
    case "POST":
      return ok({ data: insert(site, first, parsed(body), user) });
    case "PUT":
      return ok({ data: update(site, first, second ?? "", parsed(body), user) });
    default:
      throw new FrappeException(403, "PermissionError", "Not permitted", "Not permitted");
  }
}

const ok = (body: unknown): Answer => ({ status: 200, body: JSON.stringify(body) });

function parsed(body: string): Readonly<Record<string, unknown>> {
  const value: unknown = JSON.parse(body === "" ? "{}" : body);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid("the body must be an object");
  return Object.fromEntries(Object.entries(value));
}
