import "server-only";
import type { Actor } from "@/lib/auth/actor";
import { sitesWith } from "@/lib/auth/authorise";
import { mayComeTo, NAMED_CLASSES } from "@/lib/domain/execution/escalation";
import { openExceptions, type OwnedException, resolvedExceptions, withRights } from "@/lib/queries/planner/exceptions";
import { siteNames } from "@/lib/queries/planner/sites";
import type { Reader } from "@/lib/queries/reader";

/** What quality is called for. `total`: how many are open, listed or not; `resolved`: what was, within a day, and nobody has closed. */
export type QualityExceptions = {
  readonly asOf: string;
  readonly timeZone: string;
  readonly rows: readonly OwnedException[];
  readonly total: number;
  readonly resolved: readonly OwnedException[];
};

/** §2.5: exceptions whose class is quality's business, at the sites whose holds the reader sees; what may be done about each is the reader's own right. */
export async function qualityExceptions(reader: Reader, actor: Actor): Promise<QualityExceptions> {
  const sites = sitesWith(actor, "hold.place");
  const only = { classes: NAMED_CLASSES.filter((kind) => mayComeTo(["QUALITY"], kind)) };
  const [open, resolved, [place]] = await Promise.all([openExceptions(reader, sites, only), resolvedExceptions(reader, sites, only), siteNames(reader, sites)]);
  return {
    asOf: reader.now.toISOString(),
    timeZone: place?.timeZone ?? "UTC",
    rows: open.rows.map((each) => withRights(actor, each)),
    total: open.total,
    resolved: resolved.map((each) => withRights(actor, each)),
  };
}
