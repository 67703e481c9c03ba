import { z } from "zod";
import type { Http } from "@/lib/erp/http/request";
import {
  type Capabilities,
  type ConnectionTest,
  type Delivery,
  defineErpSystem,
  type ErpAdapter,
  type FindOutcome,
  type PostOutcome,
  type Retry,
  type Unknown,
} from "@/lib/erp/port";
import type { Words } from "@/lib/erp/words";
import { OUTBOUND_TYPES, type OutboundMessage, SUMMARY_TYPES } from "@/lib/messages/outbound";
import { verdictOf, verdictOfRead } from "./classify";
import { trytonClient, type TrytonClient } from "./client";
import { deliver, lookUp } from "./deliver";
import { gapsOf } from "./gaps";
import { loadCompany } from "./load-plant-data";
import { poll } from "./poll";
import { startOver } from "./poll-cursor";
import { listOrders, readOrders, readStock } from "./read-books";
import { parse } from "./records";
import { Refused } from "./refused";
import { TrytonSecrets, TrytonSettings } from "./settings";
import { booksSpoken, inboundSpoken, outboundSpoken } from "./spoken";

/** What Tryton has no record for, and no note that anybody would look for. */
const NO_PLACE: ReadonlySet<string> = new Set([
  "mes.exception.raised.v1",
  "mes.exception.resolved.v1",
  "mes.lot.held.v1",
  "mes.lot.released.v1",
  "mes.quality.recorded.v1",
  "mes.genealogy.recorded.v1",
  "mes.shift-production.proposed.v1",
  ...SUMMARY_TYPES,
]);

/** Tryton's limits: no reasons, no rework, one kind of time, no quality, a stop is a note only, and no field for our key. */
const CAPABILITIES: Capabilities = {
  outbound: OUTBOUND_TYPES.filter((type) => !NO_PLACE.has(type)),
  inbound: [
    "erp.item.v1",
    "erp.work-centre.v1",
    "erp.rate.v1",
    "erp.bom.v1",
    "erp.routing.v1",
    "erp.standard-cost.v1",
    "erp.price.v1",
    "erp.lot.v1",
    "erp.order.v1",
    "erp.commitment.v1",
  ],
  webhook: false,
  scrapReason: false,
  reworkQuantity: false,
  machineLabourSplit: false,
  backdatedPosting: true,
  qualityResults: false,
  openDowntime: false,
  reversal: true,
  nativeKey: false,
  readOrders: true,
  readStock: true,
  listOrders: true,
  readCosts: true,
};

/** Tryton 6.0 and what speaks like it, over JSON-RPC. */
export const trytonSystem = defineErpSystem({
  system: "tryton",
  title: "Tryton",
  settings: TrytonSettings,
  secrets: TrytonSecrets,
  create: trytonAdapter,
});

function trytonAdapter(given: TrytonSettings, secrets: TrytonSecrets, http: Http, words: Words): ErpAdapter {
  const settings = { ...given, words };
  const { url, database, user, timeoutSeconds } = settings;
  const session = trytonClient({ url, database, user, password: secrets.password, timeoutMs: timeoutSeconds * 1000 }, http);
  // The same message delivered twice at once is one delivery: Tryton has no key that would tell them apart.
  const underWay = new Map<string, Promise<PostOutcome>>();

  async function post(message: OutboundMessage, delivery: Delivery): Promise<PostOutcome> {
    try {
      return await deliver(session.until(delivery.signal), settings, outboundSpoken(message, words), delivery);
    } catch (error) {
      if (error instanceof Refused) return error.rejected;
      const verdict = verdictOf(error);
      return verdict.kind === "conflict" ? { kind: "retry", reason: verdict.reason, scope: "message" } : verdict;
    }
  }

  return {
    capabilities: () => capabilitiesOf(settings),
    post(message, delivery) {
      const known = underWay.get(message.id);
      if (known !== undefined) return known;
      const begun = post(message, delivery).finally(() => underWay.delete(message.id));
      underWay.set(message.id, begun);
      return begun;
    },
    async findByKey(message, delivery) {
      try {
        return await lookUp(session.until(delivery.signal), settings, outboundSpoken(message, words), delivery);
      } catch (error) {
        return notFound(error);
      }
    },
    startOver: (cursor) => startOver(cursor),
    async poll(cursor, { limit, signal }) {
      try {
        const page = await poll(session.until(signal), settings, cursor, limit);
        return { ...page, messages: page.messages.map((message) => inboundSpoken(message, words)) };
      } catch (error) {
        return verdictOfRead(error);
      }
    },
    async readOrders(orders, signal) {
      try {
        const books = await readOrders(session.until(signal), settings, orders);
        return { kind: "orders", orders: books.map((one) => booksSpoken(one, words)) };
      } catch (error) {
        return verdictOfRead(error);
      }
    },
    async listOrders(since, cursor, signal) {
      try {
        return { kind: "order-list", ...(await listOrders(session.until(signal), settings, since, cursor)) };
      } catch (error) {
        return verdictOfRead(error);
      }
    },
    async readStock(cursor, signal) {
      try {
        const page = await readStock(session.until(signal), settings, cursor);
        return { kind: "stock", ...page, stock: page.stock.map((one) => booksSpoken(one, words)) };
      } catch (error) {
        return verdictOfRead(error);
      }
    },
    verifyWebhook: () => ({ kind: "refused", code: "NOT_SUPPORTED", reason: "Tryton sends no webhooks: it is polled." }),
    test: (signal) => test(session.until(signal), settings),
  };
}

/** Sales are read unless the settings say no. */
function capabilitiesOf(settings: TrytonSettings): Capabilities {
  const all = { ...CAPABILITIES, fullReadHours: settings.fullReadHours };
  return settings.commitments.read ? all : { ...all, inbound: CAPABILITIES.inbound.filter((type) => type !== "erp.commitment.v1") };
}

/** A look-up that fails proves nothing, and an order that is not there holds nothing of ours. */
function notFound(error: unknown): FindOutcome {
  if (error instanceof Refused) return { kind: "absent" };
  const verdict = verdictOf(error);
  switch (verdict.kind) {
    case "broken":
    case "retry":
      return verdict satisfies Retry | { kind: "broken" };
    case "rejected":
    case "conflict":
    case "unknown":
      return { kind: "unknown", reason: verdict.reason } satisfies Unknown;
  }
}

async function test(client: TrytonClient, settings: TrytonSettings): Promise<ConnectionTest> {
  try {
    const { name, currency } = await loadCompany(client);
    const method = "model.production.search_count";
    const orders = parse(method, z.number(), await client.call(method, [[]]));
    await client.call("model.stock.lot.search_count", [[]]);
    const found = `Company ${name}, ${currency}, ${orders} production orders, as user ${settings.user}.`;
    return { kind: "ok", system: "Tryton", detail: [found, ...(await gapsOf(client, settings))].join(" ") };
  } catch (error) {
    return verdictOfRead(error);
  }
}
