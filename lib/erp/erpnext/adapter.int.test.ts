import { createHmac } from "node:crypto";
import { describeErpAdapter, type ErpWorld } from "@/lib/erp/port.contract";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { erpnextSystem } from "./adapter";
import { type Factory, openFactory, WEBHOOK_SECRET, ZONE } from "./testing/factory";
import { kindMaker } from "@/lib/messages/kind-maker";
import { castings, confirmation } from "./testing/messages";
import { localText } from "./zone";

/** What the samples of the contract are called in this factory. */
const WORDS = {
  "SEAL-02": "CAST-01",
  "S-1": "C240115",
  "S-2": "C240115",
  "C-A": "C240115",
  "FG-100": "FG-PUMP-100",
  "FG-0331-2": "P000400",
  "ASSY-2": "ASM-01.UNIT",
  "MACH-1": "MILL-01.UNIT",
  ASSY: "ASM-01",
};
const DATA = { "mes.production.confirmed.v1": { operation: 10, workUnit: "MILL-01.UNIT" } };

/** The factory as the contract suite wants it: a confirmation that takes two lots and books two people, each on an order of its own. */
function worldOf(factory: Factory, settings: Readonly<Record<string, unknown>> = {}): ErpWorld {
  const people = [
    { person: "P-0417", rateClass: "A2", seconds: 300 },
    { person: "P-0533", rateClass: "A2", seconds: 300 },
  ];
  const kinds = kindMaker(WORDS, DATA);
  const time = [{ activity: "RUN" as const, machineSeconds: 300, labour: people }];
  return {
    open: (http, words) => factory.open(http, settings, {}, words),
    delivered: erpnextSystem.delivered,
    openWithWrongCredentials: (http) => factory.open(http, settings, { apiSecret: "another-secret" }),
    acceptable: async () => confirmation(factory.createOrder(), "40", { time, consumption: [castings("30"), castings("10", "C240116")] }),
    async ofKind(type) {
      const order = { "PO-1001": factory.createOrder() };
      const made = kinds("mes.production.confirmed.v1", order);
      const assembled = kinds("mes.production.confirmed.v1", order, { "mes.production.confirmed.v1": { operation: 20, workUnit: "ASM-01.UNIT" } });
      // With a card for each confirmation pieces are received once both operations have made them.
      return [...(type === "mes.production.received.v1" && settings.cards === "CONFIRMATION" ? [...made, ...assembled] : []), ...kinds(type, order)];
    },
    refusable: async () => confirmation(factory.createOrder(), "40", { time, consumption: [castings("900000")] }),
    timesBooked: async (message) => factory.timesBooked(message),
    async changeOrder() {
      factory.changeOrder("MFG-WO-2026-00217");
      return "MFG-WO-2026-00217";
    },
    async webhook(at) {
      const rawBody = JSON.stringify({ doctype: "Work Order", name: "MFG-WO-2026-00217", modified: `${localText(ZONE, at)}.000000`, docstatus: 1 });
      const signature = createHmac("sha256", WEBHOOK_SECRET).update(rawBody).digest("base64");
      return { headers: { "x-frappe-webhook-signature": signature }, rawBody, receivedAt: at };
    },
    close: () => factory.close(),
  };
}

describeErpAdapter("erpnext", fetchHttp, async () => worldOf(await openFactory()));
describeErpAdapter("erpnext, a card per confirmation", fetchHttp, async () =>
  worldOf(await openFactory({ operationsCheck: true }), { cards: "CONFIRMATION", consumption: "Material Issue" }),
);
