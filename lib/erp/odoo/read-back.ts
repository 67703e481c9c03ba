import { type Decimal, decimal, sum } from "@/lib/domain/shared/decimal";
import type { OrdersOutcome, StockOutcome } from "@/lib/erp/port";
import type { OrderBooks, StockBooks } from "@/lib/erp/read-back";
import type { Words } from "@/lib/erp/words";
import { type MoveLine, moveLineType, QUANT, SCRAP, type Scrap } from "./api-types";
import type { OdooClient } from "./client";
import { fieldNames } from "./field-names";
import { chainStatus, type WholeOrder } from "./from-order";
import { loadOrders, productsOf } from "./load-objects";
import { leftOf, openLines } from "./open-lines";
import { numbered } from "./operation-number";
import { findAll, findSome, PAGE } from "./records";
import type { OdooSettings } from "./settings";
import { text } from "./values";

/** What Odoo holds of these orders (IN-11), each with its backorders. @throws OdooError. */
export async function readOrders(client: OdooClient, settings: OdooSettings, words: Words, orders: readonly string[]): Promise<OrdersOutcome> {
  const names = fieldNames(settings.version);
  const wholes = await loadOrders(client, orders.filter((order) => /^\d{1,15}$/.test(order)).map(Number), { settings, names });
  const asked = wholes.filter((whole) => orders.includes(whole.chain.key));
  const members = asked.flatMap((whole) => whole.chain.members.map((member) => member.id));
  const scraps =
    members.length === 0
      ? []
      : await findAll(client, SCRAP, [
          ["production_id", "in", members],
          ["state", "=", "done"],
        ]);
  const moves = asked.flatMap((whole) => whole.moves.map((move) => move.id));
  const lines = moves.length === 0 ? [] : await findAll(client, moveLineType(names), [["move_id", "in", moves]]);
  return { kind: "orders", orders: asked.map((whole) => booksOf(whole, scraps, lines, settings, words)) };
}

function booksOf(whole: WholeOrder, scraps: readonly Scrap[], lines: readonly MoveLine[], settings: OdooSettings, words: Words): OrderBooks {
  const { chain, workOrders, products } = whole;
  const [first] = chain.members;
  const own = new Set(chain.members.map((member) => member.id));
  const scrap = scraps.filter((one) => one.production_id !== null && own.has(one.production_id.id) && one.product_id.id === first?.product_id.id);
  const lasts = chain.members.map((member) => numbered(workOrders.filter((one) => one.production_id.id === member.id && one.state !== "cancel")).at(-1)?.step);
  // A work order says what it made once it is finished; until then Odoo keeps one figure for the whole order.
  const known = lasts.every((last) => last?.state === "done");
  const seconds = text(sum(workOrders.map((one) => one.duration.times(60))));
  return {
    order: chain.key,
    state: stateOf(whole),
    uom: words.ours("UOM", first?.product_uom_id.name ?? ""),
    good: known ? text(sum(lasts.flatMap((last) => last?.qty_produced ?? []))) : null,
    scrap: text(sum(scrap.map((one) => one.scrap_qty))),
    received: text(sum(chain.members.filter((member) => member.state === "done").map((member) => member.qty_produced))),
    components: componentsOf(whole, lines, products, words),
    time: settings.bookedTime === "MACHINE" ? { machineSeconds: seconds, labourSeconds: null } : { machineSeconds: null, labourSeconds: seconds },
  };
}

/** The state of an order with all its parts. */
export function stateOf({ chain, workOrders }: Pick<WholeOrder, "chain" | "workOrders">): OrderBooks["state"] {
  switch (chainStatus(chain)) {
    case "CREATED":
      return "PLANNED";
    case "RELEASED": {
      const begun = chain.members.some((member) => member.state !== "confirmed") || workOrders.some((one) => one.state === "progress" || one.state === "done");
      return begun ? "IN_PROGRESS" : "RELEASED";
    }
    case "CLOSED":
      return "CLOSED";
    case "CANCELLED":
      return "CANCELLED";
    case null:
      return null;
  }
}

function componentsOf({ moves }: WholeOrder, lines: readonly MoveLine[], products: WholeOrder["products"], words: Words): OrderBooks["components"] {
  const groups = new Map<string, { item: string; lot: string | null; qty: Decimal; uom: string }>();
  for (const move of moves) {
    const product = products.find((one) => one.id === move.product_id.id);
    for (const line of lines.filter((one) => one.picked && one.move_id?.id === move.id)) {
      const key = `${move.product_id.id}/${line.lot_id?.id ?? ""}`;
      const qty = (groups.get(key)?.qty ?? decimal(0)).plus(line.moved);
      groups.set(key, { item: product?.default_code ?? move.product_id.name, lot: line.lot_id?.name ?? null, qty, uom: words.ours("UOM", move.product_uom.name) });
    }
  }
  return [...groups.values()].filter(({ qty }) => !qty.isZero()).map((group) => ({ ...group, qty: text(group.qty) }));
}

type StockPage = Extract<StockOutcome, { kind: "stock" }>;

/** What lies in the company's own places, and in those that all companies share, less what open orders have taken, page by page of Odoo's records. @throws OdooError. */
export async function readStock(client: OdooClient, settings: OdooSettings, words: Words, cursor: string | null): Promise<StockPage> {
  const after = cursor === null ? 0 : Number(cursor);
  const quants = await findSome(
    client,
    QUANT,
    [
      ["company_id", "in", [settings.companyId, false]],
      ["location_id.usage", "=", "internal"],
      ["id", ">", after],
    ],
    PAGE,
  );
  const products = await productsOf(
    client,
    quants.map((quant) => quant.product_id.id),
  );
  const ids = [...new Set(quants.map((quant) => quant.product_id.id))];
  const taken = ids.length === 0 ? [] : await openLines(client, fieldNames(settings.version), [["product_id", "in", ids]]);
  const stock = quants.flatMap((quant): StockBooks[] => {
    const product = products.find((one) => one.id === quant.product_id.id);
    if (product === undefined || product.default_code === null) return [];
    const location = words.ours("LOCATION", quant.location_id.name);
    return [
      {
        site: settings.site,
        item: product.default_code,
        lot: quant.lot_id?.name ?? null,
        location,
        qty: text(leftOf(quant, product, taken)),
        uom: words.ours("UOM", product.uom_id.name),
      },
    ];
  });
  return { kind: "stock", stock, cursor: quants.length < PAGE ? null : String(quants.at(-1)?.id ?? after) };
}
