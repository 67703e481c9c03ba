import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { floorReader } from "@/lib/edge/floor-reader";
import { requireActor } from "@/lib/edge/require-actor";
import { floorCalls } from "@/lib/queries/operator/floor-calls";
import { CallsScreen } from "@/app/(operator)/_components/calls-screen";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("calls.mine"))("title") };
}

/** What waits for whoever comes when called: maintenance, the shift lead, quality. `call`: open with this one. */
export default async function CallsPage({ searchParams }: { searchParams: Promise<{ call?: string | string[] }> }) {
  const actor = await requireActor("exception.end");
  const [initial, { call }] = await Promise.all([floorCalls(await floorReader(), actor), searchParams]);
  return <CallsScreen initial={initial} first={typeof call === "string" ? call : undefined} />;
}
