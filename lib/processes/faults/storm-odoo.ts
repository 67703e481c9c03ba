import { partKey } from "@/lib/erp/odoo/our-key";
import { confirmation, issue, receipt, status } from "@/lib/erp/odoo/testing/messages";
import { type Fault, startOdoo } from "@/lib/erp/odoo/testing/odoo-server";
import { IDS } from "@/lib/erp/odoo/testing/seed";
import type { Row } from "@/lib/erp/odoo/testing/store";
import type { Meddling } from "@/lib/erp/http/testing/relay";
import { SITE } from "@/lib/integration/testing/channel-plant";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { draftOf, type Saying, type StormErp, type StormSize, times } from "./storm-erp";

/** The two ways to speak with it, and a version that knows each. */
const PROTOCOLS = { JSON2: 19, JSONRPC: 18 } as const;
const READS = ["search_read", "search_count", "read"];
/** A message takes some three to eight writes and twice as many reads, so this befalls four of ten messages, and most confirmations. */
const WRITE_SHARE = 0.1;
const READ_SHARE = 0.01;
/** Good pieces of a round; an order is for many more, so its last round falls short. */
const GOOD = 6;

/**
 * Odoo as its protocol server plays it: time entries and scrap carry our key; lines of components and lots of products have none, so each takes an
 * amount or a lot that no other one has.
 */
export async function odooStorm({ orders, rounds }: StormSize, protocol: keyof typeof PROTOCOLS): Promise<StormErp> {
  const version = PROTOCOLS[protocol];
  const odoo = await startOdoo({ version });
  const { clerk } = odoo;
  const numbers = times(orders, () => String(clerk.createOrder(1000)));
  const lotOf = (component: "C" | "S", order: string) => `${component}-${order}`;
  for (const order of numbers) {
    for (const [product, lot] of [
      [IDS.casting, lotOf("C", order)],
      [IDS.seal, lotOf("S", order)],
    ] as const) {
      const lot_id = clerk.create("stock.lot", { name: lot, product_id: product, company_id: IDS.company });
      clerk.create("stock.quant", { product_id: product, lot_id, location_id: IDS.stock, quantity: 10_000, company_id: IDS.company });
    }
  }

  function story(order: string): readonly Saying[] {
    const castings = (qty: number) => ({ item: "CAST-01", lot: lotOf("C", order), qty: String(qty) });
    const seals = (qty: number) => ({ item: "SEAL-02", lot: lotOf("S", order), qty: String(qty) });
    const said = times(rounds, (round) => {
      const final = round === rounds - 1;
      const total = String(GOOD * (round + 1));
      const good = String(GOOD);
      return [
        confirmation(order, { good, total, final, scrapReasons: [{ code: "DIM", qty: "1" }], consumption: [castings(10 + round)] }),
        issue(order, seals(100 + round), 20),
        issue(order, seals(200 + round), 20),
        confirmation(order, { operation: 20, good, total, final }),
        receipt(order, `P-${order}-${round}`, good, final),
      ];
    }).flat();
    return [status(order, "IN_PROGRESS"), ...said, status(order, "COMPLETED", String(GOOD * rounds))].map((message) => draftOf(message));
  }

  const refused: Meddling = refusal(protocol);
  let says: Meddling | null = null;
  const everywhere = (fault: Fault | null) => void (odoo.meddle = fault === null ? null : ({ method }) => (READS.includes(method) ? null : fault));
  return {
    system: "odoo",
    url: odoo.url,
    secrets: { apiKey: odoo.apiKey },
    settings: (url) => ({ url, protocol, version, database: odoo.database, login: odoo.login, site: SITE, timeoutSeconds: 1 }),
    orders: numbers,
    story,
    share: (call) => (isRead(call) ? READ_SHARE : WRITE_SHARE),
    troubles: [
      { name: "a closed period", refuses: true, begin: () => void (says = refused), end: () => void (says = null) },
      { name: "records that somebody has open", begin: () => everywhere({ kind: "locked" }), end: () => everywhere(null) },
      { name: "transactions that collide", begin: () => everywhere({ kind: "serialization" }), end: () => everywhere(null) },
    ],
    meddle: (call) => (isRead(call) ? null : says),
    books() {
      const text = (row: Row, field: string) => String(row[field] ?? "");
      const lots = new Map(clerk.rows("stock.lot").map((lot) => [lot.id, text(lot, "name")]));
      const lotName = (row: Row) => lots.get(Number(row["lot_id"])) ?? "";
      // The timer that a started order leaves behind is Odoo's own.
      const timed = clerk.rows("mrp.workcenter.productivity").filter((row) => typeof row["x_mes_ref"] === "string");
      const keyed = [...timed, ...clerk.rows("stock.scrap").filter((row) => row["state"] === "done")];
      const moved = version >= 17 ? "quantity" : "qty_done";
      return [
        ...keyed.map((row) => ({ key: text(row, "x_mes_ref"), at: row.id })),
        ...clerk.rows("stock.move.line").flatMap((row) => (/^[CS]-\d+$/.test(lotName(row)) ? [{ key: `${lotName(row)}/${text(row, moved)}`, at: row.id }] : [])),
        ...clerk.rows("stock.quant").flatMap((row) => (lotName(row).startsWith("P-") ? [{ key: `${lotName(row)}/${text(row, "quantity")}`, at: row.id }] : [])),
      ]
        .toSorted((a, b) => a.at - b.at)
        .map(({ key }) => key);
    },
    documentsOf,
    forgets: false,
    stop: () => odoo.stop(),
  };
}

function documentsOf(message: OutboundMessage): readonly (readonly string[])[] {
  switch (message.type) {
    case "mes.production.confirmed.v1":
      return [
        [partKey(message.id, "time", 0)],
        ...message.data.scrapReasons.map((_, index) => [partKey(message.id, "scrap", index)]),
        ...message.data.consumption.map(({ lot, qty }) => [`${lot}/${qty}`]),
      ];
    case "mes.material.issued.v1":
    case "mes.production.received.v1":
      return [[`${message.data.lot}/${message.data.qty}`]];
    default:
      return [];
  }
}

/** Over JSON-2 the method stands in the path, over JSON-RPC in the body. */
function isRead({ path, body }: { readonly path: string; readonly body: string }): boolean {
  return READS.some((method) => path.endsWith(`/${method}`) || body.includes(`"${method}"`)) || body.includes('"authenticate"');
}

function refusal(protocol: keyof typeof PROTOCOLS): Meddling {
  const name = "odoo.exceptions.UserError";
  const message = "You cannot add or modify entries prior to and inclusive of the lock date.";
  const headers = { "content-type": "application/json" };
  const data = { name, message, arguments: [message], context: {}, debug: "Traceback (most recent call last): ..." };
  if (protocol === "JSON2") return { kind: "answer", status: 422, headers, body: JSON.stringify(data) };
  return { kind: "answer", status: 200, headers, body: JSON.stringify({ jsonrpc: "2.0", id: null, error: { code: 200, message: "Odoo Server Error", data } }) };
}
