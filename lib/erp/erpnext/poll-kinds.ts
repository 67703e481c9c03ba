import { z } from "zod";
import type { Json } from "@/lib/erp/port";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { Batch, Bom, CARD_FIELDS, CardHead, Employee, HolidayList, Item, PurchaseOrder, WorkedStation, WorkOrder, Workstation } from "./api-types";
import { type Filter, type FrappeClient, parse } from "./client";
import { type BatchPlaces, fromBatch } from "./from-batch";
import { fromBom } from "./from-bom";
import { fromEmployee } from "./from-employee";
import { fromItem } from "./from-item";
import { fromPurchaseRow, rowsToCome } from "./from-purchase-order";
import { fromWorkingHours } from "./from-working-hours";
import { fromWorkOrder } from "./from-work-order";
import { fromWorkstation } from "./from-workstation";
import { loadItems, loadWorth, type PlantData, Unmappable } from "./plant-data";
import { batchStock, stockOfDisabled } from "./batch-stock";
import type { ErpnextSettings } from "./settings";

/** A document that has changed, as a list has it. */
export type Row = { readonly name: string; readonly modified: string; readonly work_order?: string | null };

/** Documents that are to be said, and how each becomes messages; one that cannot be mapped throws there, alone. */
export type Loaded = readonly { readonly name: string; readonly raw: Json; readonly map: () => readonly InboundMessage[] }[];

/** One kind of document that is polled. */
export type PollKind = {
  readonly name: string;
  readonly doctype: string;
  /** Fields beside name and stamp. */
  readonly fields: readonly string[];
  /** Type of its messages, for documents that cannot be read. */
  readonly says: InboundType;
  /** What every read is limited to, and the very first one beside. */
  readonly always: (settings: ErpnextSettings) => readonly Filter[];
  readonly first: readonly Filter[];
  /** Whether a connection reads it; absent: always. */
  readonly wanted?: (settings: ErpnextSettings) => boolean;
  /** The kind whose mark it starts from: what went before is in that one's first read. */
  readonly startsWith?: string;
  /** `first`: nothing of the kind was read before. */
  readonly load: (client: FrappeClient, rows: readonly Row[], data: PlantData, first: boolean) => Promise<Loaded>;
};

const noFilter = (): readonly Filter[] => [];

const ITEMS: PollKind = {
  name: "items",
  doctype: "Item",
  fields: [],
  says: "erp.item.v1",
  always: noFilter,
  first: [["disabled", "=", 0]],
  load: async (client, rows, data) => (await documents(client, "Item", namesOf(rows))).map(({ name, raw }) => ({ name, raw, map: () => fromItem(Item.parse(raw), data) })),
};

const WORKSTATIONS: PollKind = {
  name: "workstations",
  doctype: "Workstation",
  fields: [],
  says: "erp.work-centre.v1",
  always: noFilter,
  first: [],
  load: async (client, rows, data) =>
    (await documents(client, "Workstation", namesOf(rows))).map(({ name, raw }) => ({ name, raw, map: () => fromWorkstation(Workstation.parse(raw), data) })),
};

const BOMS: PollKind = {
  name: "boms",
  doctype: "BOM",
  fields: [],
  says: "erp.bom.v1",
  always: ({ company }) => [
    ["company", "=", company],
    ["docstatus", "in", [1, 2]],
  ],
  first: [["is_active", "=", 1]],
  async load(client, rows, data) {
    const found = await documents(client, "BOM", namesOf(rows));
    const items = await loadItems(
      client,
      found.flatMap(({ raw }) => safe(Bom, raw)?.items.map((line) => line.item_code) ?? []),
    );
    return found.map(({ name, raw }) => ({ name, raw, map: () => fromBom(Bom.parse(raw), items, data) }));
  },
};

