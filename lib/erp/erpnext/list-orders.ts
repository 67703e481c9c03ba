import { z } from "zod";
import type { ListedOrder } from "@/lib/erp/read-back";
import { WorkOrder } from "./api-types";
import { type Filter, type FrappeClient, parse } from "./client";
import { stateOf } from "./read-orders";
import type { ErpnextSettings } from "./settings";
import { instantText, localText } from "./zone";

const PAGE = 200;
/** Of bookings: the orders that they name stand in the addresses of further questions, and an address may not be long. */
const BOOKED = 50;
/** In which nothing more is to be done. */
const DONE = ["Completed", "Closed", "Cancelled"];
/** Documents that book on a work order, which may stay as it was. */
const BOOKINGS = ["Job Card", "Stock Entry"] as const;
const HOUR_MS = 3_600_000;

/** Where the list stands: open orders, those that are done and were changed, and those on which something was booked; `after`: the last order of the page before. */
const Cursor = z.object({ phase: z.enum(["open", "changed", ...BOOKINGS]), after: z.string() });
type Cursor = z.infer<typeof Cursor>;
const PHASES: readonly Cursor["phase"][] = ["open", "changed", ...BOOKINGS];

const Head = WorkOrder.pick({ name: true, status: true, docstatus: true, modified: true });
type Head = z.infer<typeof Head>;
const Named = z.array(z.object({ work_order: z.string() }));

type OrderPage = { readonly orders: readonly ListedOrder[]; readonly cursor: string | null };

/** A page of the work orders that are open, or were changed or booked on since; drafts are not polled either. @throws FrappeError. */
export async function listOrders(client: FrappeClient, settings: ErpnextSettings, since: Date, text: string | null): Promise<OrderPage> {
  const { phase, after } = text === null ? { phase: "open" as const, after: "" } : Cursor.parse(JSON.parse(text));
  // Stamps are local times: where the clock went back meanwhile, what is later has an earlier one.
  const from = localText(settings.timeZone, new Date(since.getTime() - HOUR_MS));
  const own: readonly Filter[] = [
    ["company", "=", settings.company],
    ["docstatus", "in", [1, 2]],
  ];
  switch (phase) {
    case "open":
      return pageOfHeads([...own, ["status", "not in", DONE]]);
    case "changed":
      return pageOfHeads([...own, ["status", "in", DONE], ["modified", ">=", from]]);
    case "Job Card":
    case "Stock Entry":
      return pageOfBooked(phase);
  }

  async function pageOfHeads(filters: readonly Filter[]): Promise<OrderPage> {
    const heads = await headsOf([...filters, ["name", ">", after]]);
    return pageOf(heads, heads.length < PAGE ? null : (heads.at(-1)?.name ?? null));
  }

  /** By order: what a page names, the next one leaves behind with all its bookings. */
  async function pageOfBooked(doctype: (typeof BOOKINGS)[number]): Promise<OrderPage> {
    const rows = await bookings(doctype, after, []);
    const named = [...new Set(rows)];
    const withCards = doctype === "Stock Entry" ? await ofCards(named) : [];
    const fresh = named.filter((name) => !withCards.includes(name));
    const heads = fresh.length === 0 ? [] : await headsOf([...own, ["status", "in", DONE], ["modified", "<", from], ["name", "in", fresh]]);
    return pageOf(heads, rows.length < BOOKED ? null : (rows.at(-1) ?? null));
  }

  /** Those of the orders that were listed for their cards. */
  async function ofCards(orders: readonly string[]): Promise<readonly string[]> {
    const found: string[] = [];
    while (orders.length > 0) {
      const rows = await bookings("Job Card", found.at(-1) ?? "", [["work_order", "in", orders]]);
      found.push(...rows);
      if (rows.length < BOOKED) break;
    }
    return found;
  }

  /** The orders of the first bookings that were made or changed since, behind an order. */
  async function bookings(doctype: (typeof BOOKINGS)[number], behind: string, more: readonly Filter[]): Promise<readonly string[]> {
    const filters: readonly Filter[] = [["company", "=", settings.company], ["modified", ">=", from], ["work_order", ">", behind], ...more];
    const rows = await client.list(doctype, { fields: ["work_order"], filters, orderBy: "work_order asc", length: BOOKED });
    return parse(Named, rows, doctype).map(({ work_order }) => work_order);
  }

  async function headsOf(filters: readonly Filter[]): Promise<readonly Head[]> {
    const rows = await client.list("Work Order", { fields: ["name", "status", "docstatus", "modified"], filters, orderBy: "name asc", length: PAGE });
    return parse(z.array(Head), rows, "Work Order");
  }

  function pageOf(heads: readonly Head[], last: string | null): OrderPage {
    const orders = heads.map((head): ListedOrder => ({ order: head.name, site: settings.site, state: stateOf(head), changedAt: instantText(settings.timeZone, head.modified) }));
    const next = last === null ? PHASES[PHASES.indexOf(phase) + 1] : phase;
    return { orders, cursor: next === undefined ? null : JSON.stringify({ phase: next, after: last ?? "" } satisfies Cursor) };
  }
}
