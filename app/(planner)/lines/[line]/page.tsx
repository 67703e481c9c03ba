import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { lineScreen } from "@/lib/queries/planner/line-screen";
import { LineView } from "./_components/line-view";

type Props = { params: Promise<{ line: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).line) };
}

/** One line: what it does, what stopped it, and what moves because of it, to when. */
export default async function LinePage({ params, searchParams }: Props) {
  const actor = await requireActor("plan.read");
  const { site } = await searchParams;
  const siteCode = typeof site === "string" ? site : null;
  const screen = await lineScreen(reader(), actor, decodeURIComponent((await params).line), siteCode);
  if (screen === null) notFound();
  return <LineView siteCode={siteCode} initial={screen} />;
}