const BATCHES: PollKind = {
  name: "batches",
  doctype: "Batch",
  fields: [],
  says: "erp.lot.v1",
  always: noFilter,
  first: [],
  async load(client, rows, data, first) {
    const found = await documents(client, "Batch", namesOf(rows));
    const codes = found.flatMap(({ raw }) => safe(Batch, raw)?.item ?? []);
    const [items, worth] = [await loadItems(client, codes), await loadWorth(client, codes)];
    const loaded = [];
    for (const { name, raw } of found) {
      const places = await placesOf(client, name, safe(Batch, raw));
      // At first only what lies in stock: a site keeps the batches of years.
      if (first && places?.every((place) => place.qty.isZero()) === true && safe(Batch, raw)?.disabled === false) continue;
      loaded.push({
        name,
        raw,
        map() {
          const batch = Batch.parse(raw);
          if (places === null) throw new Unmappable(`Batch ${name} is disabled and may lie in several warehouses, of which ERPNext does not say how much lies where.`);
          return fromBatch(batch, items.get(batch.item), places, worth.get(batch.item), data);
        },
      });
    }
    return loaded;
  },
};

const ORDERS: PollKind = {
  name: "orders",
  doctype: "Work Order",
  fields: [],
  says: "erp.order.v1",
  always: ({ company }) => [
    ["docstatus", "in", [1, 2]],
    ["company", "=", company],
  ],
  first: [["status", "not in", ["Completed", "Closed", "Cancelled"]]],
  load: (client, rows, data) => loadOrders(client, namesOf(rows), data),
};

/** A card that moves to another workstation changes its order without touching it. */
const CARDS: PollKind = {
  name: "cards",
  doctype: "Job Card",
  fields: ["work_order"],
  says: "erp.order.v1",
  always: ({ company }) => [["company", "=", company]],
  first: [],
  startsWith: "orders",
  load: (client, rows, data) => loadOrders(client, [...new Set(rows.flatMap((row) => row.work_order ?? []))], data),
};

const PURCHASES: PollKind = {
  name: "purchases",
  doctype: "Purchase Order",
  fields: [],
  says: "erp.delivery.v1",
  wanted: ({ purchases }) => purchases,
  always: ({ company }) => [
    ["company", "=", company],
    ["docstatus", "in", [1, 2]],
  ],
  first: [["status", "not in", ["Completed", "To Bill", "Delivered", "Closed", "Cancelled"]]],
  async load(client, rows, data) {
    const found = await documents(client, "Purchase Order", namesOf(rows));
    return found.flatMap(({ name, raw }) => {
      const { data: order, error } = PurchaseOrder.safeParse(raw);
      if (order === undefined) return [{ name, raw, map: () => fail(error) }];
      // A row that cannot be read does not hide the others.
      return rowsToCome(order).map((row) => ({ name: `${name}/${row.idx}`, raw, map: () => [fromPurchaseRow(row, order, data)] }));
    });
  },
};

const CALENDARS: PollKind = {
  name: "calendars",
  doctype: "Workstation",
  fields: [],
  says: "erp.calendar.v1",
  wanted: ({ calendars }) => calendars,
  always: noFilter,
  first: [],
  load: (client, rows, data) => loadCalendars(client, namesOf(rows), data),
};

/** A holiday more or less changes every workstation that keeps the list, without touching it. */
const HOLIDAYS: PollKind = {
  name: "holidays",
  doctype: "Holiday List",
  fields: [],
  says: "erp.calendar.v1",
  wanted: ({ calendars }) => calendars,
  always: noFilter,
  first: [],
  startsWith: "calendars",
  async load(client, rows, data) {
    const names: string[] = [];
    for (const list of namesOf(rows)) {
      for (let start = 0; ; start += PAGE) {
        const found = await client.list("Workstation", { fields: ["name"], filters: [["holiday_list", "=", list]], orderBy: "name asc", start, length: PAGE });
        names.push(...parse(z.array(z.object({ name: z.string() })), found, "Workstation").map(({ name }) => name));
        if (found.length < PAGE) break;
      }
    }
    return loadCalendars(client, names, data);
  },
};

