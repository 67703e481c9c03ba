import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { decimal, sum, ZERO } from "@/lib/domain/shared/decimal";
import { siteNames } from "@/lib/queries/planner/sites";
import type { Reader } from "@/lib/queries/reader";
import { instantInZone, wallClock } from "./instant-in-zone";
import { type LateFacts, lateFacts, wipAsKnown } from "./wip-as-known";
import { wipNow } from "./wip-now";
import type { Reserve, Wip, WipRow } from "./wip-row";
import { wipTrend } from "./wip-trend";

/** What the address asks: a site of several, and WIP at T as known at K instead of now. */
export type WipValueAsked = { readonly site: string | undefined; readonly t: string | undefined; readonly k: string | undefined };

/** An order beside what the same instant is worth as it is known today. */
export type ComparedRow = WipRow & { readonly restated: string; readonly change: string };

/** WIP as a page shows it. In the past `asOf` says of when, and `restated` what is known of it today. */
export type WipScreen = {
  readonly sites: readonly { readonly code: string; readonly timeZone: string; readonly currency: string }[];
  readonly timeZone: string;
  readonly at: string;
  readonly asOf: { readonly cutOff: string; readonly known: string; readonly cutOffWall: string; readonly knownWall: string } | null;
  /** Input that is no instant, by field. */
  readonly wrong: readonly ("t" | "k")[];
  readonly wip: Wip;
  readonly rows: readonly ComparedRow[];
  /** One per currency: amounts of different currencies are never added up (C-16). */
  readonly totals: readonly CurrencyTotal[];
  /** Why it moved (C-13). */
  readonly late: LateFacts;
  /** Orders of which more was received than charged, the largest first, and how many there are (C-11: shown as reserve, with exception). */
  readonly reserves: { readonly rows: readonly Reserve[]; readonly total: number };
  readonly trend: readonly { readonly at: string; readonly value: string }[];
  readonly trendCurrency: string;
};

export type CurrencyTotal = {
  readonly currency: string;
  readonly orders: number;
  readonly charged: string;
  readonly received: string;
  readonly salvage: string;
  readonly wip: string;
  readonly inventoriable: string;
  readonly restated: string;
  readonly change: string;
};

/** C-11, C-13: value of WIP of the actor's sites now, or at T as known at K with what has become known since. */
export async function wipScreen(reader: Reader, actor: Actor, asked: WipValueAsked): Promise<WipScreen> {
  const sites = await siteNames(reader, sitesWith(actor, "cost.read"));
  const site = sites.find((each) => each.code === asked.site);
  const timeZone = (site ?? sites[0])?.timeZone ?? "UTC";
  const read = (text: string | undefined) => (text === undefined ? undefined : instantInZone(text, timeZone));
  const [t, k] = [read(asked.t), read(asked.k)];
  const wrong = [...(t === null ? (["t"] as const) : []), ...(k === null ? (["k"] as const) : [])];
  const past = t == null && k == null ? null : { cutOff: t ?? k ?? reader.now, known: k ?? reader.now };
  const options = site === undefined ? {} : { site: site.code };
  const at = past?.cutOff ?? reader.now;
  const trendCurrency = (site ?? sites[0])?.currency ?? "";
  const [wip, restated, late, trend] = await Promise.all([
    past === null ? wipNow(reader, actor, options) : wipAsKnown(reader, actor, past, options),
    past === null ? null : wipAsKnown(reader, actor, { ...past, known: reader.now }, options),
    lateFacts(reader, actor, past, reader.now, options),
    wipTrend(reader, actor, trendCurrency, at, 14, site?.code),
  ]);
  return {
    sites: sites.map(({ code, timeZone: zone, currency }) => ({ code, timeZone: zone, currency })),
    timeZone,
    at: at.toISOString(),
    asOf:
      past === null
        ? null
        : { cutOff: past.cutOff.toISOString(), known: past.known.toISOString(), cutOffWall: wallClock(past.cutOff, timeZone), knownWall: wallClock(past.known, timeZone) },
    wrong,
    wip,
    rows: compared(wip, restated),
    totals: totalsOf(wip, restated),
    late,
    reserves: { rows: wip.reserves, total: wip.sites.reduce((count, each) => count + each.reserves, 0) },
    trend,
    trendCurrency,
  };
}

function compared(wip: Wip, restated: Wip | null): ComparedRow[] {
  if (restated === null) return wip.rows.map((row) => ({ ...row, restated: row.wip, change: "0.00" }));
  const later = new Map(restated.rows.map((row) => [row.orderId, row]));
  const before = new Set(wip.rows.map((row) => row.orderId));
  const changed = wip.rows.map((row) => withRestated(row, later.get(row.orderId)?.wip ?? "0.00"));
  // Known only since: nothing of it was in WIP then.
  const only = restated.rows
    .filter((row) => !before.has(row.orderId))
    .map((row) => ({ ...row, charged: "0.00", received: "0.00", salvage: "0.00", wip: "0.00", inventoriable: "0.00", restated: row.wip, change: row.wip }));
  return [...changed, ...only];
}

function withRestated(row: WipRow, restated: string): ComparedRow {
  return { ...row, restated, change: decimal(restated).minus(row.wip).toFixed(2) };
}

function totalsOf(wip: Wip, restated: Wip | null): CurrencyTotal[] {
  const later = restated ?? wip;
  const currencies = [...new Set([...wip.sites, ...later.sites].map((site) => site.currency))].toSorted();
  return currencies.map((currency) => {
    const mine = wip.sites.filter((site) => site.currency === currency);
    const add = (of: (site: (typeof mine)[number]) => string) => sum(mine.map((site) => decimal(of(site))));
    const after = sum(later.sites.filter((site) => site.currency === currency).map((site) => decimal(site.wip)));
    const value = add((site) => site.wip);
    return {
      currency,
      orders: mine.reduce((count, site) => count + site.orders, 0),
      charged: add((site) => site.charged).toFixed(2),
      received: add((site) => site.received).toFixed(2),
      salvage: add((site) => site.salvage).toFixed(2),
      wip: value.toFixed(2),
      inventoriable: add((site) => site.inventoriable).toFixed(2),
      restated: after.toFixed(2),
      change: after.minus(value).plus(ZERO).toFixed(2),
    };
  });
}
