import { accessError, notFound, typeError, userError, validationError, valueError } from "./errors";
import { readDomain } from "./domain";
import type { Plant } from "./production";
import type { Row, Store, Stored, Values } from "./store";

/** A call as both protocols understand it. */
export type Call = {
  readonly model: string;
  readonly method: string;
  readonly ids: readonly number[] | null;
  readonly named: Values;
  readonly context: Values;
  readonly user: number;
};

const num = (value: Stored | undefined): number => (typeof value === "number" ? value : 0);
const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  search_read: ["domain", "fields", "order", "limit", "offset"],
  search_count: ["domain"],
  read: ["fields"],
  create: ["vals_list"],
  write: ["vals"],
  unlink: [],
  message_post: ["body"],
  action_feedback: ["feedback"],
};
/** Buttons of each model. */
const BUTTONS: Readonly<Record<string, readonly string[]>> = {
  "mrp.production": ["button_mark_done", "action_cancel", "message_post"],
  "mrp.workorder": ["button_start", "button_pending", "button_finish"],
  "mrp.workcenter": ["unblock", "message_post"],
  "stock.scrap": ["action_validate", "do_scrap"],
  "stock.lot": ["message_post"],
  "mail.activity": ["action_feedback"],
};
const GENERIC = ["search_read", "search_count", "read", "create", "write", "unlink"];