const PEOPLE: PollKind = {
  name: "people",
  doctype: "Employee",
  fields: [],
  says: "erp.person.v1",
  wanted: ({ rateClass }) => rateClass !== null,
  always: ({ company }) => [["company", "=", company]],
  first: [["status", "=", "Active"]],
  async load(client, rows, data) {
    const { rateClass } = data.settings;
    if (rateClass === null) return [];
    return (await documents(client, "Employee", namesOf(rows))).map(({ name, raw }) => ({
      name,
      // What cannot be read is kept as it came, and a personnel file is nothing to keep.
      raw: { name },
      map: () => [fromEmployee(Employee.parse(raw), rateClass, data)],
    }));
  },
};

/** In the order in which they refer to each other. A cursor counts along it: what is new comes at the end. */
export const KINDS: readonly PollKind[] = [ITEMS, WORKSTATIONS, BOMS, BATCHES, ORDERS, CARDS, PURCHASES, CALENDARS, HOLIDAYS, PEOPLE];

const PAGE = 200;

/** The working hours of workstations with the days that their holiday lists take out. */
async function loadCalendars(client: FrappeClient, names: readonly string[], data: PlantData): Promise<Loaded> {
  const found = await documents(client, "Workstation", names);
  const lists = new Map<string, HolidayList>();
  for (const { name, raw } of await documents(client, "Holiday List", [...new Set(found.flatMap(({ raw }) => safe(WorkedStation, raw)?.holiday_list ?? []))])) {
    lists.set(name, parse(HolidayList, raw, `Holiday List ${name}`));
  }
  return found.map(({ name, raw }) => ({
    name,
    raw,
    map() {
      const workstation = WorkedStation.parse(raw);
      return fromWorkingHours(workstation, workstation.holiday_list === null ? null : (lists.get(workstation.holiday_list) ?? null), data);
    },
  }));
}

/** More cards than an order has. */
const MOST_CARDS = 500;

async function loadOrders(client: FrappeClient, names: readonly string[], data: PlantData): Promise<Loaded> {
  const found = await documents(client, "Work Order", names);
  const known = found.flatMap(({ raw }) => safe(WorkOrder, raw) ?? []);
  const items = await loadItems(
    client,
    known.flatMap((order) => order.required_items.map((line) => line.item_code)),
  );
  const boms = new Map<string, Bom>();
  for (const { name, raw } of await documents(client, "BOM", [...new Set(known.flatMap((order) => order.bom_no ?? []))])) {
    const bom = safe(Bom, raw);
    if (bom !== null) boms.set(name, bom);
  }
  const cards = new Map<string, CardHead[]>();
  for (const { name } of known) {
    const rows = await client.list("Job Card", { fields: CARD_FIELDS, filters: [["work_order", "=", name]], orderBy: "name asc", length: MOST_CARDS });
    cards.set(name, parse(z.array(CardHead), rows, "Job Card"));
  }
  return found.map(({ name, raw }) => ({
    name,
    raw,
    map() {
      const order = WorkOrder.parse(raw);
      return fromWorkOrder(order, cards.get(name) ?? [], order.bom_no === null ? null : (boms.get(order.bom_no) ?? null), items, data);
    },
  }));
}

/** Whole documents; one that is gone meanwhile is left out. */
async function documents(client: FrappeClient, doctype: string, names: readonly string[]): Promise<{ readonly name: string; readonly raw: Json }[]> {
  const found = [];
  for (const name of names) {
    const raw = await client.read(doctype, name);
    if (raw !== null) found.push({ name, raw });
  }
  return found;
}

/** Where a batch lies; null where nobody can say. */
async function placesOf(client: FrappeClient, name: string, batch: Batch | null): Promise<BatchPlaces | null> {
  return batch !== null && batch.disabled && batch.batch_qty.gt(0) ? stockOfDisabled(client, batch) : batchStock(client, { batch_no: name });
}

function namesOf(rows: readonly Row[]): string[] {
  return rows.map((row) => row.name);
}

function fail(error: unknown): never {
  throw error;
}

function safe<Output>(schema: z.ZodType<Output>, raw: Json): Output | null {
  const parsed = schema.safeParse(raw);
  return parsed.success ? parsed.data : null;
}
