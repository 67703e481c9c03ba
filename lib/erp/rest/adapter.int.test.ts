import { createHmac, randomUUID } from "node:crypto";
import { z } from "zod";
import { describeErpAdapter, type ErpWorld } from "@/lib/erp/port.contract";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { example1 } from "@/lib/messages/__fixtures__/example-1";
import { confirmationFact } from "@/lib/messages/__fixtures__/facts";
import { kindMaker } from "@/lib/messages/kind-maker";
import { openSandboxErp } from "@/lib/sandbox/erp/testing/start-sandbox-erp";
import { restSystem } from "./adapter";

const Postings = z.array(z.object({ message: z.object({ id: z.string() }) }));
const SITE = "SITE-A";

async function openWorld(): Promise<ErpWorld> {
  const erp = await openSandboxErp();
  for (const { type, data } of example1(SITE)) await erp.clerk("POST", "objects", { type, data });
  const settings = { baseUrl: erp.url, bundle: 50 };
  const secrets = { apiKey: erp.key, webhookSecrets: [erp.webhookSecret] };
  // Some tests never let their message arrive: each gets an order of its own, so that no sequence is left open.
  let orders = 0;
  const kinds = kindMaker({ "S-2": "S-1" }, { "mes.shift-production.proposed.v1": { target: { site: SITE, line: "MACH" } } });
  const confirmation = async (lot: string) => {
    orders += 1;
    const order = `PO-2${String(orders).padStart(3, "0")}`;
    await erp.clerk("POST", "orders", { order, site: SITE, item: "FG-100", qty: "200" });
    return confirmationFact({ id: randomUUID(), site: SITE, subject: order, sequence: 1 }, { consumption: [{ item: "SEAL-02", lot, qty: "1", uom: "EA", mode: "BACKFLUSH" }] });
  };
  return {
    open: (http, words) => restSystem.create(settings, secrets, http, words),
    openWithWrongCredentials: (http) => restSystem.create(settings, { ...secrets, apiKey: "another-key" }, http),
    acceptable: () => confirmation("S-1"),
    async ofKind(type) {
      const { subject } = await confirmation("S-1");
      return kinds(type, { "PO-1001": subject });
    },
    refusable: () => confirmation("NO-SUCH-LOT"),
    timesBooked: async (message) => Postings.parse(await erp.clerk("GET", "postings")).filter((posting) => posting.message.id === message.id).length,
    async changeOrder() {
      await erp.clerk("PATCH", "orders/PO-1001", { priority: 5 });
      return "PO-1001";
    },
    async webhook(at) {
      const rawBody = JSON.stringify({ messages: example1(SITE).slice(-1) });
      const timestamp = String(Math.floor(at.getTime() / 1000));
      const signature = `v1=${createHmac("sha256", erp.webhookSecret).update(`${timestamp}.${rawBody}`).digest("hex")}`;
      return { headers: { "millrace-timestamp": timestamp, "millrace-signature": signature }, rawBody, receivedAt: at };
    },
    close: () => erp.stop(),
  };
}

describeErpAdapter("rest", fetchHttp, openWorld);
