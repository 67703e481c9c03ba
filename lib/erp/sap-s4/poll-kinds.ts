import { Order, ORDER_EXPAND, Stock } from "./api-types";
import type { SapCalls } from "./client";
import { literal } from "./edm";
import { fromBatch } from "./from-batch";
import { fromBom } from "./from-bom";
import { fromProduct } from "./from-item";
import { fromOrder } from "./from-order";
import { fromRate, refuseDoubles } from "./from-rate";
import { fromRouting } from "./from-routing";
import { fromWorkCentre } from "./from-work-centre";
import { loadAssignments, loadProducts, loadRoutings } from "./load-masters";
import { Batch, Bom, CostRate, Product, PRODUCT_EXPAND, Routing, ROUTING_EXPAND, WorkCentre } from "./master-types";
import { chunks, oneOf } from "./plant-data";
import { digits, offset, type PollKind } from "./poll-kind";
import type { SapSettings } from "./settings";
import { Unmappable } from "./unmappable";

/** Keeps `Row` together with its mapping and hides it from the list. */
const kind = <Row>(one: PollKind<Row>): PollKind<Row> => one;
const ofPlant = (settings: SapSettings) => [`Plant eq ${literal(settings.plant)}`];
const always = () => true;

export const ITEMS = kind({
  name: "items",
  service: "products",
  path: "/A_Product",
  schema: Product,
  expand: PRODUCT_EXPAND,
  says: "erp.item.v1",
  stamp: offset("LastChangeDateTime"),
  key: ["Product"],
  always: () => [],
  first: [],
  most: 100,
  wanted: always,
  mapping: async (_, __, data) => (row) => fromProduct(row, data),
});

export const WORK_CENTRES = kind({
  name: "workCentres",
  service: "workCentres",
  path: "/A_WorkCenters",
  schema: WorkCentre,
  says: "erp.work-centre.v1",
  stamp: offset("WorkCenterLastChangeDateTime"),
  key: ["WorkCenterInternalID"],
  always: ofPlant,
  first: [],
  most: 100,
  wanted: always,
  mapping: async (_, __, data) => (row) => fromWorkCentre(row, data),
});

export const RATES = kind({
  name: "rates",
  service: "rates",
  path: "/A_PlanCostRate",
  schema: CostRate,
  says: "erp.rate.v1",
  stamp: null,
  key: ["CostCenter", "ActivityType", "ValidityStartFiscalYear", "ValidityStartFiscalPeriod"],
  always: (settings) => [oneOf("ActivityType", Object.keys(settings.activityTypes).toSorted())],
  first: [],
  most: 500,
  wanted: (settings) => Object.keys(settings.activityTypes).length > 0,
  mapping: async (_, rows, data) => {
    const centres = [...(await data.workCentres()).values()];
    const doubles = refuseDoubles(rows, data);
    return (row) => {
      if (doubles.has(row)) throw new Unmappable(`Cost centre ${row.CostCenter} has rates of two activity types for one cost element: map one of them only.`);
      return fromRate(row, centres, data);
    };
  },
});

const bomKind = {
  service: "boms",
  path: "/MaterialBOM",
  schema: Bom,
  expand: "to_BillOfMaterialItem",
  says: "erp.bom.v1",
  key: ["BillOfMaterial", "BillOfMaterialCategory", "BillOfMaterialVariant", "BillOfMaterialVersion", "EngineeringChangeDocument", "Material", "Plant"],
  first: [],
  most: 50,
  wanted: always,
  mapping: async (calls: SapCalls, rows: readonly Bom[], data) => {
    const products = await loadProducts(
      calls,
      rows.flatMap((row) => row.to_BillOfMaterialItem.map((line) => line.BillOfMaterialComponent)).filter((material) => material !== ""),
    );
    return (row: Bom) => fromBom(row, products, data);
  },
} as const satisfies Partial<PollKind<Bom>>;

export const BOMS = kind<Bom>({ ...bomKind, name: "boms", stamp: offset("LastChangeDateTime"), always: (settings) => [...ofPlant(settings), "LastChangeDateTime ne null"] });
/** Those that nobody has changed since they were created come without a stamp. */
export const BOMS_UNSTAMPED = kind<Bom>({ ...bomKind, name: "bomsUnstamped", stamp: null, always: (settings) => [...ofPlant(settings), "LastChangeDateTime eq null"] });

export const ROUTINGS = kind({
  name: "routings",
  service: "routings",
  path: "/ProductionRoutingHeader",
  schema: Routing,
  expand: ROUTING_EXPAND,
  says: "erp.routing.v1",
  stamp: null,
  key: ["ProductionRoutingGroup", "ProductionRouting"],
  always: ofPlant,
  first: [],
  most: 50,
  wanted: always,
  mapping: async (calls, rows, data) => {
    const centres = await data.workCentres();
    const materials = rows.flatMap((row) => row.to_MatlAssgmt.map((assigned) => assigned.Product));
    const assigned = await loadAssignments(calls, materials, data.settings.plant);
    return (row) => fromRouting(row, centres, assigned, data);
  },
});

export const BATCHES = kind({
  name: "batches",
  service: "batches",
  path: "/Batch",
  schema: Batch,
  says: "erp.lot.v1",
  stamp: offset("LastChangeDateTime"),
  key: ["Material", "BatchIdentifyingPlant", "Batch"],
  // Where batch numbers are unique by item, SAP names no plant.
  always: (settings) => [`(BatchIdentifyingPlant eq ${literal(settings.plant)} or BatchIdentifyingPlant eq '')`],
  first: [],
  most: 60,
  wanted: (settings) => settings.stock,
  mapping: (calls, rows, data) => batchMapping(calls, rows, data),
});

/** Batches with their items and stock. */
export async function batchMapping(calls: SapCalls, rows: readonly Batch[], data: Parameters<PollKind<Batch>["mapping"]>[2]): ReturnType<PollKind<Batch>["mapping"]> {
  const products = await loadProducts(
    calls,
    rows.map((row) => row.Material),
  );
  const stock: Stock[] = [];
  for (const part of chunks([...new Set(rows.map((row) => row.Batch))])) {
    stock.push(...(await calls.all("stock", "/A_MatlStkInAcctMod", { $filter: `${ofPlant(data.settings).join("")} and ${oneOf("Batch", part)}` }, Stock)));
  }
  return (row) =>
    fromBatch(
      row,
      products.get(row.Material),
      stock.filter((one) => one.Material === row.Material && one.Batch === row.Batch),
      data,
    );
}

export const ORDERS = kind({
  name: "orders",
  service: "orders",
  path: "/A_ProductionOrder_2",
  schema: Order,
  expand: ORDER_EXPAND,
  says: "erp.order.v1",
  stamp: digits("LastChangeDateTime"),
  key: ["ManufacturingOrder"],
  always: (settings) => [`ProductionPlant eq ${literal(settings.plant)}`],
  first: ["OrderIsTechnicallyCompleted eq ''", "OrderIsClosed eq ''"],
  most: 50,
  wanted: always,
  mapping: async (calls, rows, data) => {
    const materials = rows.flatMap((row) => [row.Material, ...row.to_ProductionOrderComponentExt.map((line) => line.Material)]);
    const products = await loadProducts(
      calls,
      materials.filter((material) => material !== ""),
    );
    const routings = await loadRoutings(
      calls,
      rows.map((row) => row.Material),
      data.settings.plant,
    );
    return (row) => fromOrder(row, products, routings.get(row.Material), data);
  },
});
