import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { requireActor } from "@/lib/edge/require-actor";
import { floorReader } from "@/lib/edge/floor-reader";
import { leadView } from "@/lib/queries/operator/lead-view";
import { LeadScreen } from "@/app/(operator)/_components/lead-screen";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("lead"))("title") };
}

/** The lines of a lead: what stands, what waits for somebody, who is where. */
export default async function LeadPage() {
  const actor = await requireActor("override.approve");
  return <LeadScreen initial={await leadView(await floorReader(), actor)} />;
}
