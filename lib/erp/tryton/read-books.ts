import { z } from "zod";
import { type Decimal, isDecimal, r6, sum, ZERO } from "@/lib/domain/shared/decimal";
import type { ListedOrder, OrderBooks, StockBooks } from "@/lib/erp/read-back";
import type { TrytonClient } from "./client";
import { stockPlaces } from "./load-lots";
import { loadCompany } from "./load-plant-data";
import { isLotTracked, text } from "./plant-data";
import { costsOf, type UsedComponent } from "./read-costs";
import { domainOf } from "./poll";
import { ORDERS } from "./poll-kinds";
import { WAREHOUSE } from "./record-types";
import { findRecords, PAGE, parse, type RecordType, rowsAfter } from "./records";
import { ourUnit, type TrytonSettings } from "./settings";
import { Day, decimalOf, Seconds } from "./values";

const id = z.number().int();
const quantity = z.number().transform(decimalOf);
const price = z.custom<Decimal>(isDecimal, "a decimal").nullable();
const Unit = z.object({ id, symbol: z.string(), factor: quantity });
const Product = z.object({ id, code: z.string().nullable(), lot_required: z.array(z.string()).nullable(), "default_uom.": Unit });
const BookedMove = z.object({
  id,
  quantity,
  state: z.string(),
  to_location: id,
  cost_price: price,
  unit_price: price,
  effective_date: z.instanceof(Day).nullable(),
  "uom.": Unit,
  "lot.": z.object({ id, number: z.string() }).nullable(),
  "product.": Product,
});
type BookedMove = z.infer<typeof BookedMove>;
const BookedCycle = z.object({ id, state: z.string(), duration: z.instanceof(Seconds).nullable(), cost: price });

const BookedOrder = z.object({
  id,
  number: z.string(),
  state: z.string(),
  location: id,
  "uom.": Unit.nullable(),
  "product.": Product.nullable(),
  "inputs.": z.array(BookedMove),
  "outputs.": z.array(BookedMove),
  "works.": z.array(z.object({ id, "cycles.": z.array(BookedCycle) })),
});
type BookedOrder = z.infer<typeof BookedOrder>;

const under = (prefix: string, fields: readonly string[]) => fields.map((field) => `${prefix}.${field}`);
const UNIT = ["symbol", "factor"];
const PRODUCT = ["code", "lot_required", ...under("default_uom", UNIT)];
const MOVE = ["quantity", "state", "to_location", "cost_price", "unit_price", "effective_date", ...under("uom", UNIT), "lot.number", ...under("product", PRODUCT)];
const BOOKED_ORDER: RecordType<BookedOrder> = {
  model: "production",
  fields: [
    "number",
    "state",
    "location",
    ...under("uom", UNIT),
    ...under("product", PRODUCT),
    ...under("inputs", MOVE),
    ...under("outputs", MOVE),
    "works.cycles.state",
    "works.cycles.duration",
    "works.cycles.cost",
  ],
  schema: BookedOrder,
};

/** Tryton's states of an order; reserving material says nothing of it. */
const STATE: Readonly<Record<string, OrderBooks["state"]>> = {
  request: "PLANNED",
  draft: "PLANNED",
  waiting: "RELEASED",
  assigned: "RELEASED",
  running: "IN_PROGRESS",
  done: "COMPLETED",
  cancelled: "CANCELLED",
};

/** What Tryton holds of these orders (IN-11): movements and cycles that are done. An order that it does not know is missing. */
export async function readOrders(client: TrytonClient, settings: TrytonSettings, numbers: readonly string[]): Promise<OrderBooks[]> {
  if (numbers.length === 0) return [];
  const orders = await findRecords(client, BOOKED_ORDER, [["number", "in", numbers]]);
  const warehouses = await findRecords(client, WAREHOUSE, [["type", "=", "warehouse"]]);
  const waste = new Set(warehouses.flatMap((one) => one.waste_locations));
  const back = await scrapTakenBack(client, orders, waste);
  const { currency } = await loadCompany(client);
  return orders.map((order) => ({ ...toBooks(order, settings, waste, back), costs: costsOf(usedIn(order, settings), workedAt(order), settings, currency) }));
}

/** Scrap of an order that was taken back lies beside it in Tryton: a movement from waste into production, known by its lot. */
const Back = z.object({ id, quantity, "uom.": Unit, "lot.": z.object({ id, number: z.string() }), product: id, to_location: id });
type Back = z.infer<typeof Back>;

