import { readFileSync } from "node:fs";
import { z } from "zod";
import { erpnextSystem } from "@/lib/erp/erpnext/adapter";
import { chainOf, partKey } from "@/lib/erp/erpnext/keys";
import type { Http } from "@/lib/erp/http/request";
import type { ErpAdapter } from "@/lib/erp/port";
import type { Words } from "@/lib/erp/words";
import type { OutboundMessage } from "@/lib/messages/outbound";
import { serveFrappe } from "./frappe-server";
import { insert } from "./save";
import type { Site, SiteSettings } from "./site";
import { refreshBins } from "./stock-entry-rules";
import { type Doc, num, openStore, rowsOf, type Store, text } from "./store";

const ACCOUNT = { key: "mes-key", secret: "mes-secret", user: "mes@example.test" };
export const WEBHOOK_SECRET = "fixture-webhook-secret";
export const ZONE = "Europe/Berlin";
const OPENING_STOCK = 100_000;

const Exchanges = z.object({ exchanges: z.array(z.object({ response: z.object({ body: z.record(z.string(), z.unknown()) }) })) });

/** The answers of a fixture, in order. */
export function fixtureBodies(name: string): readonly Readonly<Record<string, unknown>>[] {
  const text_ = readFileSync(new URL(`../__fixtures__/${name}.json`, import.meta.url), "utf8");
  return Exchanges.parse(JSON.parse(text_)).exchanges.map(({ response }) => response.body);
}

/** The factory of the fixtures as a running site, and a clerk at its keyboard. */
export type Factory = Awaited<ReturnType<typeof openFactory>>;

/** Opens a site with the factory's master data, its order and stock. */
export async function openFactory(change: Partial<SiteSettings> = {}) {
  const site: Site = {
    store: openStore(ZONE),
    settings: { company: "Example Works", materialConsumption: true, overproductionPct: 0, stockFrozenUpto: "2025-12-31", operationsCheck: false, ...change },
  };
  const { store } = site;
  seed(site);
  const server = await serveFrappe(site, ACCOUNT);
  let orders = 300;

  function createOrder(qty = 100): string {
    orders += 1;
    const name = `MFG-WO-2026-${String(orders).padStart(5, "0")}`;
    putOrder(store, name, qty, [`op1-${orders}`, `op2-${orders}`], [`PO-JOB1${orders}`, `PO-JOB2${orders}`]);
    return name;
  }

  const adapterSettings = {
    url: server.url,
    site: "SITE-A",
    company: "Example Works",
    timeZone: ZONE,
    cards: "OPERATION",
    consumption: "Material Consumption for Manufacture",
    downtimeOperator: "HR-EMP-00042",
    employees: { "P-0417": "HR-EMP-00042", "P-0533": "HR-EMP-00043" },
  };
  const adapterSecrets = { apiKey: ACCOUNT.key, apiSecret: ACCOUNT.secret, webhookSecrets: [WEBHOOK_SECRET] };
  return {
    site,
    server,
    /** Settings and secrets of a connection to this site. */
    connection: { settings: adapterSettings, secrets: adapterSecrets },
    createOrder,
    /** Changes the planned end of an order, as a planner does. */
    changeOrder(name: string): void {
      const order = must(store, "Work Order", name);
      store.put("Work Order", name, { ...order, planned_end_date: "2026-03-19 14:30:00", modified: store.stamp() });
    },
    stopOrder(name: string): void {
      store.put("Work Order", name, { ...must(store, "Work Order", name), status: "Stopped", modified: store.stamp() });
    },
    cards: (order: string): readonly Doc[] => store.all("Job Card").filter((card) => card["work_order"] === order),
    entries: (order: string): readonly Doc[] => store.all("Stock Entry").filter((entry) => entry["work_order"] === order || text(entry, "remarks").startsWith(`Order ${order},`)),
    /** How often the site holds the effect of a message: rows of cards and stock entries that are not cancelled. */
    timesBooked(message: OutboundMessage): number {
      const live = (doc: Doc) => num(doc, "docstatus") < 2;
      const keyed = (doctype: string, key: string) => store.all(doctype).filter((doc) => live(doc) && chainOf(key).includes(text(doc, "mes_ref"))).length;
      if (message.type !== "mes.production.confirmed.v1") return keyed("Stock Entry", message.id) + keyed("Quality Inspection", message.id) + keyed("Downtime Entry", message.id);
      const rows = store
        .all("Job Card")
        .filter(live)
        .flatMap((card) => rowsOf(card, "time_logs"))
        .filter((row) => chainOf(message.id).includes(text(row, "mes_ref"))).length;
      return Math.max(rows, keyed("Stock Entry", partKey(message.id, "consumption")));
    },
    /** An adapter on this site; one card an operation unless the settings say otherwise. */
    open(http: Http, settings: Readonly<Record<string, unknown>> = {}, secrets: Readonly<Record<string, unknown>> = {}, words?: Words): ErpAdapter {
      return erpnextSystem.create({ ...adapterSettings, ...settings }, { ...adapterSecrets, ...secrets }, http, words);
    },
    close: () => server.close(),
  };
}

