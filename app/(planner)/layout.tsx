import type { ReactNode } from "react";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { siteNames } from "@/lib/queries/planner/sites";
import { StaleBanner } from "./_components/stale-banner";

/** The frame of the planner's pages. Which of them this person may open, each page asks itself. */
export default async function PlannerLayout({ children }: { children: ReactNode }) {
  const actor = await requireActor();
  const [first] = await siteNames(
    reader(),
    actor.sites.map((site) => site.siteId),
  );
  const timeZone = first?.timeZone ?? "UTC";
  return (
    <OfficeFrame actor={actor} timeZone={timeZone} banner={<StaleBanner timeZone={timeZone} />}>
      {children}
    </OfficeFrame>
  );
}
