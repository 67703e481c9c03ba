import { userError } from "./errors";
import type { Row, Store, Stored } from "./store";

type Context = Readonly<Record<string, unknown>>;
/** Odoo's rules of an order, a work order and a movement, as far as the adapter meets them. */
export type Plant = ReturnType<typeof openPlant>;

const num = (value: Stored | undefined): number => (typeof value === "number" ? value : 0);
const round = (value: number) => Math.round(value * 1e6) / 1e6;

export function openPlant(store: Store, version: number) {
  const since17 = version >= 17;
  const [moved, lineMoved] = since17 ? ["quantity", "quantity"] : ["quantity_done", "qty_done"];
  const outputLot = version >= 19 ? "lot_producing_ids" : "lot_producing_id";
  const workOrders = (order: number) => store.all("mrp.workorder").filter((one) => one["production_id"] === order);
  const rawMoves = (order: number) => store.all("stock.move").filter((one) => one["raw_material_production_id"] === order);
  const linesOf = (move: number) => store.all("stock.move.line").filter((line) => line["move_id"] === move);
  const tracked = (product: Stored | undefined) => store.get("product.product", num(product))["tracking"] !== "none";
  const now = () => store.stamp().slice(0, 19);
  const isOver = (row: Row) => row["state"] === "done" || row["state"] === "cancel";
  const openRows = () => store.all("mrp.workcenter.productivity").filter((row) => row["date_end"] === false || row["date_end"] === undefined);

  /** Quantity of a movement: what its lines say, or what was set where it has none. */
  function quantityOf(move: Row): number {
    const lines = linesOf(move.id);
    return lines.length > 0 ? round(lines.reduce((total, line) => total + num(line[lineMoved]), 0)) : 0;
  }

  function stateOf(order: Row): Stored {
    const all = workOrders(order.id);
    if (all.length > 0 && all.every(isOver)) return "to_close";
    if (all.some((one) => one["state"] === "progress" || one["state"] === "done") || num(order["qty_producing"]) > 0) return "progress";
    return "confirmed";
  }

  /** The state follows from work orders and quantity until the order is over. */
  function refresh(orderId: number): void {
    const order = store.get("mrp.production", orderId);
    if (isOver(order) || order["state"] === "draft") return;
    const state = stateOf(order);
    if (state !== order["state"]) store.force("mrp.production", orderId, { state });
  }

  /** From 17 on what nobody picked is picked by the bill of materials. */
  function pickDefaults(moves: readonly Row[]): void {
    if (!since17) return;
    for (const move of moves) {
      if (move["picked"] === true || isOver(move)) continue;
      const lot = store
        .all("stock.quant")
        .find((quant) => quant["product_id"] === move["product_id"] && quant["location_id"] === move["location_id"] && num(quant["quantity"]) > 0)?.["lot_id"];
      for (const line of linesOf(move.id)) store.remove("stock.move.line", line.id);
      addLine(move, { lot_id: tracked(move["product_id"]) ? (lot ?? false) : false, [lineMoved]: num(move["product_uom_qty"]), picked: true });
      store.force("stock.move", move.id, { picked: true });
    }
  }

  function addLine(move: Row, values: Readonly<Record<string, Stored>>): void {
    const { product_id = 0, product_uom = 0, location_id = 0, location_dest_id = 0, picked } = move;
    const filled = { product_id, product_uom_id: product_uom, location_id, location_dest_id, ...(since17 ? { picked: picked ?? false } : {}), ...values, move_id: move.id };
    const { picked: withPicked, ...without } = filled as Record<string, Stored>;
    store.create("stock.move.line", since17 ? { ...without, picked: withPicked ?? false } : without);
  }

  function changeStock(product: Stored | undefined, lot: Stored | undefined, location: Stored | undefined, by: number): void {
    if (store.get("stock.location", num(location))["usage"] !== "internal") return;
    const there = store.all("stock.quant").find((quant) => quant["product_id"] === product && (quant["lot_id"] ?? false) === (lot ?? false) && quant["location_id"] === location);
    const left = round(num(there?.["quantity"]) + by);
    // What is used up has no record any more.
    if (there !== undefined && left === 0) store.remove("stock.quant", there.id);
    else if (there !== undefined) store.force("stock.quant", there.id, { quantity: left });
    else store.create("stock.quant", { product_id: product, lot_id: lot ?? false, location_id: location, quantity: by, company_id: 1 });
  }

  function finishWorkOrder(id: number): void {
    const one = store.get("mrp.workorder", id);
    if (isOver(one)) return;
    const order = store.get("mrp.production", num(one["production_id"]));
    pickDefaults(rawMoves(order.id).filter((move) => move["workorder_id"] === id));
    for (const row of openRows()) if (row["workorder_id"] === id) store.force("mrp.workcenter.productivity", row.id, { date_end: now() });
    // The trap: without a quantity it is the whole plan.
    const quantity = num(one["qty_produced"]) || num(order["qty_producing"]) || num(one["qty_production"]);
    store.force("mrp.workorder", id, { state: "done", qty_produced: quantity });
    refresh(order.id);
  }

  function consume(order: Row): void {
    for (const move of rawMoves(order.id)) {
      if (isOver(move)) continue;
      const lines = linesOf(move.id).filter((line) => num(line[lineMoved]) > 0 && (!since17 || line["picked"] === true));
      for (const line of lines) {
        if (tracked(line["product_id"]) && typeof line["lot_id"] !== "number") throw userError("You need to supply a Lot/Serial Number for products that are tracked.");
        changeStock(line["product_id"], line["lot_id"], line["location_id"], -num(line[lineMoved]));
      }
      store.force("stock.move", move.id, { state: lines.length > 0 ? "done" : "cancel" });
    }
  }

  function split(order: Row, quantity: number): Row {
    const total = num(order["product_qty"]);
    const share = quantity / total;
    const base = String(order["name"]).replace(/-\d{3}$/, "");
    const sequence = num(order["backorder_sequence"]) || 1;
    const part = (at: number) => `${base}-${String(at).padStart(3, "0")}`;
    const { id: _, create_date: __, write_date: ___, ...same } = order;
    const rest = { name: part(sequence + 1), backorder_sequence: sequence + 1, product_qty: round(total - quantity), qty_producing: 0, state: "confirmed" };
    const { [outputLot]: _lot, ...copied } = { ...same, ...rest } as Record<string, Stored>;
    const backorder = store.create("mrp.production", copied);
    store.force("mrp.production", order.id, { name: part(sequence), backorder_sequence: sequence, product_qty: quantity });
    const copies = new Map<number, number>();
    for (const one of workOrders(order.id)) {
      const copy = {
        name: one["name"],
        sequence: one["sequence"],
        production_id: backorder.id,
        workcenter_id: one["workcenter_id"],
        operation_id: one["operation_id"] ?? false,
        state: "ready",
        qty_production: rest.product_qty,
        duration_expected: round(num(one["duration_expected"]) * (1 - share)),
      };
      copies.set(one.id, store.create("mrp.workorder", copy).id);
      store.force("mrp.workorder", one.id, { qty_production: quantity });
    }
    for (const move of rawMoves(order.id)) {
      const demand = num(move["product_uom_qty"]);
      store.force("stock.move", move.id, { product_uom_qty: round(demand * share) });
      const { product_id, product_uom, location_id, location_dest_id } = move;
      const workorder = copies.get(num(move["workorder_id"])) ?? false;
      store.create("stock.move", {
        product_id,
        product_uom,
        location_id,
        location_dest_id,
        product_uom_qty: round(demand * (1 - share)),
        raw_material_production_id: backorder.id,
        workorder_id: workorder,
        state: "confirmed",
        company_id: 1,
      });
    }
    return backorder;
  }

  function markDone(id: number, context: Context): unknown {
    const order = store.get("mrp.production", id);
    if (isOver(order)) throw userError("You cannot validate a manufacturing order that is done or cancelled.");
    const total = num(order["product_qty"]);
    const quantity = num(order["qty_producing"]) || total;
    if (
      order["consumption"] !== "flexible" &&
      context["skip_consumption"] !== true &&
      rawMoves(id).some((move) => quantityOf(move) !== round((num(move["product_uom_qty"]) * quantity) / total))
    ) {
      return { type: "ir.actions.act_window", res_model: "mrp.consumption.warning", view_mode: "form", target: "new", context: { default_mrp_production_ids: [id] } };
    }
    if (quantity < total && context["skip_backorder"] !== true) {
      return {
        type: "ir.actions.act_window",
        res_model: "mrp.production.backorder",
        view_mode: "form",
        target: "new",
        views: [[false, "form"]],
        context: { default_mrp_production_ids: [id] },
      };
    }
    const lots = order[outputLot];
    const lot = Array.isArray(lots) ? (lots as readonly number[])[0] : lots;
    if (tracked(order["product_id"]) && typeof lot !== "number") throw userError("You need to supply a Lot/Serial Number for the finished product.");
    for (const one of workOrders(id)) finishWorkOrder(one.id);
    pickDefaults(rawMoves(id));
    const toBackorder: unknown = context["mo_ids_to_backorder"];
    const backorder = quantity < total && Array.isArray(toBackorder) && toBackorder.includes(id) ? split(order, quantity) : null;
    consume(store.get("mrp.production", id));
    changeStock(order["product_id"], typeof lot === "number" ? lot : false, order["location_dest_id"], quantity);
    store.force("mrp.production", id, { state: "done", qty_producing: quantity, done_qty: quantity, date_finished: now() });
    return backorder === null ? true : { type: "ir.actions.act_window", res_model: "mrp.production", res_id: backorder.id, view_mode: "form", views: [[false, "form"]] };
  }

  function cancel(id: number): true {
    const order = store.get("mrp.production", id);
    if (order["state"] === "done") throw userError("You cannot cancel a manufacturing order that is done.");
    for (const one of workOrders(id)) if (!isOver(one)) store.force("mrp.workorder", one.id, { state: "cancel" });
    for (const move of rawMoves(id)) if (!isOver(move)) store.force("stock.move", move.id, { state: "cancel" });
    store.force("mrp.production", id, { state: "cancel" });
    return true;
  }

  function start(id: number, user: number): true {
    const one = store.get("mrp.workorder", id);
    if (isOver(one)) throw userError("You cannot start a work order that is already done or cancelled.");
    if (workingState(store.get("mrp.workcenter", num(one["workcenter_id"]))) === "blocked") throw userError("Please unblock the work center to start the work order.");
    const loss = store.all("mrp.workcenter.productivity.loss").find((each) => each["loss_type"] === "productive");
    if (loss === undefined) throw userError("You need to define at least one productivity loss in the category 'Productivity'.");
    createTime({ workorder_id: id, workcenter_id: one["workcenter_id"], loss_id: loss.id, user_id: user, company_id: 1, description: "Time Tracking" }, user);
    store.force("mrp.workorder", id, { state: "progress" });
    refresh(num(one["production_id"]));
    return true;
  }

  function createTime(values: Readonly<Record<string, unknown>>, user: number): Row {
    const row = store.create("mrp.workcenter.productivity", { user_id: user, date_start: now(), date_end: false, ...values });
    const twin = openRows().filter((other) => typeof other["workorder_id"] === "number" && other["workorder_id"] === row["workorder_id"] && other["user_id"] === row["user_id"]);
    if (twin.length > 1) throw userError("The Workorder cannot be started twice by the same user.");
    return row;
  }

  function workingState(center: Row): "normal" | "blocked" | "done" {
    const open = openRows().filter((row) => row["workcenter_id"] === center.id);
    if (open.length === 0) return "normal";
    const types = open.map((row) => String(store.get("mrp.workcenter.productivity.loss", num(row["loss_id"]))["loss_type"]));
    return types.some((type) => type === "availability" || type === "quality") ? "blocked" : "done";
  }

  return {
    quantityOf,
    refresh,
    addLine,
    linesOf,
    rawMoves,
    workOrders,
    finishWorkOrder,
    markDone,
    cancel,
    start,
    createTime,
    workingState,
    openRows,
    changeStock,
    tracked,
    now,
    moved,
    lineMoved,
    since17,
  };
}