/** Answers calls by Odoo's rules. `mayNot`: `model.method` that the account has no right to. */
export function openMethods(store: Store, plant: Plant, mayNot: ReadonlySet<string>) {
  /** @throws OdooFault for what Odoo refuses. */
  return function answer(call: Call): unknown {
    const { model, method, ids, named, context } = call;
    store.modelOf(model);
    if (!GENERIC.includes(method) && !(BUTTONS[model] ?? []).includes(method)) throw notFound(`the method '${method}' does not exist on model '${model}'`);
    if (mayNot.has(`${model}.${method}`)) throw accessError(`You are not allowed to ${method} records of ${model}.`);
    const strange = Object.keys(named).filter((name) => !(ARGUMENTS[method] ?? []).includes(name));
    if (strange.length > 0) throw typeError(`${model}.${method}() got an unexpected keyword argument '${strange.join("', '")}'`);
    switch (method) {
      case "search_read":
        return searchRead(model, named, context);
      case "search_count":
        return matching(model, named["domain"], context).length;
      case "create":
        return listOf(named["vals_list"]).map((values) => create(model, values, call).id);
      default:
    }
    const rows = given(ids).map((id) => store.get(model, id));
    switch (method) {
      case "read":
        return rows.map((row) => read(model, row, fieldsOf(named["fields"])));
      case "write":
        for (const row of rows) write(model, row, recordOf(named["vals"]));
        return true;
      case "unlink":
        for (const row of rows) unlink(model, row);
        return true;
      default:
        return button(call, rows);
    }
  };

  function given(ids: readonly number[] | null): readonly number[] {
    if (ids === null || ids.length === 0) throw typeError("missing a required argument: 'ids'");
    return ids;
  }

  function matching(model: string, domain: unknown, context: Values): Row[] {
    const test = readDomain(store, model, domain);
    const archived = context["active_test"] === false || JSON.stringify(domain).includes('"active"');
    const hides = store.models[model]?.["active"] !== undefined && !archived;
    return store.all(model).filter((row) => test(row) && (!hides || row["active"] !== false));
  }

  function searchRead(model: string, { domain = [], fields, order, limit, offset }: Values, context: Values): unknown[] {
    const wanted = fieldsOf(fields);
    for (const name of wanted) store.fieldOf(model, name);
    if (typeof order !== "string" || !/^[a-z_]+( asc| desc)?(, [a-z_]+( asc| desc)?)*$/.test(order))
      throw userError(`Invalid "order" specified (${String(order)}). A valid "order" specification is a comma-separated list of valid field names.`);
    for (const [name, value] of Object.entries({ limit, offset }))
      if (typeof value !== "number" || !Number.isInteger(value) || value < 0) throw valueError(`${name} must be a number that is not below zero`);
    const sorted = matching(model, domain, context).toSorted((a, b) => byOrder(model, order, a, b));
    return sorted.slice(num(offset as Stored), num(offset as Stored) + num(limit as Stored)).map((row) => read(model, row, wanted));
  }

  function byOrder(model: string, order: string, a: Row, b: Row): number {
    for (const part of order.split(", ")) {
      const [name = "id", way = "asc"] = part.split(" ");
      const [first, second] = [store.value(model, a, name), store.value(model, b, name)];
      if (first !== second) return (first < second ? -1 : 1) * (way === "asc" ? 1 : -1);
    }
    return 0;
  }

  function fieldsOf(fields: unknown): string[] {
    if (!Array.isArray(fields) || fields.some((field) => typeof field !== "string")) throw typeError("fields must be a list of names");
    return fields as string[];
  }

  function read(model: string, row: Row, fields: readonly string[]): Record<string, unknown> {
    const shown = [...new Set(["id", ...fields])].map((name) => {
      const field = store.fieldOf(model, name);
      const value = store.value(model, row, name);
      if (field.kind === "many2one") return [name, typeof value === "number" && value > 0 ? [value, nameOf(field.model, store.get(field.model, value))] : false] as const;
      // Odoo shows whole seconds only.
      if (field.kind === "datetime") return [name, typeof value === "string" ? value.slice(0, 19) : false] as const;
      return [name, value] as const;
    });
    return Object.fromEntries(shown);
  }

  function nameOf(model: string, row: Row): string {
    if (model === "product.product") return `[${String(row["default_code"])}] ${String(row["name"])}`;
    return String(row["complete_name"] ?? row["code"] ?? row["name"] ?? `${model},${row.id}`);
  }

  function create(model: string, values: Values, call: Call): Row {
    switch (model) {
      case "mrp.workcenter.productivity":
        return plant.createTime(values, call.user);
      case "stock.lot": {
        const twin = store.all(model).find((lot) => lot["name"] === values["name"] && lot["product_id"] === values["product_id"]);
        if (twin !== undefined)
          throw validationError(
            `The combination of lot/serial number and product must be unique within a company.\n - Product: ${String(values["product_id"])}, Lot/Serial Number: ${String(values["name"])}`,
          );
        return store.create(model, values);
      }
      case "stock.scrap": {
        const place = store.all("stock.location").find((one) => one["usage"] === "internal");
        const row = store.create(model, { location_id: place?.id ?? false, company_id: 1, ...values });
        store.force(model, row.id, { name: "New", state: "draft" });
        return row;
      }
      case "mail.activity": {
        const row = store.create(model, { active: true, ...values });
        return row;
      }
      default:
        return store.create(model, values);
    }
  }

  function write(model: string, row: Row, values: Values): void {
    if (model === "stock.move") return writeMove(row, values);
    if (model === "mrp.production" && row["state"] === "done" && "qty_producing" in values)
      throw userError("You cannot change the quantity of a manufacturing order that is done.");
    if (model === "mrp.workcenter.productivity" && typeof values["date_end"] === "string" && values["date_end"] < String(row["date_start"]))
      throw validationError("The end of a time entry cannot be before its start.");
    store.write(model, row.id, values);
    if (model === "mrp.production") plant.refresh(row.id);
  }

  function writeMove(move: Row, values: Values): void {
    if (move["state"] === "done" || move["state"] === "cancel") throw userError("Quantities cannot be changed on a movement that is done or cancelled.");
    const { move_line_ids: commands = [], [plant.moved]: quantity, ...rest } = values;
    if (!Array.isArray(commands)) throw valueError("Wrong value for stock.move.move_line_ids");
    if (quantity !== undefined) {
      if (quantity !== 0) throw valueError("this server only knows how to set the quantity of a movement to 0");
      for (const line of plant.linesOf(move.id)) store.remove("stock.move.line", line.id);
    }
    for (const command of commands as unknown[]) {
      if (!Array.isArray(command)) throw valueError(`Wrong command ${JSON.stringify(command)}`);
      const [code, id, line] = command as unknown[];
      if (code === 0) plant.addLine(move, checkedLine(move, recordOf(line)));
      else if (code === 2 && plant.linesOf(move.id).some((one) => one.id === id)) store.remove("stock.move.line", Number(id));
      else throw valueError(`Wrong command ${JSON.stringify(command)}`);
    }
    store.write("stock.move", move.id, rest);
    // The flag of a movement goes to all its lines, those that were only reserved too.
    if (rest["picked"] === true) for (const line of plant.linesOf(move.id)) store.force("stock.move.line", line.id, { picked: true });
  }

  function checkedLine(move: Row, values: Values): Record<string, Stored> {
    for (const name of ["product_id", "product_uom_id", "location_id", "location_dest_id"])
      if (typeof values[name] !== "number") throw validationError(`Missing required value for the field '${name}' on 'stock.move.line'`);
    if (values["product_id"] !== move["product_id"]) throw userError("The product of a line must be that of its movement.");
    const lot = values["lot_id"];
    if (typeof lot === "number" && store.get("stock.lot", lot)["product_id"] !== move["product_id"]) throw userError("This lot is of another product.");
    return values as Record<string, Stored>;
  }

  function unlink(model: string, row: Row): void {
    if (model === "stock.scrap" && row["state"] === "done") throw userError("You cannot delete a scrap which is done.");
    store.remove(model, row.id);
  }

  function button({ model, method, named, context, user }: Call, rows: readonly Row[]): unknown {
    const [row] = rows;
    if (row === undefined || rows.length > 1) throw valueError(`Expected singleton: ${model}`);
    switch (method) {
      case "button_mark_done":
        return plant.markDone(row.id, context);
      case "action_cancel":
        return plant.cancel(row.id);
      case "button_start":
        return plant.start(row.id, user);
      case "button_pending":
        for (const open of plant.openRows())
          if (open["workorder_id"] === row.id && open["user_id"] === user) store.force("mrp.workcenter.productivity", open.id, { date_end: plant.now() });
        return true;
      case "button_finish":
        plant.finishWorkOrder(row.id);
        return true;
      case "unblock":
        if (plant.workingState(row) !== "blocked") throw userError("It has already been unblocked.");
        for (const open of plant.openRows()) if (open["workcenter_id"] === row.id) store.force("mrp.workcenter.productivity", open.id, { date_end: plant.now() });
        return { type: "ir.actions.client", tag: "reload" };
      case "action_validate":
        return validateScrap(row);
      case "do_scrap":
        return doScrap(row);
      case "message_post":
        return [store.create("mail.message", { model, res_id: row.id, body: `<p>${String(named["body"])}</p>` }).id];
      default: {
        store.force(model, row.id, { active: false });
        return [store.create("mail.message", { model: String(store.value(model, row, "res_model")), res_id: num(row["res_id"]), body: `<p>${String(named["feedback"])}</p>` }).id];
      }
    }
  }

  function validateScrap(row: Row): unknown {
    if (num(row["scrap_qty"]) <= 0) throw userError("You can only enter positive quantities.");
    const there = store
      .all("stock.quant")
      .filter((quant) => quant["product_id"] === row["product_id"] && quant["location_id"] === row["location_id"] && (quant["lot_id"] ?? false) === (row["lot_id"] ?? false));
    if (there.reduce((total, quant) => total + num(quant["quantity"]), 0) >= num(row["scrap_qty"])) return doScrap(row);
    return {
      name: "Insufficient Quantity",
      type: "ir.actions.act_window",
      res_model: "stock.warn.insufficient.qty.scrap",
      view_mode: "form",
      target: "new",
      context: { default_scrap_id: row.id },
    };
  }

  function doScrap(row: Row): true {
    if (plant.tracked(row["product_id"]) && typeof row["lot_id"] !== "number") throw userError("You need to supply a Lot/Serial Number for products that are tracked.");
    const { product_id = 0, product_uom_id = 0, location_id = 0, lot_id = false, scrap_qty = 0 } = row;
    const place = store.all("stock.location").find((one) => one["usage"] === "inventory");
    store.create("stock.move.line", {
      product_id,
      product_uom_id,
      location_id,
      lot_id,
      location_dest_id: place?.id,
      [plant.lineMoved]: scrap_qty,
      ...(plant.since17 ? { picked: true } : {}),
    });
    plant.changeStock(row["product_id"], row["lot_id"], row["location_id"], -num(row["scrap_qty"]));
    store.force("stock.scrap", row.id, { state: "done", name: `SP/${String(row.id).padStart(5, "0")}` });
    return true;
  }
}

function recordOf(value: unknown): Values {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw typeError("values must be a mapping");
  return value as Values;
}

function listOf(value: unknown): Values[] {
  if (!Array.isArray(value) || value.length === 0) throw typeError("missing a required argument: 'vals_list'");
  return value.map(recordOf);
}
