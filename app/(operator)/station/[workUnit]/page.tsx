import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireActor } from "@/lib/edge/require-actor";
import { reader } from "@/lib/edge/reader";
import { runView } from "@/lib/queries/operator/run-view";
import { RunScreen } from "@/app/(operator)/_components/run-screen";

type Props = { params: Promise<{ workUnit: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).workUnit) };
}

/** One machine: the operation in hand, or what can be started. */
export default async function WorkUnitPage({ params }: Props) {
  const actor = await requireActor("operation.read");
  const view = await runView(reader(), actor, decodeURIComponent((await params).workUnit));
  if (view === null) notFound();
  return <RunScreen initial={view} />;
}
