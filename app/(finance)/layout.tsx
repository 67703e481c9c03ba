import type { ReactNode } from "react";
import { OfficeFrame } from "@/app/_frame/office-frame";
import { StaleBanner } from "@/app/(planner)/_components/stale-banner";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { siteNames } from "@/lib/queries/planner/sites";

/** The frame of finance's pages. Which of them this person may open, each page asks itself. */
export default async function FinanceLayout({ children }: { children: ReactNode }) {
  const actor = await requireActor("cost.read");
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
