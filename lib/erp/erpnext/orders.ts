import { z } from "zod";
import { CARD_FIELDS, CardHead, JobCard, WorkOrder } from "./api-types";
import { type FrappeClient, parse } from "./client";
import { Refused } from "./refused";

/** More cards than an operation is ever split into. */
const MOST_CARDS = 500;

/** The work order. @throws Refused UNKNOWN_ORDER. */
export async function findOrder(client: FrappeClient, name: string): Promise<WorkOrder> {
  const found = await client.read("Work Order", name);
  if (found === null) throw new Refused("UNKNOWN_ORDER", `ERPNext has no work order ${name}.`);
  return parse(WorkOrder, found, `Work order ${name}`);
}

/** The work order, if bookings on it are still taken. @throws Refused UNKNOWN_ORDER, ORDER_NOT_OPEN. */
export async function findOpenOrder(client: FrappeClient, name: string): Promise<WorkOrder> {
  const order = await findOrder(client, name);
  assertOpen(order);
  return order;
}

/** @throws Refused ORDER_NOT_OPEN where bookings on the order are not taken. */
export function assertOpen({ name, docstatus, status }: WorkOrder): void {
  if (docstatus === 1 && !["Stopped", "Closed", "Cancelled"].includes(status)) return;
  throw new Refused("ORDER_NOT_OPEN", `Work order ${name} takes no bookings in ERPNext: it is ${docstatus === 0 ? "a draft" : status}.`);
}

/** Our number of a row of operations: its place in tens, which ERPNext keeps without gaps. */
export function operationNumber(row: { readonly idx: number }): number {
  return row.idx * 10;
}

/** The row of an operation. @throws Refused UNKNOWN_OPERATION. */
export function operationOf(order: WorkOrder, operation: number): WorkOrder["operations"][number] {
  const row = order.operations.find((one) => operationNumber(one) === operation);
  if (row === undefined) throw new Refused("UNKNOWN_OPERATION", `Work order ${order.name} has no operation ${operation} in ERPNext.`);
  return row;
}

/** The job cards of an operation, cancelled ones included, oldest first. */
export async function cardsOf(client: FrappeClient, order: string, operationId: string): Promise<CardHead[]> {
  const rows = await client.list("Job Card", {
    fields: CARD_FIELDS,
    filters: [
      ["work_order", "=", order],
      ["operation_id", "=", operationId],
    ],
    orderBy: "name asc",
    length: MOST_CARDS,
  });
  return parse(z.array(CardHead), rows, "Job Card");
}

/** A job card with its time logs; null when it is gone. */
export async function readCard(client: FrappeClient, name: string): Promise<JobCard | null> {
  const found = await client.read("Job Card", name);
  return found === null ? null : parse(JobCard, found, `Job card ${name}`);
}