async function scrapTakenBack(client: TrytonClient, orders: readonly BookedOrder[], waste: ReadonlySet<number>): Promise<Back[]> {
  const lots = new Set(orders.flatMap((order) => scrapped(order, waste).flatMap((move) => move["lot."]?.id ?? [])));
  if (lots.size === 0) return [];
  const type: RecordType<Back> = { model: "stock.move", fields: ["quantity", ...under("uom", UNIT), "lot.number", "product", "to_location"], schema: Back };
  return findRecords(client, type, [
    ["lot", "in", [...lots]],
    ["from_location", "in", [...waste]],
    ["to_location", "in", [...new Set(orders.map((order) => order.location))]],
    ["state", "=", "done"],
  ]);
}

/** The order's own product that went to waste. */
function scrapped(order: BookedOrder, waste: ReadonlySet<number>): BookedMove[] {
  return done(order["outputs."]).filter((move) => move["product."].id === order["product."]?.id && waste.has(move.to_location));
}

function toBooks(order: BookedOrder, settings: TrytonSettings, waste: ReadonlySet<number>, back: readonly Back[]): OrderBooks {
  const product = order["product."];
  const unit = order["uom."] ?? product?.["default_uom."] ?? null;
  const inUnit = (moves: readonly { quantity: Decimal; "uom.": { factor: Decimal } }[]): Decimal =>
    unit === null ? ZERO : sum(moves.map((move) => move.quantity.times(move["uom."].factor).div(unit.factor)));
  const own = (move: BookedMove): boolean => move["product."].id === product?.id;
  const received = done(order["outputs."]).filter((move) => own(move) && !waste.has(move.to_location));
  const scrap = scrapped(order, waste);
  const scrapLots = new Set(scrap.map((move) => move["lot."]?.id));
  const scrapBack = back.filter((move) => scrapLots.has(move["lot."].id) && move.product === product?.id);
  return {
    order: order.number.trim(),
    // Where an order is finished only at its close, a running one may be completed already.
    state: order.state === "running" && settings.finishOn === "CLOSED" ? null : (STATE[order.state] ?? null),
    uom: unit === null ? "" : codeOf(settings, unit.symbol),
    // A work counts no pieces: what was confirmed good is seen once it is received.
    good: null,
    // Without a lot nobody can tell whose scrap was taken back.
    scrap: product !== null && isLotTracked(product) ? text(inUnit(scrap).minus(inUnit(scrapBack))) : null,
    received: text(inUnit(received).minus(inUnit(done(order["inputs."]).filter(own)))),
    components: componentsOf(order, settings),
    time: timeOf(order, settings),
  };
}

/** Movements of components, in the unit of the item. An output of something that went in is a return; of anything else it is a by-product. */
function usedIn(order: BookedOrder, settings: TrytonSettings): UsedComponent[] {
  const inputs = order["inputs."].filter((move) => move["product."].id !== order["product."]?.id);
  const taken = new Set(inputs.map((move) => move["product."].id));
  const moves = [
    ...done(inputs).map((move) => ({ move, sign: 1 as const })),
    ...done(order["outputs."])
      .filter((move) => taken.has(move["product."].id))
      .map((move) => ({ move, sign: -1 as const })),
  ];
  return moves.map(({ move, sign }) => {
    const base = move["product."]["default_uom."];
    const perBase = base.factor.div(move["uom."].factor);
    return {
      item: nameOf(move["product."]),
      lot: move["lot."]?.number.trim() ?? null,
      uom: codeOf(settings, base.symbol),
      qty: move.quantity.div(perBase),
      sign,
      // What came back has the price at which it was given (EX-19), per unit of its movement.
      cost: sign === 1 ? move.cost_price : (move.unit_price?.times(perBase) ?? move.cost_price),
      day: move.effective_date,
    };
  });
}

/** Net of what came back. */
function componentsOf(order: BookedOrder, settings: TrytonSettings): OrderBooks["components"] {
  const lines = new Map<string, { item: string; lot: string | null; uom: string; qty: Decimal }>();
  for (const { item, lot, uom, qty, sign } of usedIn(order, settings)) {
    const key = JSON.stringify([item, lot]);
    lines.set(key, { item, lot, uom, qty: qty.times(sign).plus(lines.get(key)?.qty ?? ZERO) });
  }
  return [...lines.values()].map((line) => ({ ...line, qty: text(r6(line.qty)) }));
}

