import { createServer, type Server, type ServerResponse } from "node:http";
import { log } from "@/lib/platform/log";
import { contractRoutes } from "./contract-routes";
import type { Faults } from "./faults";
import { type Incoming, json, type Outgoing, problem, readIncoming } from "./http-message";
import type { Ledger } from "./ledger";
import { orderPage, ordersPage } from "./page";
import { orderOf } from "./books";
import { changeOrder, changeStatus, sandboxRoutes } from "./sandbox-routes";

type Rooms = { readonly ledger: Ledger; readonly faults: Faults; readonly key: string; readonly now: () => Date };

/** The HTTP side of the sandbox ERP: the contract, the clerk's pages and the back door. */
export function sandboxServer(rooms: Rooms): Server {
  return createServer((request, response) => {
    readIncoming(request)
      .then((incoming) => (incoming === null ? problem(413, "TOO_LARGE", "The body is larger than 2 MB.") : route(rooms, incoming)))
      .then((outgoing) => write(response, outgoing))
      .catch((error: unknown) => {
        log.error({ err: error }, "request failed");
        write(response, problem(500, "FAULT", "The ERP failed."));
      });
  });
}

async function route(rooms: Rooms, request: Incoming): Promise<Outgoing> {
  if (request.path === "/health") return json(200, { ok: true });
  return (
    (await contractRoutes(rooms.ledger, rooms.faults, rooms.key, request)) ??
    sandboxRoutes(rooms.ledger, rooms.faults, rooms.now, request) ??
    pages(rooms, request) ??
    problem(404, "NO_ROUTE", "There is no such address.")
  );
}

const BUTTONS: Readonly<Record<string, string>> = { release: "RELEASED", revoke: "CREATED", cancel: "CANCELLED" };

function pages({ ledger, faults }: Rooms, request: Incoming): Outgoing | null {
  const [, first = "", number, action] = request.path.split("/").map(decodeURIComponent);
  if (request.method === "GET" && request.path === "/") return document(ordersPage(ledger.books, faults.isOff()));
  if (first !== "orders" || number === undefined) return null;
  if (request.method === "GET") {
    const page = orderPage(ledger.books, number);
    return page === null ? null : document(page);
  }
  // Only a form of these pages may press a button, not one of another site.
  if (request.method !== "POST" || request.headers["sec-fetch-site"] !== "same-origin") return null;
  if (action === "change") {
    if (orderOf(ledger.books, number) === null) return null;
    const wrong = changeOrder(ledger, number, new URLSearchParams(request.body));
    return wrong === null ? toOrder(number) : document(orderPage(ledger.books, number, wrong) ?? "", 422);
  }
  const outcome = changeStatus(ledger, number, BUTTONS[action ?? ""]);
  return outcome !== "lost" && outcome.status === 200 ? toOrder(number) : outcome;
}

function toOrder(number: string): Outgoing {
  return { status: 303, type: "text/plain", body: "", headers: { location: `/orders/${encodeURIComponent(number)}` } };
}

function document(body: string, status = 200): Outgoing {
  return { status, type: "text/html; charset=utf-8", body, headers: { "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'" } };
}

function write(response: ServerResponse, outgoing: Outgoing): void {
  if (outgoing === "lost") {
    response.destroy();
    return;
  }
  response.writeHead(outgoing.status, { "content-type": outgoing.type, "cache-control": "no-store", ...outgoing.headers });
  response.end(outgoing.body);
}
