import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { noteUnseen } from "@/app/_frame/note-unseen";
import { RefreshOnChange } from "@/app/(planner)/_components/refresh-on-change";
import { linePerformance, PERFORMANCE_PERIODS } from "@/lib/queries/planner/line-performance";
import { PERFORMANCE_PARTS } from "@/lib/queries/totals/performance";
import { lineWhereabouts } from "@/lib/queries/whereabouts";
import { PerformanceView } from "./_components/performance-view";

type Props = { params: Promise<{ line: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Performance of ${decodeURIComponent((await params).line)}` };
}

/** What a line made of its time: OEE with its three losses, every other KPI of ISO 22400, each opened to what it was made from. */
export default async function PerformancePage({ params, searchParams }: Props) {
  const actor = await requireActor("stop.read");
  const asked = await searchParams;
  const siteCode = typeof asked.site === "string" ? asked.site : null;
  const period = PERFORMANCE_PERIODS.find((one) => one === asked.period) ?? "shift";
  const by = PERFORMANCE_PARTS.find((one) => one === asked.by) ?? "WORK_UNIT";
  const code = decodeURIComponent((await params).line);
  const screen = await linePerformance(reader(), actor, { code, siteCode, period, by });
  if (screen === null) {
    await noteUnseen(actor, "line.open", code, await lineWhereabouts(reader(), actor, "plan.read", code, siteCode));
    notFound();
  }
  return (
    <>
      {/* Not with each piece that a machine counts: a week is reckoned from its facts. */}
      <RefreshOnChange kinds={["line"]} />
      <PerformanceView screen={screen} period={period} by={by} />
    </>
  );
}