/** A document that must be there. */
export function must(store: Store, doctype: string, name: string): Doc {
  const doc = store.get(doctype, name);
  if (doc === undefined) throw new Error(`${doctype} ${name} is not there`);
  return doc;
}

function seed(site: Site): void {
  const { store } = site;
  const make = (doctype: string, values: Readonly<Record<string, unknown>>) => insert(site, doctype, values, "planner@example.test");
  store.begin();
  make("Company", { company_name: "Example Works", default_currency: "EUR" });
  make("User", { email: ACCOUNT.user });
  for (const uom of ["Nos", "Box"]) make("UOM", { uom_name: uom, must_be_whole_number: 1 });
  for (const uom of ["Kg", "Gram"]) make("UOM", { uom_name: uom });
  for (const name of ["Stores - EW", "Work In Progress - EW", "Finished Goods - EW", "Scrap - EW", "Quarantine - EW"])
    make("Warehouse", { warehouse_name: name, company: "Example Works" });
  make("Workstation", { workstation_name: "MILL-01", hour_rate: 60, hour_rate_labour: 30, hour_rate_electricity: 12, hour_rate_consumable: 8, hour_rate_rent: 10 });
  make("Workstation", { workstation_name: "ASM-01", hour_rate: 45, hour_rate_labour: 35 });
  for (const name of ["HR-EMP-00042", "HR-EMP-00043"]) store.put("Employee", name, { name, docstatus: 0, employee_name: name, modified: store.stamp() });
  make("Item", { item_code: "CAST-01", item_name: "Casting", stock_uom: "Nos", has_batch_no: 1 });
  make("Item", { item_code: "SEAL-02", item_name: "Seal", stock_uom: "Nos", has_batch_no: 1, uoms: [{ uom: "Box", conversion_factor: 12 }] });
  make("Item", { item_code: "GREASE-1", item_name: "Grease", stock_uom: "Kg", uoms: [{ uom: "Gram", conversion_factor: 0.001 }] });
  make("Item", {
    item_code: "FG-PUMP-100",
    item_name: "Pump 100",
    stock_uom: "Nos",
    has_batch_no: 1,
    is_sales_item: 1,
    default_bom: "BOM-FG-PUMP-100-001",
    shelf_life_in_days: 720,
    barcodes: [
      { barcode: "PUMP-A", barcode_type: "" },
      { barcode: "4006381333931", barcode_type: "EAN", uom: "Nos" },
    ],
  });
  for (const [batch_id, item] of [
    ["C240115", "CAST-01"],
    ["C240116", "CAST-01"],
    ["S000981", "SEAL-02"],
  ])
    make("Batch", { batch_id, item, manufacturing_date: "2026-01-15" });
  const stock = (item: string, batch: string | null) => void store.move(item, "Stores - EW", batch, OPENING_STOCK);
  stock("CAST-01", "C240115");
  stock("CAST-01", "C240116");
  stock("SEAL-02", "S000981");
  stock("GREASE-1", null);
  for (const item of ["CAST-01", "SEAL-02", "GREASE-1"]) refreshBins(store, item);
  putBom(store);
  putOrder(store, "MFG-WO-2026-00217", 100, ["a1f0c3d9e2", "b7e2d4c1f8"], ["PO-JOB00412", "PO-JOB00413"]);
  store.commit();
}

