import { describeErpAdapter, type ErpWorld } from "@/lib/erp/port.contract";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { odooSystem } from "./adapter";
import { connect, type Protocol } from "./testing/connect";
import { kindMaker } from "@/lib/messages/kind-maker";
import { confirmation } from "./testing/messages";
import { startOdoo } from "./testing/odoo-server";

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
  MAIN: "WH/Stock",
};
const DATA = { "mes.production.confirmed.v1": { totals: { good: "40", scrap: "1", rework: "0" } } };

/** An Odoo of that version; each message gets an order of its own, so that all of its effects can be counted there. */
async function openWorld(protocol: Protocol, version: number): Promise<ErpWorld> {
  const odoo = await startOdoo({ version });
  const produced = (lot: string) =>
    confirmation(String(odoo.clerk.createOrder(100)), {
      consumption: [{ item: "CAST-01", lot, qty: "50" }],
      outputLot: "P000400",
      scrapReasons: [
        { code: version >= 17 ? "Tool breakage" : "TOOL", qty: "1" },
        { code: "DIM", qty: "1" },
      ],
    });
  const kinds = kindMaker({ ...WORDS, ...(version >= 17 ? { HANDLING: "Tool breakage" } : {}) }, DATA);
  const given = { protocol, version };
  return {
    delivered: odooSystem.delivered,
    open(http, words) {
      // People take their time between two acts: what was written has settled.
      odoo.clerk.wait(3);
      return connect(odoo, http, given, words);
    },
    openWithWrongCredentials: (http) => connect(odoo, http, { ...given, apiKey: "another-key" }),
    acceptable: async () => produced("C240115"),
    ofKind: async (type) => kinds(type, { "PO-1001": String(odoo.clerk.createOrder(100)) }),
    refusable: async () => produced("NO-SUCH-LOT"),
    async timesBooked(message) {
      const order = Number(message.subject);
      const moves = odoo.clerk.rows("stock.move").filter((move) => move["raw_material_production_id"] === order);
      const lines = odoo.clerk.rows("stock.move.line").filter((line) => moves.some((move) => move.id === line["move_id"]));
      const counts = [odoo.clerk.count("mrp.workcenter.productivity", "x_mes_ref", message.id), odoo.clerk.count("stock.scrap", "production_id", order) / 2, lines.length];
      const [first = 0] = counts;
      if (counts.some((count) => count !== first)) throw new Error(`half booked: ${counts.join(", ")}`);
      return first;
    },
    async changeOrder() {
      odoo.clerk.wait(5);
      odoo.clerk.change("mrp.production", 217, { date_deadline: "2026-03-19 12:00:00" });
      odoo.clerk.wait(5);
      return "217";
    },
    close: () => odoo.stop(),
  };
}

describeErpAdapter("odoo json-2", fetchHttp, () => openWorld("JSON2", 19));
describeErpAdapter("odoo json-rpc", fetchHttp, () => openWorld("JSONRPC", 16));
