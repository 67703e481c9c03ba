import type { Http } from "@/lib/erp/http/request";
import { type Capabilities, defineErpSystem, type ErpAdapter, type FindOutcome, type PostOutcome } from "@/lib/erp/port";
import { inTheirWords, type Words } from "@/lib/erp/words";
import { verdictOf, verdictOfRead } from "./classify";
import { frappeClient } from "./client";
import { deliver, lookUp, OUTBOUND } from "./deliver";
import { DELIVERED_UNITS } from "./delivered-words";
import { listOrders } from "./list-orders";
import { poll } from "./poll";
import { startOver } from "./poll-cursor";
import { readOrders } from "./read-orders";
import { readStock } from "./read-stock";
import { Refused } from "./refused";
import { ErpnextSecrets, ErpnextSettings } from "./settings";
import { testConnection } from "./test-connection";
import { verifyWebhook } from "./verify-webhook";

/** ERPNext's limits: one kind of time, rework as a remark only, no status of a lot but disabled, and our key in a field that is added. */
const CAPABILITIES: Capabilities = {
  outbound: OUTBOUND,
  inbound: ["erp.item.v1", "erp.work-centre.v1", "erp.rate.v1", "erp.bom.v1", "erp.routing.v1", "erp.lot.v1", "erp.order.v1"],
  webhook: true,
  scrapReason: true,
  reworkQuantity: false,
  machineLabourSplit: false,
  backdatedPosting: true,
  qualityResults: true,
  openDowntime: true,
  reversal: true,
  nativeKey: false,
  readOrders: true,
  readStock: true,
  listOrders: true,
  readCosts: false,
};

/** ERPNext 14 and later, over Frappe's REST API. */
export const erpnextSystem = defineErpSystem({
  system: "erpnext",
  title: "ERPNext",
  settings: ErpnextSettings,
  secrets: ErpnextSecrets,
  delivered: DELIVERED_UNITS,
  create: erpnextAdapter,
});

function erpnextAdapter(settings: ErpnextSettings, secrets: ErpnextSecrets, http: Http, words: Words): ErpAdapter {
  const client = frappeClient(settings, secrets, http);
  const capabilities: Capabilities = { ...CAPABILITIES, inbound: inboundOf(settings), fullReadHours: settings.fullReadHours, webhook: secrets.webhookSecrets.length > 0 };
  return {
    capabilities: () => capabilities,
    async post(message, delivery) {
      try {
        return await deliver({ client: client.until(delivery.signal), settings }, inTheirWords(message, words), delivery);
      } catch (error) {
        return notPosted(error);
      }
    },
    async findByKey(message, delivery) {
      try {
        return await lookUp({ client: client.until(delivery.signal), settings }, inTheirWords(message, words), delivery);
      } catch (error) {
        return notFound(error);
      }
    },
    startOver: (cursor) => startOver(cursor),
    async poll(cursor, { limit, signal }) {
      try {
        return await poll(client.until(signal), settings, words, cursor, limit);
      } catch (error) {
        return verdictOfRead(error);
      }
    },
    verifyWebhook: (request) => verifyWebhook(request, secrets.webhookSecrets, settings),
    async test(signal) {
      try {
        return await testConnection(client.until(signal), settings);
      } catch (error) {
        return verdictOfRead(error);
      }
    },
    async readOrders(orders, signal) {
      try {
        return { kind: "orders", orders: await readOrders(client.until(signal), settings, words, orders) };
      } catch (error) {
        return verdictOfRead(error);
      }
    },
    async listOrders(since, cursor, signal) {
      try {
        return { kind: "order-list", ...(await listOrders(client.until(signal), settings, since, cursor)) };
      } catch (error) {
        return verdictOfRead(error);
      }
    },
    async readStock(cursor, signal) {
      try {
        return { kind: "stock", ...(await readStock(client.until(signal), settings, words, cursor)) };
      } catch (error) {
        return verdictOfRead(error);
      }
    },
  };
}

/** What is read only where the connection says so: not every site lets the user of the key see it. */
function inboundOf({ calendars, purchases, rateClass, stockMinutes }: ErpnextSettings): Capabilities["inbound"] {
  return [
    ...CAPABILITIES.inbound,
    ...(stockMinutes === null ? [] : (["erp.stock.v1"] as const)),
    ...(calendars ? (["erp.calendar.v1"] as const) : []),
    ...(rateClass === null ? [] : (["erp.person.v1"] as const)),
    ...(purchases ? (["erp.delivery.v1"] as const) : []),
  ];
}

function notPosted(error: unknown): PostOutcome {
  if (error instanceof Refused) return error.rejected;
  const verdict = verdictOf(error);
  switch (verdict.kind) {
    case "rejected":
    case "retry":
    case "unknown":
    case "broken":
      return verdict;
    // Somebody else is at the document, or has just made it: nothing of ours was booked by that call, and the next attempt looks first.
    case "conflict":
    case "duplicate":
      return { kind: "retry", reason: verdict.reason, scope: "message" };
  }
}

/** A look-up that fails proves nothing, and an order that is not there holds nothing of ours. */
function notFound(error: unknown): FindOutcome {
  if (error instanceof Refused) return { kind: "absent" };
  const verdict = verdictOf(error);
  switch (verdict.kind) {
    case "retry":
    case "broken":
      return verdict;
    case "rejected":
    case "unknown":
    case "conflict":
    case "duplicate":
      return { kind: "unknown", reason: verdict.reason };
  }
}
