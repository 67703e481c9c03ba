import type { ErpAdapter } from "@/lib/erp/port";

/** Of an adapter, what the reconciliation needs (IN-11): whether the ERP can say what it holds, and asking it. */
export type ReadBack = Pick<ErpAdapter, "capabilities" | "readOrders" | "readStock" | "listOrders">;

type Answer<Method extends "readOrders" | "readStock" | "listOrders", Kind extends string> = Extract<Awaited<ReturnType<NonNullable<ErpAdapter[Method]>>>, { kind: Kind }>;

/** What an ERP holds of one order. */
export type OrderBooks = Answer<"readOrders", "orders">["orders"][number];
/** An order that an ERP lists as open, or changed lately. */
export type ListedOrder = Answer<"listOrders", "order-list">["orders"][number];
/** What an ERP has on hand of one lot at one place. */
export type StockBooks = Answer<"readStock", "stock">["stock"][number];
