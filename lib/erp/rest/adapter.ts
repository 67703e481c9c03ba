import { z } from "zod";
import { INBOUND_TYPES } from "@/lib/messages/inbound";
import { OUTBOUND_TYPES } from "@/lib/messages/outbound";
import { SystemInfo } from "@/lib/messages/rest-contract.v1";
import type { Http } from "@/lib/erp/http/request";
import { type Capabilities, defineErpSystem, type ErpAdapter } from "@/lib/erp/port";
import { inTheirWords, type Words } from "@/lib/erp/words";
import { classifyBundle, classifyFind, classifyPost, classifyRead } from "./classify";
import { restClient } from "./client";
import { fromMessages } from "./from-message";
import { readOrderBooks, readOrderList, readStockBooks } from "./read-back";
import { readJson } from "@/lib/erp/http/read-json";
import { RestSecrets, RestSettings } from "./settings";
import { verifyWebhook } from "./verify-webhook";

const Page = z.object({ changes: z.array(z.json()), cursor: z.string().min(1), more: z.boolean() });

/** The contract is our own: it holds everything that we have to say. */
const CAPABILITIES: Capabilities = {
  outbound: OUTBOUND_TYPES,
  inbound: INBOUND_TYPES,
  webhook: true,
  scrapReason: true,
  reworkQuantity: true,
  machineLabourSplit: true,
  backdatedPosting: true,
  qualityResults: true,
  openDowntime: true,
  reversal: true,
  nativeKey: true,
  readOrders: true,
  readStock: true,
  listOrders: true,
  readCosts: true,
};

/** Any ERP or middleware that serves the published contract (`/contract/rest.openapi.json`). */
export const restSystem = defineErpSystem({
  system: "rest",
  title: "Millrace REST contract",
  settings: RestSettings,
  secrets: RestSecrets,
  create: restAdapter,
});

function restAdapter(settings: RestSettings, secrets: RestSecrets, http: Http, words: Words): ErpAdapter {
  const client = restClient(settings, secrets, http);
  return {
    capabilities: () => ({ ...CAPABILITIES, bundle: settings.bundle }),
    post: async (message, delivery) => classifyPost(await client.post(inTheirWords(message, words), delivery.signal)),
    ...(settings.bundle > 1
      ? {
          postBundle: async (messages, deliveries) =>
            classifyBundle(
              messages.map(({ id }) => id),
              await client.postBundle(
                messages.map((message) => inTheirWords(message, words)),
                deliveries[0]?.signal,
              ),
            ),
        }
      : {}),
    findByKey: async (message, delivery) => classifyFind(await client.find(message.id, delivery.signal)),
    async poll(cursor, { limit, signal }) {
      const answer = await client.changes(cursor, limit, signal);
      const page = answer.kind === "answer" && answer.status === 200 ? readJson(answer.text, Page) : null;
      if (page === null) return classifyRead(answer);
      return { kind: "page", ...fromMessages(page.changes, words), cursor: page.cursor, more: page.more };
    },
    readOrders: async (orders, signal) => readOrderBooks(await client.orders(orders, signal), words),
    listOrders: async (since, cursor, signal) => readOrderList(await client.orderList(since, cursor, signal), words),
    readStock: async (cursor, signal) => readStockBooks(await client.stock(cursor, signal), words),
    verifyWebhook: (request) => verifyWebhook(request, secrets.webhookSecrets, words),
    async test(signal) {
      const answer = await client.describe(signal);
      const info = answer.kind === "answer" && answer.status === 200 ? readJson(answer.text, SystemInfo) : null;
      return info === null ? classifyRead(answer) : { kind: "ok", system: info.system, detail: `Version ${info.version}` };
    },
  };
}
