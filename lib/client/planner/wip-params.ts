import type { WipFilter } from "@/lib/queries/planner/wip-filter";

/** What the address of the board says: which orders, in which order, and as board or as table. */
export type WipParams = WipFilter & { readonly view: "board" | "table" };

export const SORTS = ["impact", "due", "order"] as const;
export const DUE_DAYS = [1, 3, 7] as const;

type Raw = Readonly<Record<string, string | readonly string[] | undefined>>;

function text(raw: Raw, name: string): string {
  const value = raw[name];
  return typeof value === "string" ? value : "";
}

/** Reads the address; what does not fit is as if it were not there. */
export function parseWipParams(raw: Raw): WipParams {
  const site = text(raw, "site");
  const due = DUE_DAYS.find((days) => String(days) === text(raw, "due"));
  return {
    site: site === "" ? null : site.slice(0, 80),
    dueDays: due ?? null,
    search: text(raw, "q").slice(0, 80),
    sort: SORTS.find((sort) => sort === text(raw, "sort")) ?? "impact",
    created: text(raw, "created") === "1",
    view: text(raw, "view") === "table" ? "table" : "board",
  };
}

/** The same as a query, without what is as usual: the shortest address of a board. */
export function wipQuery(params: WipParams): string {
  const query = new URLSearchParams();
  if (params.site !== null) query.set("site", params.site);
  if (params.dueDays !== null) query.set("due", String(params.dueDays));
  if (params.search !== "") query.set("q", params.search);
  if (params.sort !== "impact") query.set("sort", params.sort);
  if (params.created) query.set("created", "1");
  if (params.view !== "board") query.set("view", params.view);
  return query.toString();
}

/** Address of the board with some of it changed. */
export function wipHref(params: WipParams, change: Partial<WipParams> = {}): string {
  const query = wipQuery({ ...params, ...change });
  return query === "" ? "/wip" : `/wip?${query}`;
}
