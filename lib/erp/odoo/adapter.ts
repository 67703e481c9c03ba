import type { Http } from "@/lib/erp/http/request";
import { type Capabilities, defineErpSystem, type Delivery, type ErpAdapter, type FindOutcome, type PostOutcome } from "@/lib/erp/port";
import type { Words } from "@/lib/erp/words";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { verdictOf, verdictOfRead } from "./classify";
import { odooClient } from "./client";
import { testConnection } from "./connection-test";
import { deliver, find } from "./deliver";
import { DELIVERED_WORDS } from "./delivered-words";
import { listOrders } from "./list-orders";
import { poll } from "./poll";
import { startOver } from "./poll-cursor";
import { readOrders, readStock } from "./read-back";
import { Refused } from "./refused";
import { OdooSecrets, OdooSettings, snapshotMinutes } from "./settings";

/** Odoo's limits: no rework, one kind of time, its own clock for stock, no quality in the community edition, no way back from done. */
const CAPABILITIES: Capabilities = {
  outbound: [
    "mes.production.confirmed.v1",
    "mes.material.issued.v1",
    "mes.material.scrapped.v1",
    "mes.production.received.v1",
    "mes.order.status.v1",
    "mes.order.acknowledged.v1",
    "mes.line.down.v1",
    "mes.line.restored.v1",
    "mes.exception.raised.v1",
    "mes.exception.resolved.v1",
    "mes.message.resolved.v1",
  ],
  inbound: [
    "erp.item.v1",
    "erp.work-centre.v1",
    "erp.rate.v1",
    "erp.bom.v1",
    "erp.routing.v1",
    "erp.standard-cost.v1",
    "erp.lot.v1",
    "erp.stock.v1",
    "erp.calendar.v1",
    "erp.delivery.v1",
    "erp.order.v1",
  ],
  webhook: false,
  scrapReason: true,
  reworkQuantity: false,
  machineLabourSplit: false,
  backdatedPosting: false,
  qualityResults: false,
  openDowntime: true,
  reversal: false,
  nativeKey: true,
  readOrders: true,
  readStock: true,
  listOrders: true,
  readCosts: false,
};

/** What is read only where the connection says so. */
const OPTIONAL: Readonly<Record<string, (settings: OdooSettings) => boolean>> = {
  "erp.stock.v1": (settings) => snapshotMinutes(settings) !== null,
  "erp.calendar.v1": ({ calendars }) => calendars,
  "erp.delivery.v1": ({ purchases }) => purchases,
};

/** Odoo 16 to 19 with Manufacturing, over JSON-2 or JSON-RPC. */
export const odooSystem = defineErpSystem({
  system: "odoo",
  title: "Odoo",
  settings: OdooSettings,
  secrets: OdooSecrets,
  delivered: DELIVERED_WORDS,
  create: odooAdapter,
});

function odooAdapter(settings: OdooSettings, secrets: OdooSecrets, http: Http, words: Words): ErpAdapter {
  const client = odooClient(settings, secrets, http);

  async function post(message: OutboundMessage, delivery: Delivery): Promise<PostOutcome> {
    try {
      return await deliver(client.until(delivery.signal), settings, words, message, delivery);
    } catch (error) {
      return error instanceof Refused ? error.rejected : verdictOf(error);
    }
  }

  return {
    capabilities: () => capabilitiesOf(settings),
    post,
    async findByKey(message, delivery) {
      try {
        return await find(client.until(delivery.signal), settings, words, message, delivery);
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
    verifyWebhook: () => ({ kind: "refused", code: "NOT_SUPPORTED", reason: "Odoo signs nothing that it sends, so a call could not be told from a forged one: it is polled." }),
    test: (signal) => testConnection(client.until(signal), settings),
    async readOrders(orders, signal) {
      try {
        return await readOrders(client.until(signal), settings, words, orders);
      } catch (error) {
        return verdictOfRead(error);
      }
    },
    async listOrders(since, cursor, signal) {
      try {
        return await listOrders(client.until(signal), settings, since, cursor);
      } catch (error) {
        return verdictOfRead(error);
      }
    },
    async readStock(cursor, signal) {
      try {
        return await readStock(client.until(signal), settings, words, cursor);
      } catch (error) {
        return verdictOfRead(error);
      }
    },
  };
}

/** Scrap has reasons from 17 on; components are issued where the floor books them; our key has a field of its own where one was added. */
function capabilitiesOf(settings: OdooSettings): Capabilities {
  const { version, consumption, keyField } = settings;
  const inbound = CAPABILITIES.inbound.filter((type) => OPTIONAL[type]?.(settings) !== false);
  const outbound = consumption === "MES" ? CAPABILITIES.outbound : CAPABILITIES.outbound.filter((type) => type !== "mes.material.issued.v1");
  return { ...CAPABILITIES, inbound, outbound, scrapReason: version >= 17, nativeKey: keyField !== null, fullReadHours: settings.fullReadHours };
}

/** A look-up that fails proves nothing, and what Odoo does not know holds nothing of ours. */
function notFound(error: unknown): FindOutcome {
  if (error instanceof Refused) return { kind: "absent" };
  const verdict = verdictOf(error);
  return verdict.kind === "rejected" ? { kind: "unknown", reason: verdict.reason } : verdict;
}
