import type { ReactNode } from "react";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { siteNames } from "@/lib/queries/planner/sites";

/** The frame of the quality desk. Who may open it, its page asks itself. */
export default async function QualityLayout({ children }: { children: ReactNode }) {
  const actor = await requireActor();
  const [first] = await siteNames(
    reader(),
    actor.sites.map((site) => site.siteId),
  );
  return (
    <OfficeFrame actor={actor} timeZone={first?.timeZone ?? "UTC"}>
      {children}
    </OfficeFrame>
  );
}
