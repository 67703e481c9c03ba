import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { authorise, sitesWith } from "@/lib/auth/authorise";
import { mayComeTo, NAMED_CLASSES } from "@/lib/domain/execution/escalation";
import { openExceptions, type OwnedException, resolvedExceptions, withRights } from "@/lib/queries/planner/exceptions";
import { siteNames } from "@/lib/queries/planner/sites";
import type { Reader } from "@/lib/queries/reader";

/** What quality is called for. `total`: how many are open, listed or not; `resolved`: what was, within a day, and nobody has closed. */
export type QualityExceptions = {
  readonly asOf: string;
  readonly timeZone: string;
  /** Sites whose orders the reader may open, by id their code: another may have an order of the same number. */
  readonly orderSites: Readonly<Record<string, string>>;
  readonly rows: readonly OwnedException[];
  readonly total: number;
  readonly resolved: readonly OwnedException[];
};

/** §2.5: exceptions whose class is quality's business, at the sites whose holds the reader sees; what may be done about each is the reader's own right. */
export async function qualityExceptions(reader: Reader, actor: Actor): Promise<QualityExceptions> {
  const sites = sitesWith(actor, "hold.place");
  const only = { classes: NAMED_CLASSES.filter((kind) => mayComeTo(["QUALITY"], kind)) };
  const [open, resolved, places] = await Promise.all([openExceptions(reader, sites, only), resolvedExceptions(reader, sites, only), siteNames(reader, sites)]);
  return {
    asOf: reader.now.toISOString(),
    timeZone: places[0]?.timeZone ?? "UTC",
    orderSites: Object.fromEntries(places.flatMap(({ id, code }) => (authorise(actor, "plan.read", id) ? [[id, code]] : []))),
    rows: open.rows.map((each) => withRights(actor, each)),
    total: open.total,
    resolved: resolved.map((each) => withRights(actor, each)),
  };
}
