import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { requireActor } from "@/lib/edge/require-actor";
import { floorReader } from "@/lib/edge/floor-reader";
import { AskedRun, runView } from "@/lib/queries/operator/run-view";
import { callsInstead } from "@/app/(operator)/calls-instead";
import { RunScreen } from "@/app/(operator)/_components/run-screen";

type Props = { params: Promise<{ workUnit: string }>; searchParams: Promise<{ order?: string | string[]; entries?: string | string[]; run?: string | string[] }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).workUnit) };
}

/** One machine: the operation in hand, or what can be started. */
export default async function WorkUnitPage({ params, searchParams }: Props) {
  await callsInstead();
  const actor = await requireActor("operation.read");
  const { order, entries, run: asked } = await searchParams;
  const run = AskedRun.safeParse(asked).data;
  const view = await runView(await floorReader(), actor, decodeURIComponent((await params).workUnit), run);
  if (view === null) notFound();
  // A page of its own for each machine, and for each run where it has several: what was chosen or entered on one must not be seen on the next.
  return <RunScreen key={`${view.unit.id}/${run ?? ""}`} initial={view} run={run} order={typeof order === "string" ? order : undefined} entries={entries !== undefined} />;
}
