import { noteUnseen } from "@/app/_frame/note-unseen";
import { reader } from "@/lib/edge/reader";
import type { Actor } from "@/lib/auth/actor";
import { lineWhereabouts, orderWhereabouts, siteWhereabouts } from "@/lib/queries/whereabouts";

/** Notes that somebody asked for figures of a place that is not theirs to see (S26): the narrowest that they named. */
export async function noteUnseenPerformance(
  actor: Actor,
  { site, line, order }: { readonly site: string | null; readonly line: string | null; readonly order: string | null },
): Promise<void> {
  const places =
    line !== null
      ? lineWhereabouts(reader(), actor, "stop.read", line, site)
      : order !== null
        ? orderWhereabouts(reader(), actor, "stop.read", order, site)
        : siteWhereabouts(reader(), actor, "stop.read", site ?? "");
  await noteUnseen(actor, "performance.open", line ?? order ?? site ?? "", await places);
}
