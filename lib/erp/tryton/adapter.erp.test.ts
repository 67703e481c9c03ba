import { randomUUID } from "node:crypto";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { describeErpAdapter, type ErpWorld } from "@/lib/erp/port.contract";
import { kindMaker } from "@/lib/messages/kind-maker";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { openFactory } from "./testing/factory";
import { confirmation, issue, receipt } from "./testing/messages";
import { onTryton, type RunningTryton } from "./testing/on-tryton";

await onTryton("ErpAdapter tryton", (up) => describeErpAdapter("tryton", fetchHttp, async () => world(up)));

/** A seeded order that is copied: 1000 housings. */
const HOUSINGS = 5;
/** What the samples of the contract are called in this factory. */
const WORDS = {
  "SEAL-02": "RM-INSERT",
  "CAST-01": "RM-RESIN",
  "S-1": "R-2402",
  "C-A": "R-2402",
  "FG-100": "SF-HOUSING",
  "FG-0331-2": "H-KINDS",
  "ASSY-2": "MOLD-1.UNIT",
  "MACH-1": "MOLD-1.UNIT",
  ASSY: "MOLD-1",
  "SITE-A": "PLANT-1",
};

const RESIN = { item: "RM-RESIN", lot: "R-2402", qty: "0.5", uom: "KGM" };
const DATA = {
  "mes.production.confirmed.v1": { operation: 10, consumption: [{ ...RESIN, mode: "BACKFLUSH" }], output: [] },
  "mes.material.issued.v1": { ...RESIN, location: null },
  "mes.material.scrapped.v1": { ...RESIN, location: null },
};

/** Each message books a quantity that no other one does, so that its effect can be counted. */
function world(up: RunningTryton): ErpWorld {
  const factory = openFactory(up);
  const order = up.facts.seed.orders["ST-8002"]?.number ?? "";
  const quantities = new Map<string, number>();
  let booked = 0;
  const kinds = kindMaker(WORDS, DATA);
  const next = (): OutboundMessage => {
    booked += 1;
    const made = messages(order, booked)[booked % 3];
    if (made === undefined) throw new Error("no message");
    quantities.set(made.message.id, made.quantity);
    return made.message;
  };
  return {
    open: (http, words) => factory.adapter({ http, words }),
    // Somebody else each time: Tryton waits by chance before it answers a login, up to twice as long after each that failed, for half a minute after the fifth.
    openWithWrongCredentials: (http) => factory.adapter({ http, user: `somebody-${randomUUID()}` }),
    acceptable: async () => next(),
    ofKind: async (type) => kinds(type, { "PO-1001": await factory.released(HOUSINGS) }),
    refusable: async () => issue(order, { item: "RM-RESIN", lot: "R-2402", qty: "150.5", uom: "KGM" }),
    async timesBooked(message) {
      const quantity = quantities.get(message.id) ?? 150.5;
      const moves = await factory
        .order(order)
        .then((found) => [...found["inputs."], ...found["outputs."]].filter((move) => move.state === "done" && move.quantity.eq(String(quantity))));
      return moves.length;
    },
    async changeOrder() {
      const { id, number } = up.facts.seed.orders["SO-7004"] ?? { id: 0, number: "" };
      await factory.clerk.call("model.production.write", [[id], { reference: `changed ${Date.now()}` }]);
      return number;
    },
    close: async () => undefined,
  };
}

function messages(order: string, n: number): { message: OutboundMessage; quantity: number }[] {
  const kilograms = (n / 100).toFixed(2);
  const resin = { item: "RM-RESIN", lot: "R-2402", qty: kilograms, uom: "KGM" };
  return [
    { message: issue(order, resin), quantity: n / 100 },
    { message: confirmation(order, { operation: 10, workUnit: "MOLD-1.UNIT", good: "1", seconds: n, consumption: [resin] }), quantity: n / 100 },
    { message: receipt(order, { item: "SF-HOUSING", lot: `H-${n}`, qty: String(n) }), quantity: n },
  ];
}
