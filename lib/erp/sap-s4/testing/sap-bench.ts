import { afterAll, beforeAll, beforeEach } from "vitest";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import type { Http } from "@/lib/erp/http/request";
import type { Accepted, ErpAdapter, FindOutcome, PostOutcome } from "@/lib/erp/port";
import { sapSystem } from "@/lib/erp/sap-s4/adapter";
import type { Words } from "@/lib/erp/words";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { delivery } from "./messages";
import { type Fault, type SapServer, startSapServer } from "./sap-server";

/** Activity types of the seeded rates. */
export const RATES = { "1": { element: "MACHINE", basis: "MACHINE_H" }, "3": { element: "LABOUR", basis: "LABOUR_H" } };

/** An adapter on that server. */
export function openOn(sap: SapServer, settings: object = {}, secrets: object = {}, http: Http = fetchHttp, words?: Words): ErpAdapter {
  const usual = { baseUrl: sap.url, client: "200", user: sap.user, plant: "1010", site: "SITE-A", movementPauseMs: 5, timeoutSeconds: 5, scrapCostCentre: "17101301" };
  return sapSystem.create({ ...usual, ...settings }, { secret: sap.password, ...secrets }, http, words);
}

/** @throws Error with the reason of any other outcome. */
export function accepted(outcome: PostOutcome | FindOutcome): Accepted {
  if (outcome.kind !== "accepted") throw new Error(`${outcome.kind}: ${"reason" in outcome ? outcome.reason : ""}`);
  return outcome;
}

export type SapBench = {
  readonly sap: SapServer;
  open(settings?: object, secrets?: object, http?: Http): ErpAdapter;
  /** A new order like that of the fixtures. */
  order(quantity?: string, released?: boolean): string;
  /** Faults for the next changes, one each. */
  failNext(...faults: Fault[]): void;
  /** Delivers as the dispatcher does: what may have landed is looked up before it is sent again. `after` is how an earlier attempt ended. */
  bring(message: OutboundMessage, adapter?: () => ErpAdapter, after?: PostOutcome): Promise<Accepted>;
};

/** One server for the tests of a file, well again before each. */
export function sapBench(): SapBench {
  let server: SapServer | null = null;
  let orders = 0;
  const running = (): SapServer => {
    if (server === null) throw new Error("the server runs within tests only");
    return server;
  };
  beforeAll(async () => void (server = await startSapServer()));
  afterAll(() => server?.stop());
  beforeEach(() => {
    const sap = running();
    sap.fault = () => null;
    sap.calls.length = 0;
    sap.lateMovements = 0;
    sap.pageSize = 1000;
    sap.filtersByKey = true;
    sap.refusesRepeatedKeys = false;
  });
  const open: SapBench["open"] = (settings, secrets, http) => openOn(running(), settings, secrets, http);
  return {
    get sap() {
      return running();
    },
    open,
    order(quantity = "100", released = true) {
      orders += 1;
      const number = `30${String(orders).padStart(5, "0")}`;
      running().clerk.create(number, quantity, released);
      return number;
    },
    failNext(...faults) {
      running().fault = (call) => (call.write ? (faults.shift() ?? null) : null);
    },
    async bring(message, adapter = () => open(), after) {
      let outcome: PostOutcome | FindOutcome = after ?? (await adapter().post(message, delivery()));
      for (let attempt = 0; attempt < 200 && outcome.kind !== "accepted"; attempt++) {
        if (outcome.kind === "rejected" || outcome.kind === "broken") break;
        outcome = outcome.kind === "absent" ? await adapter().post(message, delivery()) : await adapter().findByKey(message, delivery());
      }
      return accepted(outcome);
    },
  };
}
