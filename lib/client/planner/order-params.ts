import type { OrderFilter } from "@/lib/queries/planner/order-list";

const SHOWS = ["open", "done", "all"] as const;
type Raw = Readonly<Record<string, string | readonly string[] | undefined>>;

/** Reads the address of the order list; what does not fit is as if it were not there. */
export function parseOrderParams(raw: Raw): OrderFilter {
  const text = (name: string) => (typeof raw[name] === "string" ? raw[name].slice(0, 80) : "");
  return { site: text("site") === "" ? null : text("site"), show: SHOWS.find((show) => show === text("show")) ?? "open", search: text("q") };
}

/** Address of the order list with some of it changed. */
export function ordersHref(filter: OrderFilter, change: Partial<OrderFilter> = {}): string {
  const { site, show, search } = { ...filter, ...change };
  const query = new URLSearchParams();
  if (site !== null) query.set("site", site);
  if (show !== "open") query.set("show", show);
  if (search !== "") query.set("q", search);
  return query.size === 0 ? "/orders" : `/orders?${query}`;
}
