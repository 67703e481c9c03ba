import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { type Decimal, decimal, ZERO } from "@/lib/domain/shared/decimal";
import { dayJson } from "@/lib/erp/sap-s4/edm";
import type { Row } from "./edm-model";
import { seedMasters } from "./sap-seed";
import { SapRefusal } from "./sap-errors";

/** Kinds of stock. */
export const FREE = "01";
export const BLOCKED = "07";

/** What one company's SAP holds, in memory. Rows are as they go over the wire. */
export type SapState = {
  readonly sets: Map<string, Row[]>;
  /** Orders that somebody has open, by number: how SAP says so. */
  readonly locks: Map<string, "code" | "status">;
  /** First day that may be posted to. */
  openFrom: string;
  /** Movements that SAP could not post after a confirmation, as its correction list shows them. */
  readonly corrections: Row[];
  /** Now, as SAP's clock has it. */
  now(): Date;
  /** The next change stamp: seconds, never the same twice. */
  stamp(): Date;
  number(range: string, first: number): string;
};

const Fixture = z.object({ exchanges: z.array(z.object({ response: z.object({ body: z.unknown().optional() }) })) });

export function newState(now: () => Date = () => new Date()): SapState {
  const numbers = new Map<string, number>();
  let last = 0;
  const state: SapState = {
    sets: new Map(),
    locks: new Map(),
    openFrom: "2026-01-01",
    corrections: [],
    now,
    stamp() {
      last = Math.max(Math.floor(now().getTime() / 1000), last + 1);
      return new Date(last * 1000);
    },
    number(range, first) {
      const next = (numbers.get(range) ?? first - 1) + 1;
      numbers.set(range, next);
      return String(next);
    },
  };
  seedOrders(state);
  seedMasters(state);
  return state;
}

/** The rows of a set; a set that nothing was put into is empty. */
export function rowsOf(state: SapState, set: string): Row[] {
  const rows = state.sets.get(set) ?? [];
  state.sets.set(set, rows);
  return rows;
}

export function findRow(state: SapState, set: string, key: Row): Row | undefined {
  return rowsOf(state, set).find((row) => Object.entries(key).every(([name, value]) => row[name] === value));
}

export function numberOf(value: unknown): Decimal {
  return typeof value === "string" ? decimal(value) : ZERO;
}

/** The orders of the fixtures: one with all its parts, two heads. */
function seedOrders(state: SapState): void {
  const detail = z.object({ d: z.record(z.string(), z.unknown()) }).parse(fixture("03-order-detail", 0)).d;
  putOrder(state, detail);
  for (const page of [0, 1]) {
    for (const head of z.object({ d: z.object({ results: z.array(z.record(z.string(), z.unknown())) }) }).parse(fixture("02-order-list", page)).d.results) {
      if (head["ManufacturingOrder"] !== "1000217")
        putOrder(state, { ...detail, ...head, ...renumbered(detail, String(head["ManufacturingOrder"]), String(head["Material"]), numberOf(head["TotalQuantity"])) });
    }
  }
}

/** Answer body of one exchange of a fixture. */
export function fixture(name: string, exchange: number): unknown {
  const text = readFileSync(fileURLToPath(new URL(`../__fixtures__/${name}.json`, import.meta.url)), "utf8");
  return Fixture.parse(JSON.parse(text)).exchanges[exchange]?.response.body;
}

const CHILDREN: Readonly<Record<string, string>> = {
  to_ProductionOrderItem: "A_ProductionOrderItem_2",
  to_ProductionOrderOperation: "A_ProductionOrderOperation_2",
  to_ProductionOrderComponentExt: "A_ProductionOrderComponent_3",
  to_ProductionOrderStatus: "A_ProductionOrderStatus_2",
};
const Children = z.object({ results: z.array(z.record(z.string(), z.unknown())) });

function putOrder(state: SapState, order: Row): void {
  const { __metadata: _, ...head } = order;
  for (const [name, set] of Object.entries(CHILDREN)) {
    for (const { __metadata: __, ...child } of Children.parse(order[name]).results) rowsOf(state, set).push(child);
  }
  rowsOf(state, "A_ProductionOrder_2").push(Object.fromEntries(Object.entries(head).filter(([name]) => !name.startsWith("to_"))));
}

/** The parts of an order as another order of another quantity has them. */
function renumbered(order: Row, number: string, material: string, quantity: Decimal): Row {
  const factor = quantity.div(numberOf(order["TotalQuantity"]));
  const scaled = (row: Row, fields: readonly string[]) => Object.fromEntries(fields.map((field) => [field, numberOf(row[field]).times(factor).toFixed()]));
  const own = (row: Row): Row => ({ ...row, ManufacturingOrder: number });
  const bill = `2${number}`;
  const parts = (name: string) => Children.parse(order[name]).results;
  return {
    to_ProductionOrderItem: { results: parts("to_ProductionOrderItem").map((row) => ({ ...own(row), Material: material, ...scaled(row, ["MfgOrderItemPlannedTotalQty"]) })) },
    to_ProductionOrderOperation: {
      results: parts("to_ProductionOrderOperation").map((row) => ({ ...own(row), OrderInternalBillOfOperations: bill, ...scaled(row, ["OpPlannedTotalQuantity"]) })),
    },
    to_ProductionOrderComponentExt: {
      results: parts("to_ProductionOrderComponentExt").map((row) => ({
        ...own(row),
        Reservation: `8${number}`,
        OrderInternalBillOfOperations: bill,
        ...scaled(row, ["RequiredQuantity"]),
      })),
    },
    to_ProductionOrderStatus: { results: parts("to_ProductionOrderStatus").map(own) },
  };
}

