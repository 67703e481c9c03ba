import type { Metadata } from "next";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { wipScreen } from "@/lib/queries/planner/wip-screen";
import { WipView } from "./_components/wip-view";
import { parseWipParams } from "@/lib/client/planner/wip-params";

export const metadata: Metadata = { title: "Live WIP" };

/** What will not make it? Lines, orders by operation, exceptions and promises at risk, live. */
export default async function WipPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const actor = await requireActor("plan.read");
  const params = parseWipParams(await searchParams);
  return <WipView params={params} initial={await wipScreen(reader(), actor, params)} />;
}
