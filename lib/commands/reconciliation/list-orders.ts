import "server-only";
import { sql } from "drizzle-orm";
import { z } from "zod";
import type { Tx } from "@/db/client";
import { worth } from "@/lib/domain/reconciliation/accuracy";
import { isOpen } from "@/lib/domain/reconciliation/in-step";
import { ORDERS } from "@/lib/domain/reconciliation/measure";
import { decimal, ZERO } from "@/lib/domain/shared/decimal";
import type { ListedOrder, ReadBack } from "@/lib/integration/read-back";
import type { ComparedFigure } from "./compare-orders";
import { rowsOf } from "./our-books";
import type { RunRow } from "./run-store";

/** Orders of an ERP that a run looks at; a list that goes on behind them is a fault of the ERP's cursor. */
const MOST_LISTED = 200_000;
const MOST_PAGES = 10_000;

/** What the ERP lists of a site; null when it has no such list. */
export type Listing = { readonly kind: "listed"; readonly orders: readonly ListedOrder[] } | { readonly kind: "none" } | { readonly kind: "failed"; readonly reason: string };

/** Reads which orders of a site are open in the ERP, or were changed or booked on since. */
export async function readListing(adapter: ReadBack, since: Date, erpCode: string, signal: AbortSignal): Promise<Listing> {
  if (!adapter.capabilities().listOrders || adapter.listOrders === undefined) return { kind: "none" };
  const orders: ListedOrder[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const outcome = await adapter.listOrders(since, cursor, signal);
    // An ERP side that was built before the list came to the contract is compared without it.
    if (outcome.kind === "broken" && outcome.code === "NOT_SERVED") return { kind: "none" };
    if (outcome.kind !== "order-list") return { kind: "failed", reason: outcome.reason };
    orders.push(...outcome.orders.filter(({ site }) => site === erpCode));
    if (outcome.cursor === null) return { kind: "listed", orders };
    if (outcome.cursor === cursor) return { kind: "failed", reason: "The ERP answers the same page of its orders again and again." };
    if (orders.length > MOST_LISTED) return { kind: "failed", reason: "The ERP's list of orders does not come to an end." };
    cursor = outcome.cursor;
  }
  return { kind: "failed", reason: "The ERP's list of orders does not come to an end." };
}

const AbsentRow = z.object({ number: z.string(), inbox: z.string().nullable() });

/** Orders that are not here, with the state in which the latest word of the ERP about each stands; null when it never said one. */
async function absentOf(tx: Tx, run: Pick<RunRow, "connectionId">, numbers: readonly string[]) {
  return rowsOf(
    tx,
    AbsentRow,
    sql`
    select n.number, i.state as inbox
    from jsonb_array_elements_text(${JSON.stringify(numbers)}::text::jsonb) as n (number)
    left join lateral (
      select m.state from integration.inbox_message m
      where m.connection_id = ${run.connectionId}::uuid and m.type = 'erp.order.v1' and m.subject = n.number order by m.version desc nulls last limit 1
    ) i on true
    where not exists (select 1 from execution.production_order o where o.connection_id = ${run.connectionId}::uuid and o.number = n.number)`,
  );
}

const ReadRow = z.object({ readAt: z.coerce.date().nullable() });

/**
 * IN-11: orders that are open in the ERP and not here, each a status that differs. It is in transit while a message about it waits here, rejected when we refused
 * it or people settled it, timing when the ERP changed it after it was last read, and else nobody can explain why it never came.
 */
export async function missingOrders(tx: Tx, run: Pick<RunRow, "connectionId">, listed: readonly ListedOrder[]): Promise<ComparedFigure[]> {
  const open = new Map(listed.filter(({ state }) => state !== null && isOpen(state)).map((order) => [order.order, order]));
  if (open.size === 0) return [];
  const absent = await absentOf(tx, run, [...open.keys()]);
  const [read] = await rowsOf(tx, ReadRow, sql`select last_read_at as "readAt" from integration.connection where id = ${run.connectionId}::uuid`);
  return absent.flatMap(({ number, inbox }) => {
    const order = open.get(number);
    if (order === undefined) return [];
    const part = partOf(inbox, order.changedAt, read?.readAt ?? null);
    const one = (name: typeof part) => (name === part ? decimal(1) : ZERO);
    const figure = {
      measure: "STATUS" as const,
      item: null,
      lot: null,
      activity: null,
      uom: ORDERS,
      key: "STATUS",
      ours: decimal(1),
      theirs: ZERO,
      words: { ours: "NOT_HERE", theirs: order.state ?? "" },
      inTransit: one("inTransit"),
      rejected: one("rejected"),
      timing: one("timing"),
      unexplained: one("unexplained"),
      settled: inbox === "RESOLVED" ? decimal(1) : ZERO,
      triedAll: true,
      messages: [],
    };
    return [{ ...figure, ...worth(figure, null), orderId: null, subject: number }];
  });
}

function partOf(inbox: string | null, changedAt: string | null, readAt: Date | null): "inTransit" | "rejected" | "timing" | "unexplained" {
  if (inbox === "REFUSED" || inbox === "RESOLVED") return "rejected";
  if (inbox === "RECEIVED" || inbox === "PARKED" || inbox === "FAILED") return "inTransit";
  return changedAt !== null && (readAt === null || new Date(changedAt) > readAt) ? "timing" : "unexplained";
}
