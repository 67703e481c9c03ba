import { SHOWS, type Show } from "@/lib/queries/finance/show";
import type { OrderCostView } from "@/lib/queries/finance/order-cost";
import { figureLocale, hrefWith, one } from "./figure-locale";

/** What the address of an order's cost says: which figure is open, on which page of its lines, and which fact in it. */
export type CostParams = {
  readonly number: string;
  readonly site: string | undefined;
  readonly show: Show | undefined;
  readonly page: number;
  readonly event: string | undefined;
  readonly locale: string;
  readonly asked: string | undefined;
};

type Raw = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the address; what does not fit is as if it were not there. */
export function parseCostParams(number: string, raw: Raw): CostParams {
  const page = Number(one(raw.page));
  return {
    number: decodeURIComponent(number),
    site: one(raw.site)?.slice(0, 80),
    show: SHOWS.find((show) => show === one(raw.show)),
    page: Number.isSafeInteger(page) && page > 1 && page < 10_000 ? page : 1,
    event: one(raw.event),
    locale: figureLocale(one(raw.locale)),
    asked: one(raw.locale),
  };
}

/** Address of the page with another figure, page or fact open. */
export function costHref(params: CostParams, change: Partial<Pick<CostParams, "show" | "page" | "event">>, path = ""): string {
  const { show, page, event } = { show: params.show, page: 1, event: undefined, ...change };
  return hrefWith(`/orders/${encodeURIComponent(params.number)}/cost${path}`, { site: params.site, show, page: page > 1 ? String(page) : undefined, event, locale: params.asked });
}

/** The figure that is open when the address names none: the largest step of the variance, else all cost. */
export function shownFigure(params: CostParams, view: OrderCostView): Show {
  if (params.show !== undefined) return params.show;
  const steps = Object.entries(view.variance?.categories ?? {}).toSorted(([, a], [, b]) => Math.abs(Number(b)) - Math.abs(Number(a)));
  const [first] = steps;
  return first === undefined || Number(first[1]) === 0 ? "ALL" : (SHOWS.find((show) => show === first[0]) ?? "ALL");
}
