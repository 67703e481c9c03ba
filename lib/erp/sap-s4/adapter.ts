import { z } from "zod";
import type { Http } from "@/lib/erp/http/request";
import { type Capabilities, type ConnectionTest, type Delivery, defineErpSystem, type ErpAdapter, type FindOutcome } from "@/lib/erp/port";
import { inTheirWords, type Words } from "@/lib/erp/words";
import { verdictOf, verdictOfRead } from "./classify";
import { type SapCalls, sapClient, type SapClient, type Service, SERVICES } from "./client";
import { deliver, lookUp, outboundOf } from "./deliver";
import { literal } from "./edm";
import { listOrders } from "./list-orders";
import { inboundOf, mappingOf, poll } from "./poll";
import { startOver } from "./poll-cursor";
import { readOrders, readStock } from "./read-back";
import { Refused } from "./refused";
import { SapSecrets, SapSettings } from "./settings";
import { DELIVERED_UNITS } from "./units";
import { verifyWebhook } from "./webhook";

/** SAP S/4HANA, on premise or in the cloud, over its published OData V2 services. */
export const sapSystem = defineErpSystem({
  system: "sap-s4",
  title: "SAP S/4HANA",
  settings: SapSettings,
  secrets: SapSecrets,
  delivered: DELIVERED_UNITS,
  create: sapAdapter,
});

function sapAdapter(settings: SapSettings, secrets: SapSecrets, http: Http, words: Words): ErpAdapter {
  const client = sapClient(settings, secrets, http);
  const codes = settings.retryableCodes;
  const work = (delivery: Delivery) => ({ calls: client.begin(delivery.signal), settings, words, delivery });
  return {
    capabilities: () => capabilitiesOf(settings, secrets),
    async post(message, delivery) {
      try {
        return await deliver(work(delivery), inTheirWords(message, words));
      } catch (error) {
        if (error instanceof Refused) return error.rejected;
        const verdict = verdictOf(error, codes);
        if (verdict.kind === "conflict") return { kind: "retry", reason: verdict.reason };
        return verdict.kind === "missing" ? { kind: "rejected", code: "NOT_FOUND", reason: verdict.reason, raw: "" } : verdict;
      }
    },
    async findByKey(message, delivery) {
      try {
        return await lookUp(work(delivery), inTheirWords(message, words));
      } catch (error) {
        return notFound(error, codes);
      }
    },
    startOver: (cursor) => startOver(cursor, mappingOf(settings)),
    async poll(cursor, { limit, signal }) {
      try {
        return await poll(client.begin(signal), settings, words, cursor, limit);
      } catch (error) {
        return verdictOfRead(error, codes);
      }
    },
    verifyWebhook: (request) => verifyWebhook(request, secrets.webhookSecrets, settings.plant),
    test: (signal) => test(client.begin(signal), settings),
    async readOrders(orders, signal) {
      try {
        return { kind: "orders", orders: await readOrders(client.begin(signal), settings, words, orders) };
      } catch (error) {
        return verdictOfRead(error, codes);
      }
    },
    async listOrders(since, cursor, signal) {
      try {
        return await listOrders(client.begin(signal), settings, since, cursor);
      } catch (error) {
        return verdictOfRead(error, codes);
      }
    },
    ...(settings.stock ? { readStock: stockReader(client, settings, words) } : {}),
  };
}

function stockReader(client: SapClient, settings: SapSettings, words: Words): NonNullable<ErpAdapter["readStock"]> {
  return async (_, signal) => {
    try {
      return { kind: "stock", stock: await readStock(client.begin(signal), settings, words), cursor: null };
    } catch (error) {
      return verdictOfRead(error, settings.retryableCodes);
    }
  };
}

function capabilitiesOf(settings: SapSettings, secrets: SapSecrets): Capabilities {
  return {
    outbound: outboundOf(settings),
    inbound: inboundOf(settings),
    webhook: secrets.webhookSecrets.length > 0,
    scrapReason: true,
    reworkQuantity: true,
    machineLabourSplit: true,
    backdatedPosting: true,
    qualityResults: settings.quality,
    openDowntime: settings.notifications,
    reversal: true,
    nativeKey: true,
    readOrders: true,
    readStock: settings.stock,
    listOrders: true,
    readCosts: false,
    fullReadHours: settings.fullReadHours,
  };
}

/** A look-up that fails proves nothing, and an object that is not there holds nothing of ours. */
function notFound(error: unknown, codes: readonly string[]): FindOutcome {
  if (error instanceof Refused) return { kind: "absent" };
  const verdict = verdictOf(error, codes);
  switch (verdict.kind) {
    case "broken":
    case "retry":
    case "unknown":
      return verdict;
    case "missing":
      return { kind: "absent" };
    case "rejected":
    case "conflict":
      return { kind: "unknown", reason: verdict.reason };
  }
}

/** Reads one order of the plant and opens every service that this connection uses: address, sign-in, rights to read, and a token for changes. */
async function test(calls: SapCalls, settings: SapSettings): Promise<ConnectionTest> {
  let asked: Service = "orders";
  try {
    const query = { $filter: `ProductionPlant eq ${literal(settings.plant)}`, $select: "ManufacturingOrder", $top: 1 };
    const { rows } = await calls.list("orders", "/A_ProductionOrder_2", query, z.object({ ManufacturingOrder: z.string() }));
    const services = servicesOf(settings);
    for (asked of services) await calls.open(asked);
    const found = rows[0] === undefined ? `plant ${settings.plant} has no production orders yet` : `plant ${settings.plant} has production orders`;
    return { kind: "ok", system: "SAP S/4HANA", detail: `${services.length} services answer; ${found}.` };
  } catch (error) {
    const verdict = verdictOfRead(error, settings.retryableCodes);
    return { ...verdict, reason: `${SERVICES[asked]}: ${verdict.reason}` };
  }
}

function servicesOf(settings: SapSettings): readonly Service[] {
  return [
    "orders",
    "confirmations",
    "movements",
    ...(settings.notifications ? (["notifications"] as const) : []),
    ...(settings.quality ? (["inspection"] as const) : []),
    "products",
    "boms",
    "routings",
    "workCentres",
    ...(settings.stock || settings.lotHold ? (["stock"] as const) : []),
    ...(settings.stock ? (["batches"] as const) : []),
    ...(settings.purchases ? (["purchases"] as const) : []),
    ...(Object.keys(settings.activityTypes).length > 0 ? (["rates"] as const) : []),
  ];
}
