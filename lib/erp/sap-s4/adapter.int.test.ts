import { describe, expect, it } from "vitest";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { describeErpAdapter, type ErpWorld } from "@/lib/erp/port.contract";
import { kindMaker } from "@/lib/messages/kind-maker";
import { sapSystem } from "./adapter";
import { checked, confirmed, delivery } from "./testing/messages";
import { openOn, RATES, sapBench } from "./testing/sap-bench";
import { startSapServer } from "./testing/sap-server";

/** What the samples of the contract are called in this factory. */
const WORDS = {
  "SEAL-02": "CAST-01",
  "S-1": "C240115",
  "S-2": "C240115",
  "C-A": "C240115",
  "FG-100": "FG-PUMP-100",
  "FG-0331-2": "P000417",
  "ASSY-2": "ASM-01.UNIT",
  "MACH-1": "MILL-01.UNIT",
  ASSY: "ASM-01",
  DIM: "0001",
  HANDLING: "0003",
  MAIN: "101A",
};

async function openWorld(): Promise<ErpWorld> {
  const sap = await startSapServer();
  let orders = 0;
  const kinds = kindMaker(WORDS);
  const next = (lot: string) => {
    orders += 1;
    const order = `20${String(orders).padStart(5, "0")}`;
    sap.clerk.create(order, "100");
    return confirmed(order, { consumption: [{ item: "CAST-01", lot, qty: "1", uom: "EA", mode: "MANUAL_QTY" }] });
  };
  return {
    open: (http, words) => openOn(sap, { activityTypes: RATES }, {}, http, words),
    delivered: sapSystem.delivered,
    openWithWrongCredentials: (http) => openOn(sap, {}, { secret: "another" }, http),
    acceptable: async () => next("C240115"),
    // An inspection lot is opened by SAP: there is one of this order.
    ofKind: async (type) => (type === "mes.quality.recorded.v1" ? [checked("1000217")] : kinds(type, { "PO-1001": next("C240115").subject })),
    refusable: async () => next("NOSUCHLOT"),
    timesBooked: async (message) => sap.clerk.confirmations(message.id),
    async changeOrder() {
      sap.clerk.change("1000217", { MfgOrderScheduledEndTime: "PT15H00M00S" });
      return "1000217";
    },
    close: () => sap.stop(),
  };
}

describeErpAdapter("sap-s4", fetchHttp, openWorld);

const bench = sapBench();

describe("transport", () => {
  it("fetches the token anew when its session has run out in the middle of a message, once", async () => {
    let writes = 0;
    bench.sap.fault = ({ write }) => (write && (writes += 1) === 2 ? "token" : null);
    const message = confirmed(bench.order(), {
      quantity: { uom: "EA", good: "1", scrap: "2", rework: "0" },
      scrapReasons: [
        { code: "0003", qty: "1" },
        { code: "0001", qty: "1" },
      ],
    });
    expect((await bench.open().post(message, delivery())).kind).toBe("accepted");
    expect(bench.sap.calls.filter(({ path }) => path.endsWith("_2_SRV/")).length).toBe(2);
    bench.sap.fault = ({ write }) => (write ? "token" : null);
    expect(await bench.open().post(confirmed(bench.order()), delivery())).toMatchObject({ kind: "retry" });
  });

  it.each([
    ["lock-code", "retry"],
    ["lock-status", "retry"],
    ["429", "retry"],
    ["500", "unknown"],
    ["503", "unknown"],
    ["lost", "unknown"],
    ["500-after", "unknown"],
  ] as const)("IN-05 takes %s for %s, and the message lands once", async (fault, kind) => {
    const message = confirmed(bench.order());
    bench.failNext(fault);
    const outcome = await bench.open().post(message, delivery());
    expect(outcome.kind).toBe(kind);
    await bench.bring(message, undefined, outcome);
    expect(bench.sap.clerk.confirmations(message.id)).toBe(1);
  });

  it("does not know what became of an answer that took too long", async () => {
    const message = confirmed(bench.order());
    bench.failNext("slow");
    const http = (request: Parameters<typeof fetchHttp>[0]) => fetchHttp({ ...request, timeoutMs: 150 });
    expect((await bench.open({}, {}, http).post(message, delivery())).kind).toBe("unknown");
  });

  it("waits while somebody has the order open", async () => {
    const number = bench.order();
    bench.sap.state.locks.set(number, "code");
    const message = confirmed(number);
    expect(await bench.open().post(message, delivery())).toMatchObject({ kind: "retry", reason: expect.stringContaining("PLANNER01") });
    bench.sap.state.locks.delete(number);
    expect((await bench.open().post(message, delivery())).kind).toBe("accepted");
  });

  it("signs in with a bearer token, keeps it, and gets a new one when it has run out", async () => {
    const adapter = bench.open({ auth: "OAUTH", tokenUrl: `${bench.sap.url}/oauth/token` });
    expect((await adapter.test()).kind).toBe("ok");
    let first = true;
    bench.sap.fault = () => (first ? ((first = false), "bearer") : null);
    expect((await adapter.post(confirmed(bench.order()), delivery())).kind).toBe("accepted");
    expect(await bench.open({ auth: "OAUTH", tokenUrl: `${bench.sap.url}/oauth/token` }, { secret: "wrong" }).test()).toMatchObject({ kind: "broken", code: "AUTHENTICATION" });
    expect((await bench.open({ auth: "API_KEY" }).test()).kind).toBe("ok");
  });

  it("names a wrong address, a wrong client and a service that is not there", async () => {
    expect(await bench.open({ client: "100" }).test()).toMatchObject({ kind: "broken", code: "AUTHENTICATION" });
    expect(await bench.open({ baseUrl: `${bench.sap.url}/elsewhere` }).test()).toMatchObject({ kind: "broken", code: "ADDRESS" });
    const without = (request: Parameters<typeof fetchHttp>[0]) => fetchHttp({ ...request, url: request.url.replace("API_INSPECTIONLOT_SRV", "API_GONE_SRV") });
    expect(await bench.open({}, {}, without).test()).toMatchObject({ kind: "broken", code: "SERVICE_INACTIVE", reason: expect.stringContaining("API_INSPECTIONLOT_SRV") });
    expect((await bench.open({ quality: false }, {}, without).test()).kind).toBe("ok");
  });
});
