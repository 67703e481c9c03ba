import { z } from "zod";
import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import type { TrytonClient } from "./client";
import { fromBom } from "./from-bom";
import { fromProduct } from "./from-item";
import { fromProduction } from "./from-production";
import { fromRouting } from "./from-routing";
import { fromSaleLine } from "./from-sale-line";
import { fromWorkCenter } from "./from-work-center";
import { lotMessages } from "./load-lots";
import { loadRolledUp } from "./made-standards";
import type { PlantData } from "./plant-data";
import { BOM, LOT, PRODUCT, PRODUCTION, ROUTING, SALE_LINE, WORK_CENTER } from "./record-types";
import { findRecords, type RecordType } from "./records";
import { salesAccess } from "./sales-access";
import type { TrytonSettings } from "./settings";
import type { Value } from "./values";

/** A row's messages, made when they are asked for: a row that cannot be mapped throws there, alone. */
export type Mapped<Row> = (row: Row) => InboundMessage[];

/** One kind of record that is polled. */
export type PollKind<Row> = {
  readonly name: string;
  readonly type: RecordType<Row>;
  /** Type of its messages, for rows that cannot be read. */
  readonly says: InboundType;
  /** Paths, from the record, of everything whose change is a change of it; "" is the record itself. */
  readonly parts: readonly string[];
  /** What every read is limited to. */
  readonly always: readonly Value[];
  /** What the very first read is limited to. */
  readonly first: readonly Value[];
  /** Whether the server has such records and the settings want them; absent: always. */
  readonly isThere?: (client: TrytonClient, settings: TrytonSettings) => Promise<boolean>;
  /** Loads what the mapping of these rows needs beside the plant's data. */
  readonly mapping: (client: TrytonClient, rows: readonly Row[], data: PlantData) => Promise<Mapped<Row>>;
};

/** Keeps `Row` together with its mapping and hides it from the list. */
const kind = <Row>(one: PollKind<Row>): PollKind<Row> => one;

const ITEMS = kind({
  name: "items",
  type: PRODUCT,
  says: "erp.item.v1",
  parts: ["", "template."],
  always: [],
  first: [["active", "=", true]],
  mapping: async (client, rows, data) => {
    const rolled = rows.some((row) => row.producible) ? await loadRolledUp(client, data) : new Map<number, never>();
    return (row) => fromProduct(row, rolled.get(row.id) ?? null, data);
  },
});

const WORK_CENTERS = kind({
  name: "workCenters",
  type: WORK_CENTER,
  says: "erp.work-centre.v1",
  parts: [""],
  always: [],
  first: [["active", "=", true]],
  mapping: async (_, __, data) => (row) => fromWorkCenter(row, data),
});

const BOMS = kind({
  name: "boms",
  type: BOM,
  says: "erp.bom.v1",
  parts: ["", "inputs.", "outputs."],
  always: [],
  first: [["active", "=", true]],
  mapping: async (_, __, data) => (row) => fromBom(row, data),
});

const ROUTINGS = kind({
  name: "routings",
  type: ROUTING,
  says: "erp.routing.v1",
  parts: ["", "steps."],
  always: [],
  first: [["active", "=", true]],
  mapping: async (_, __, data) => (row) => fromRouting(row, data),
});

const LOTS = kind({
  name: "lots",
  type: LOT,
  says: "erp.lot.v1",
  parts: [""],
  always: [],
  first: [["quantity", ">", 0]],
  mapping: (client, rows, data) =>
    lotMessages(
      client,
      rows.map((row) => row.id),
      data,
      (row: { id: number }) => row.id,
    ),
});

/** A movement changes the stock of its lot without touching the lot. */
const LotMove = z.object({ id: z.number(), lot: z.number(), _timestamp: z.string() });
const LOT_MOVES = kind({
  name: "lotMoves",
  type: { model: "stock.move", fields: ["lot", "_timestamp"], schema: LotMove },
  says: "erp.lot.v1",
  parts: [""],
  always: [["lot", "!=", null]],
  first: [],
  mapping: (client, rows, data) => lotMessages(client, [...new Set(rows.map((row) => row.lot))], data, (row: { lot: number }) => row.lot),
});

const ORDERS = kind({
  name: "orders",
  type: PRODUCTION,
  says: "erp.order.v1",
  parts: ["", "inputs.", "outputs.", "works.", "works.cycles."],
  always: [],
  first: [["state", "in", ["request", "draft", "waiting", "assigned", "running"]]],
  mapping: async (client, rows, data) => {
    const ids = [...new Set(rows.flatMap((row) => row["bom."]?.id ?? []))];
    const boms = new Map((await findRecords(client, BOM, [["id", "in", ids]], { active_test: false })).map((bom) => [bom.id, bom]));
    return (row) => [fromProduction(row, boms.get(row["bom."]?.id ?? 0) ?? null, data)];
  },
});

/** What was promised. Sales that are not firm are read too: one that goes back to a draft is promised no more. */
const COMMITMENTS = kind({
  name: "commitments",
  type: SALE_LINE,
  says: "erp.commitment.v1",
  parts: ["", "sale.", "moves."],
  always: [
    ["type", "=", "line"],
    ["product.type", "in", ["goods", "assets"]],
    ["quantity", ">", 0],
    ["sale.number", "!=", null],
  ],
  first: [["sale.state", "in", ["confirmed", "processing"]]],
  isThere: async (client, settings) => settings.commitments.read && (await salesAccess(client)) === "readable",
  mapping: async (_, __, data) => (row) => [fromSaleLine(row, data)],
});

export { COMMITMENTS, ITEMS, WORK_CENTERS, BOMS, ROUTINGS, LOTS, LOT_MOVES, ORDERS };
