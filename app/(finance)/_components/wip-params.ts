import { figureLocale, hrefWith, one } from "./figure-locale";
import type { WipValueAsked } from "@/lib/queries/finance/wip-screen";

/** What the address of the value of WIP says. */
export type WipValueParams = WipValueAsked & { readonly locale: string; readonly asked: string | undefined };

type Raw = Readonly<Record<string, string | string[] | undefined>>;

/** Reads the address; instants are read by the query, in the site's zone. */
export function parseWipValueParams(raw: Raw): WipValueParams {
  const text = (name: string) => one(raw[name])?.slice(0, 80);
  return { site: text("site"), t: text("t"), k: text("k"), locale: figureLocale(text("locale")), asked: text("locale") };
}

/** Address of the page with some of it changed. */
export function wipValueHref(params: WipValueParams, change: Partial<WipValueAsked> = {}, path = ""): string {
  const { site, t, k } = { site: params.site, t: params.t, k: params.k, ...change };
  return hrefWith(`/wip-value${path}`, { site, t, k, locale: params.asked });
}
