import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { OutboundMessage } from "@/lib/messages/outbound";
import { BUNDLE_MOST, type BundleReceipt, IDEMPOTENCY_HEADER } from "@/lib/messages/rest-contract.v1";
import { type Books, sequenceKey } from "./books";
import type { Fault, Faults } from "./faults";
import { type Incoming, json, jsonBody, type Outgoing, problem, problemOf } from "./http-message";
import type { Ledger } from "./ledger";
import { orderBooks, orderList, stockPage } from "./read-back";

type Call = { readonly name: "post" | "bundle" | "look-up" | "changes" | "orders" | "order-list" | "stock" | "describe"; answer(): Outgoing };

/** When to come again with what came too early. */
const TOO_EARLY_SECONDS = 5;

/** The published contract under `/v1`; null for other paths. */
export async function contractRoutes(ledger: Ledger, faults: Faults, key: string, request: Incoming): Promise<Outgoing | null> {
  if (request.path !== "/v1" && !request.path.startsWith("/v1/")) return null;
  if (faults.isOff()) return "lost";
  if (request.headers.authorization !== `Bearer ${key}`) return problem(401, "KEY_UNKNOWN", "The key of the connection is missing or not known.");
  const call = callOf(ledger, request);
  if (call === null) return problem(404, "NO_ROUTE", "The contract has no such address.");
  const fault = call.name === "describe" ? null : faults.take(call.name);
  return fault === null ? call.answer() : meet(fault, call);
}

function callOf(ledger: Ledger, request: Incoming): Call | null {
  const { method, path } = request;
  if (method === "GET" && path === "/v1") return { name: "describe", answer: () => json(200, { system: "Sandbox ERP", version: "1", contract: "millrace-rest-v1" }) };
  if (method === "GET" && path === "/v1/changes") return { name: "changes", answer: () => listChanges(ledger.books, request.query) };
  if (method === "POST" && path === "/v1/messages") return { name: "post", answer: () => postMessage(ledger, request) };
  if (method === "POST" && path === "/v1/message-bundles") return { name: "bundle", answer: () => postBundle(ledger, request) };
  if (method === "GET" && path === "/v1/orders") return { name: "orders", answer: () => readOrders(ledger.books, request.query) };
  if (method === "GET" && path === "/v1/order-list") return { name: "order-list", answer: () => listOrders(ledger.books, request.query) };
  if (method === "GET" && path === "/v1/stock") return { name: "stock", answer: () => json(200, stockPage(ledger.books, request.query.get("cursor"))) };
  const id = /^\/v1\/messages\/([^/]+)$/.exec(path)?.[1];
  return method === "GET" && id !== undefined ? { name: "look-up", answer: () => findMessage(ledger.books, id) } : null;
}

async function meet(fault: Fault, call: Call): Promise<Outgoing> {
  switch (fault.kind) {
    case "drop-answer":
      call.answer();
      return "lost";
    case "slow":
      await sleep(fault.milliseconds);
      return call.answer();
    case "unavailable":
      return problem(503, "UNAVAILABLE", "The ERP is being maintained.", fault.retryAfterSeconds === undefined ? undefined : { "retry-after": String(fault.retryAfterSeconds) });
    case "reject":
      return problem(422, fault.code, fault.detail);
    case "locked":
      return problem(423, "ORDER_LOCKED", "The order is being changed by somebody else.");
    case "expired":
      return problem(401, "SESSION_EXPIRED", "The session of the caller has expired.");
    case "garbage":
      return { status: 502, type: "text/html", body: "<html><body>Bad gateway</body></html>" };
  }
}

function postMessage(ledger: Ledger, request: Incoming): Outgoing {
  const parsed = OutboundMessage.safeParse(jsonBody(request));
  if (!parsed.success) return problem(400, "SCHEMA", z.prettifyError(parsed.error));
  if (request.headers[IDEMPOTENCY_HEADER] !== parsed.data.id) return problem(400, "KEY_MISSING", "Idempotency-Key must be the id of the message.");
  const outcome = ledger.post(parsed.data);
  if (outcome.kind === "booked") return json(outcome.repeated ? 200 : 201, outcome.receipt);
  return problem(outcome.status, outcome.code, outcome.detail, outcome.status === 425 ? { "retry-after": String(TOO_EARLY_SECONDS) } : undefined);
}

/** Books each message by itself; after one that was not booked, the later ones of its sequence are left alone. */
function postBundle(ledger: Ledger, request: Incoming): Outgoing {
  const parsed = z.array(OutboundMessage).min(1).max(BUNDLE_MOST).safeParse(jsonBody(request));
  if (!parsed.success) return problem(400, "SCHEMA", z.prettifyError(parsed.error));
  const stopped = new Set<string>();
  const outcomes = parsed.data.map((message): BundleReceipt["outcomes"][number] => {
    const { id } = message;
    if (stopped.has(sequenceKey(message))) return { status: "NOT_TAKEN", id };
    const outcome = ledger.post(message);
    if (outcome.kind === "booked") return { status: "BOOKED", ...outcome.receipt };
    stopped.add(sequenceKey(message));
    const refusal = problemOf(outcome.status, outcome.code, outcome.detail);
    return outcome.status === 425 ? { status: "LATER", id, problem: refusal, retryAfterSeconds: TOO_EARLY_SECONDS } : { status: "REFUSED", id, problem: refusal };
  });
  return json(200, { outcomes } satisfies BundleReceipt);
}

function findMessage(books: Books, id: string): Outgoing {
  const posting = books.postings.get(id);
  return posting === undefined ? problem(404, "MESSAGE_UNKNOWN", "No message with this id was booked.") : json(200, posting.receipt);
}

/** What was booked on these orders; one that is not known is left out. */
function readOrders(books: Books, query: URLSearchParams): Outgoing {
  const numbers = [...new Set(query.getAll("order"))];
  if (numbers.length === 0 || numbers.length > 100) return problem(400, "ORDERS", "Name 1 to 100 orders.");
  return json(200, { orders: numbers.flatMap((number) => orderBooks(books, number) ?? []) });
}

/** Orders that are open, or were changed or booked on since the instant that is named. */
function listOrders(books: Books, query: URLSearchParams): Outgoing {
  const since = z.iso.datetime({ offset: true }).safeParse(query.get("since"));
  if (!since.success) return problem(400, "SINCE", "Name the instant since which orders count.");
  return json(200, orderList(books, new Date(since.data), query.get("cursor")));
}

/** Inclusive: the entry that the cursor names comes again, on top of the limit, so that a limit of one still moves on. */
function listChanges(books: Books, query: URLSearchParams): Outgoing {
  const cursor = query.get("cursor");
  const limit = Number(query.get("limit") ?? "100");
  if (cursor !== null && !/^c\d{1,12}$/.test(cursor)) return problem(400, "CURSOR", "The cursor cannot be read.");
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) return problem(400, "LIMIT", "The limit is a whole number from 1 to 500.");
  const from = cursor === null ? 0 : Number(cursor.slice(1));
  const due = [...books.objects.values()].filter((change) => change.number >= from).toSorted((a, b) => a.number - b.number);
  const page = due.slice(0, limit + (due[0]?.number === from ? 1 : 0));
  return json(200, { changes: page.map((change) => change.message), cursor: `c${page.at(-1)?.number ?? from}`, more: page.length < due.length });
}