/** Tryton has one kind of time; where not all activities are booked on it, it cannot say what an order took. */
function timeOf(order: BookedOrder, settings: TrytonSettings): OrderBooks["time"] {
  const whole = new Set(settings.bookedActivities).size === 4;
  const cycles = workedAt(order);
  const seconds = whole ? String(cycles.reduce((total, cycle) => total + (cycle.duration?.seconds ?? 0), 0)) : null;
  return settings.rateElement === "MACHINE" ? { machineSeconds: seconds, labourSeconds: null } : { machineSeconds: null, labourSeconds: seconds };
}

function workedAt(order: BookedOrder): BookedOrder["works."][number]["cycles."] {
  return order["works."].flatMap((work) => work["cycles."]).filter((cycle) => cycle.state === "done");
}

/** What really moved: the planned lines of a started order are done with nothing in them. */
function done(moves: readonly BookedMove[]): BookedMove[] {
  return moves.filter((move) => move.state === "done" && !move.quantity.isZero());
}

/** Our code of a unit; one without stays as Tryton writes it, so that it stands out in the comparison instead of ending it. */
function codeOf(settings: TrytonSettings, symbol: string): string {
  return ourUnit(settings, symbol) ?? symbol;
}

/** Code of an item; one without is named so that nobody takes it for one of ours. */
function nameOf(product: { readonly id: number; readonly code: string | null }): string {
  return product.code?.trim() ?? `product ${product.id}`;
}

const OrderHead = z.object({ id, number: z.string().nullable(), state: z.string() });

/** A page of the orders that are open, or of which anything changed since, after the order of that id; `cursor` null on the last page. */
export async function listOrders(client: TrytonClient, settings: TrytonSettings, since: Date, cursor: string | null): Promise<{ orders: ListedOrder[]; cursor: string | null }> {
  const type: RecordType<z.infer<typeof OrderHead>> = { model: "production", fields: ["number", "state"], schema: OrderHead };
  const rows = await rowsAfter(client, type, ["OR", domainOf(ORDERS, null), domainOf(ORDERS, since.getTime() * 1000)], cursor === null ? 0 : Number(cursor));
  const heads = parse("model.production.search_read", z.array(OrderHead), rows);
  const orders = heads.flatMap(({ number, state }): ListedOrder[] =>
    number === null ? [] : [{ order: number.trim(), site: settings.site, state: STATE[state] ?? null, changedAt: null }],
  );
  return { orders, cursor: heads.length < PAGE ? null : String(heads.at(-1)?.id ?? 0) };
}

const LotHead = z.object({ id, number: z.string(), "product.": Product });
const Held = z.object({ id, quantity });

/** A page of lots with what lies of them in storage and picking places, after the lot of that id; `cursor` null on the last page. */
export async function readStock(client: TrytonClient, settings: TrytonSettings, cursor: string | null): Promise<{ stock: StockBooks[]; cursor: string | null }> {
  const places = await stockPlaces(client);
  const everywhere = { locations: places.map((place) => place.id), skip_lot_sled: true };
  const type: RecordType<z.infer<typeof LotHead>> = { model: "stock.lot", fields: ["number", ...under("product", PRODUCT)], schema: LotHead };
  const rows = await rowsAfter(client, type, [["quantity", "!=", 0]], cursor === null ? 0 : Number(cursor), everywhere);
  const lots = parse("model.stock.lot.search_read", z.array(LotHead), rows);
  const stock: StockBooks[] = [];
  for (const place of lots.length === 0 ? [] : places) {
    const held = await findRecords(client, { model: "stock.lot", fields: ["quantity"], schema: Held }, [["id", "in", lots.map((lot) => lot.id)]], {
      ...everywhere,
      locations: [place.id],
    });
    for (const { id: lotId, quantity: qty } of held) {
      const lot = lots.find((one) => one.id === lotId);
      // What has no code in Tryton was never told to us, so there is nothing to compare it with.
      if (lot === undefined || qty.isZero() || lot["product."].code === null) continue;
      const product = lot["product."];
      const location = Object.entries(settings.locations).find(([, theirs]) => theirs === place.code)?.[0] ?? place.code;
      stock.push({ site: settings.site, item: nameOf(product), lot: lot.number.trim(), location, qty: text(qty), uom: codeOf(settings, product["default_uom."].symbol) });
    }
  }
  return { stock, cursor: lots.length < PAGE ? null : String(lots.at(-1)?.id ?? 0) };
}