function putBom(store: Store): void {
  const operation = (idx: number, name: string, workstation: string, minutes: number, fixed: number) => ({
    name: `bomop${idx}`,
    idx,
    operation: name,
    workstation,
    time_in_mins: minutes,
    fixed_time: fixed,
    batch_size: 1,
    sequence_id: idx,
    docstatus: 1,
  });
  const line = (idx: number, item: string, qty: number, at: string) => ({
    name: `bomln${idx}`,
    idx,
    item_code: item,
    qty,
    uom: "Nos",
    stock_qty: qty,
    conversion_factor: 1,
    operation: at,
    docstatus: 1,
  });
  store.put("BOM", "BOM-FG-PUMP-100-001", {
    name: "BOM-FG-PUMP-100-001",
    docstatus: 1,
    item: "FG-PUMP-100",
    company: "Example Works",
    quantity: 1,
    is_active: 1,
    is_default: 1,
    items: [line(1, "CAST-01", 1, "Machining"), line(2, "SEAL-02", 2, "Assembly")],
    operations: [operation(1, "Machining", "MILL-01", 2.2, 0), operation(2, "Assembly", "ASM-01", 2.5, 0)],
    modified: store.stamp(),
  });
}

/** The work order of the fixture, for another quantity and under other names. */
function putOrder(store: Store, name: string, qty: number, operations: readonly string[], cards: readonly string[]): void {
  // The fixture is ours: what is read of it is a document of this store's form.
  const template = fixtureBodies("02-order-detail")[0]?.["data"] as Doc;
  const known = (doc: Doc, keep: readonly string[]): Doc => Object.fromEntries(keep.map((field) => [field, doc[field] ?? null]));
  const head = [
    "status",
    "docstatus",
    "production_item",
    "bom_no",
    "stock_uom",
    "planned_start_date",
    "planned_end_date",
    "company",
    "source_warehouse",
    "wip_warehouse",
    "fg_warehouse",
    "skip_transfer",
    "from_wip_warehouse",
    "has_batch_no",
  ];
  const scale = qty / num(template, "qty");
  const rows = rowsOf(template, "operations").map((row, index): Doc => ({
    ...known(row, ["idx", "docstatus", "operation", "workstation", "sequence_id", "bom", "status", "hour_rate"]),
    name: operations[index] ?? "",
    completed_qty: 0,
    process_loss_qty: 0,
    time_in_mins: num(row, "time_in_mins") * scale,
  }));
  const items = rowsOf(template, "required_items").map((row) => ({
    ...known(row, ["idx", "docstatus", "item_code", "operation", "source_warehouse"]),
    name: `${name}-${num(row, "idx")}`,
    required_qty: num(row, "required_qty") * scale,
    transferred_qty: 0,
    consumed_qty: 0,
  }));
  store.put("Work Order", name, { ...known(template, head), name, qty, produced_qty: 0, process_loss_qty: 0, operations: rows, required_items: items, modified: store.stamp() });
  for (const [index, row] of rows.entries()) {
    store.put("Job Card", cards[index] ?? "", {
      name: cards[index] ?? "",
      docstatus: 0,
      status: "Open",
      work_order: name,
      company: "Example Works",
      production_item: "FG-PUMP-100",
      bom_no: "BOM-FG-PUMP-100-001",
      operation: row["operation"] ?? null,
      operation_id: row["name"] ?? null,
      workstation: row["workstation"] ?? null,
      sequence_id: row["sequence_id"] ?? null,
      wip_warehouse: "Work In Progress - EW",
      for_quantity: qty,
      total_completed_qty: 0,
      process_loss_qty: 0,
      total_time_in_mins: 0,
      remarks: null,
      time_logs: [],
      modified: store.stamp(),
    });
  }
}