/** Creates an order like that of the fixtures. */
export function createOrder(state: SapState, number: string, quantity: string, released: boolean): void {
  const detail = z.object({ d: z.record(z.string(), z.unknown()) }).parse(fixture("03-order-detail", 0)).d;
  const stamp = state.stamp().toISOString().replace(/\D/g, "").slice(0, 14);
  const head = {
    ManufacturingOrder: number,
    TotalQuantity: quantity,
    LastChangeDateTime: stamp,
    OrderIsReleased: released ? "X" : "",
    OrderInternalBillOfOperations: `2${number}`,
  };
  const parts = renumbered(detail, number, String(detail["Material"]), decimal(quantity));
  putOrder(state, { ...detail, ...head, ...parts, ...(released ? {} : { to_ProductionOrderStatus: { results: [] } }) });
}

/** Changes fields of an order's head, and its stamp with them. */
export function changeOrder(state: SapState, number: string, fields: Row): void {
  const order = findRow(state, "A_ProductionOrder_2", { ManufacturingOrder: number });
  if (order === undefined) throw new Error(`there is no order ${number}`);
  Object.assign(order, fields, { LastChangeDateTime: state.stamp().toISOString().replace(/\D/g, "").slice(0, 14) });
}

/** Refuses what somebody else has open. */
export function checkLock(state: SapState, order: string): void {
  const lock = state.locks.get(order);
  if (lock === "code") throw new SapRefusal("56/393", `Object ${order} is blocked by user PLANNER01`);
  if (lock === "status") throw new SapRefusal("/IWBEP/CM_MGW_RT/000", "Resource is locked", 423, false);
}

/** Refuses a day that is not open for posting. */
export function checkPeriod(state: SapState, json: unknown): string {
  const millis = /-?\d+/.exec(typeof json === "string" ? json : "")?.[0];
  if (millis === undefined) throw new SapRefusal("M7/028", "Enter a posting date");
  const day = new Date(Number(millis)).toISOString().slice(0, 10);
  if (day < state.openFrom) throw new SapRefusal("M7/053", `Posting only possible in periods from ${state.openFrom.slice(0, 7)} on in company code 1010`);
  return day;
}

/** Stock of one kind at one place, made when first asked for. */
export function stockRow(
  state: SapState,
  place: { readonly Material: unknown; readonly Plant: unknown; readonly StorageLocation: unknown; readonly Batch: unknown },
  type: string,
): Row {
  const key = { Material: place.Material, Plant: place.Plant, StorageLocation: place.StorageLocation, Batch: place.Batch ?? "", InventoryStockType: type };
  const known = findRow(state, "A_MatlStkInAcctMod", key);
  if (known !== undefined) return known;
  const unit = findRow(state, "A_Product", { Product: place.Material })?.["BaseUnit"] ?? "PC";
  const made: Row = { ...key, Supplier: "", Customer: "", SDDocument: "", InventorySpecialStockType: "", MaterialBaseUnit: unit, MatlWrhsStkQtyInMatlBaseUnit: "0" };
  rowsOf(state, "A_MatlStkInAcctMod").push(made);
  return made;
}

/** Adds to a place or takes from it; a deficit is refused before anything is written. */
export function changeStock(row: Row, quantity: Decimal): void {
  const after = numberOf(row["MatlWrhsStkQtyInMatlBaseUnit"]).plus(quantity);
  if (after.lt(0)) {
    const place = [row["Material"], row["Plant"], row["StorageLocation"], row["Batch"]].map(String).join(" ");
    throw new SapRefusal("M7/021", `Deficit of Unrestricted-use ${after.abs().toFixed()} ${String(row["MaterialBaseUnit"])} : ${place}`);
  }
  row["MatlWrhsStkQtyInMatlBaseUnit"] = after.toFixed();
}

/** Runs a posting whole or not at all. */
export function allOrNothing<Result>(state: SapState, post: () => Result): Result {
  // Rows are flat, so a copy of each is all of it.
  const before = { sets: [...state.sets].map(([set, rows]) => [set, rows.map((row) => ({ ...row }))] as const), corrections: [...state.corrections] };
  try {
    return post();
  } catch (error) {
    state.sets.clear();
    for (const [set, rows] of before.sets) state.sets.set(set, rows);
    state.corrections.splice(0, state.corrections.length, ...before.corrections);
    throw error;
  }
}

export const today = (state: SapState): string => dayJson(state.now().toISOString().slice(0, 10));
