import type { InboundMessage, InboundType } from "@/lib/messages/inbound";
import { type InboundData, inboundMessage } from "@/lib/messages/inbound-subject";

/** The site of the workshop. */
export const WORKSHOP_SITE = "SITE-W";

/** How large a workshop is. Every operation of every order has a cell of its own, so that all of them can run at once. */
export type WorkshopShape = { readonly orders: number; readonly operationsPerOrder: number };

const SOURCE = "erp/workshop";
const TIME = "2026-01-05T06:00:00Z";
const validity = { validFrom: "2026-01-01T00:00:00Z", validTo: null };
const currency = "EUR";
/** More than any test confirms. */
const QUANTITY = "1000000";
/** Orders that take from one material; its lots are where their commands meet. */
const ORDERS_PER_MATERIAL = 5;

const two = (number: number): string => String(number).padStart(2, "0");

/** Number of the n-th order, from 1. */
export function orderNumber(order: number): string {
  return `W-${two(order)}`;
}

/** Code of the cell at which an order's operation runs, both from 1. */
export function cellCode(order: number, operation: number): string {
  return `CELL-${two(order)}-${operation}`;
}

/**
 * What an ERP says of a workshop for load: cells with rates, a product, materials that are backflushed, and released orders that each run
 * through cells of their own.
 */
export function workshopMessages({ orders, operationsPerOrder }: WorkshopShape): InboundMessage[] {
  const numbers = Array.from({ length: orders }, (_, index) => index + 1);
  const materials = [...new Set(numbers.map(materialOf))];
  const cells = numbers.flatMap((order) => stepsOf(operationsPerOrder).map((operation) => cellCode(order, operation)));
  return [product(), ...materials.flatMap(materialMessages), ...cells.flatMap(cellMessages), ...numbers.map((order) => workshopOrder(order, operationsPerOrder))];
}

/** The n-th order as the ERP sends it; `item` may name what the workshop does not know. */
export function workshopOrder(order: number, operationsPerOrder: number, item = "PART"): InboundMessage {
  return make("erp.order.v1", {
    order: orderNumber(order),
    erpVersion: 1,
    site: WORKSHOP_SITE,
    type: "STANDARD",
    status: "RELEASED",
    item,
    qty: QUANTITY,
    uom: "EA",
    plannedStart: null,
    due: "2026-12-31T16:00:00Z",
    priority: 10,
    overPct: "5",
    underPct: "100",
    bomVersion: null,
    routingVersion: null,
    components: [
      { pos: 10, item: materialOf(order), qty: "0.5", uom: "KGM", scrapFactor: "0", operation: 10, issueMode: "BACKFLUSH", mixGroup: null, substitutes: [], required: null },
    ],
    operations: stepsOf(operationsPerOrder).map((step) => ({
      operation: step * 10,
      text: `Step ${step}`,
      workCentre: cellCode(order, step),
      setupMachineHours: "0",
      setupLabourHours: "0",
      runMachineHours: "0",
      runLabourHours: "0",
      yield: "1",
      crew: "1",
      milestone: true,
      overlapMinutes: 0,
      optional: false,
      inspectionPlan: null,
    })),
    outputLot: `OUT-${two(order)}`,
    customer: null,
  });
}

/** An item that the workshop's ERP knows: what it makes, or what it takes. */
export function workshopItem(item: string, kind: "RAW" | "FINISHED"): InboundMessage {
  const finished = kind === "FINISHED";
  return make("erp.item.v1", {
    site: WORKSHOP_SITE,
    item,
    erpVersion: 1,
    text: item,
    kind,
    baseUom: finished ? "EA" : "KGM",
    decimals: finished ? 0 : 3,
    units: [],
    tracking: "LOT",
    shelfLifeDays: null,
    minRemainingDays: 0,
    requiresRelease: false,
    status: "ACTIVE",
  });
}

function stepsOf(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index + 1);
}

function materialOf(order: number): string {
  return `STUFF-${Math.ceil(order / ORDERS_PER_MATERIAL)}`;
}

function product(): InboundMessage {
  return workshopItem("PART", "FINISHED");
}

function materialMessages(item: string): InboundMessage[] {
  return [
    workshopItem(item, "RAW"),
    make("erp.standard-cost.v1", {
      site: WORKSHOP_SITE,
      item,
      version: "1",
      erpVersion: 1,
      costingLotSize: "1",
      material: "2",
      labour: "0",
      machine: "0",
      overhead: "0",
      total: "2",
      currency,
      ...validity,
    }),
    make("erp.lot.v1", {
      site: WORKSHOP_SITE,
      item,
      lot: `LOT-${item}`,
      erpVersion: 1,
      origin: "PURCHASED",
      supplierLot: null,
      receivedAt: TIME,
      madeAt: null,
      expiresAt: null,
      unitCost: "2.05",
      currency,
      qualityStatus: "RELEASED",
      statusReason: null,
      uom: "KGM",
      stock: [{ location: "STORE", qty: "50000000" }],
    }),
  ];
}

function cellMessages(workCentre: string): InboundMessage[] {
  const units = [{ workUnit: unitOf(workCentre), text: workCentre, assetNumber: null }];
  const rate = (element: "LABOUR" | "MACHINE", rateClass: string | null, value: string): InboundMessage =>
    make("erp.rate.v1", {
      site: WORKSHOP_SITE,
      workCentre,
      element,
      basis: element === "LABOUR" ? "LABOUR_H" : "MACHINE_H",
      rateClass,
      erpVersion: 1,
      rate: value,
      currency,
      ...validity,
    });
  return [
    make("erp.work-centre.v1", {
      site: WORKSHOP_SITE,
      workCentre,
      erpVersion: 1,
      text: workCentre,
      area: "CELLS",
      type: "WORK_CELL",
      costCentre: null,
      units,
      calendar: [],
      status: "ACTIVE",
    }),
    rate("LABOUR", null, "30"),
    rate("MACHINE", null, "40"),
  ];
}

/** The machine of a cell. */
export function unitOf(workCentre: string): string {
  return `${workCentre}.U`;
}

function make<Type extends InboundType>(type: Type, data: InboundData<Type>): InboundMessage {
  return inboundMessage(type, data, SOURCE, TIME);
}
