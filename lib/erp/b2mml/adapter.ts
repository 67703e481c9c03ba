import type { Http } from "@/lib/erp/http/request";
import { type Capabilities, defineErpSystem, type ErpAdapter } from "@/lib/erp/port";
import { inTheirWords, type Words } from "@/lib/erp/words";
import { classifyFind, classifyPost } from "./classify";
import { folderPartner } from "./folder-partner";
import { write } from "./forms";
import { httpPartner } from "./http-partner";
import { orderListOf } from "./orders";
import type { Partner } from "./partner";
import { B2mmlSecrets, B2mmlSettings, DELIVERED_WORDS } from "./settings";
import { stockOf } from "./stock";
import { hasDocument, SPOKEN_TYPES, toDocument } from "./to-document";
import { verifyWebhook } from "./verify-webhook";

/** All that we say has a place, some of it by convention. Of an order nothing is read back: no message of the standard shows what an ERP has posted to one; which there are, its schedule shows. */
const CAPABILITIES: Omit<Capabilities, "webhook" | "readStock" | "listOrders"> = {
  outbound: SPOKEN_TYPES,
  inbound: ["erp.item.v1", "erp.work-centre.v1", "erp.person.v1", "erp.rate.v1", "erp.bom.v1", "erp.routing.v1", "erp.standard-cost.v1", "erp.lot.v1", "erp.order.v1"],
  scrapReason: true,
  reworkQuantity: true,
  machineLabourSplit: true,
  backdatedPosting: true,
  qualityResults: true,
  openDowntime: true,
  reversal: true,
  nativeKey: true,
  readOrders: false,
  readCosts: false,
};

/** Any partner that speaks ISA-95 messages as B2MML by our profile, over HTTP or through folders. */
export const b2mmlSystem = defineErpSystem({
  system: "b2mml",
  title: "B2MML (ISA-95)",
  settings: B2mmlSettings,
  secrets: B2mmlSecrets,
  delivered: DELIVERED_WORDS,
  create: (settings, secrets, http: Http, words, exchange) =>
    b2mmlAdapter(settings, secrets, words, settings.transport === "http" ? httpPartner(settings, secrets, words, http) : folderPartner(settings, words, exchange)),
});

/** The adapter over a partner, however that is reached. */
export function b2mmlAdapter(settings: B2mmlSettings, secrets: B2mmlSecrets, words: Words, partner: Partner): ErpAdapter {
  const webhook = secrets.webhookSecrets.length > 0;
  const [askStock, askOrders] = [partner.stock?.bind(partner), partner.orders?.bind(partner)];
  const inbound = [...CAPABILITIES.inbound, ...(askStock !== undefined && settings.stockMinutes !== null ? (["erp.stock.v1"] as const) : [])];
  return {
    capabilities: () => ({
      ...CAPABILITIES,
      inbound,
      webhook,
      readStock: askStock !== undefined,
      listOrders: askOrders !== undefined,
      fullReadHours: partner.startOver === undefined ? null : settings.fullReadHours,
    }),
    async post(message, delivery) {
      if (!hasDocument(message)) return { kind: "rejected", code: "NOT_SUPPORTED", reason: `The profile has no document for ${message.type}.`, raw: "" };
      const document = toDocument(inTheirWords(message, words), settings, delivery.original?.document ?? null);
      const answer = await partner.send(message.id, write(document, settings.form), delivery.signal);
      if (answer.kind === "broken") return answer;
      return classifyPost(answer, message.id, document.root.startsWith("Process") ? "ACKNOWLEDGE" : "CONFIRM");
    },
    async findByKey(message, delivery) {
      const answer = await partner.stored(message.id, delivery.signal);
      return answer?.kind === "broken" ? answer : classifyFind(answer, message.id);
    },
    poll: (cursor, { limit, signal }) => partner.poll(cursor, limit, signal),
    verifyWebhook: (request) => verifyWebhook(request, secrets.webhookSecrets, settings, words),
    test: (signal) => partner.test(signal),
    ...(partner.backlog === undefined ? {} : { backlog: partner.backlog.bind(partner) }),
    ...(partner.startOver === undefined ? {} : { startOver: partner.startOver.bind(partner) }),
    ...(askStock === undefined ? {} : { readStock: stockReader(askStock) }),
    ...(askOrders === undefined ? {} : { listOrders: orderLister(askOrders) }),
  };
}

function stockReader(ask: NonNullable<Partner["stock"]>): NonNullable<ErpAdapter["readStock"]> {
  return async (_, signal) => {
    const lots = await ask(signal);
    return lots.kind === "lots" ? stockOf(lots) : lots;
  };
}

function orderLister(ask: NonNullable<Partner["orders"]>): NonNullable<ErpAdapter["listOrders"]> {
  return async (_since, _cursor, signal) => {
    const orders = await ask(signal);
    return orders.kind === "orders" ? orderListOf(orders) : orders;
  };
}
