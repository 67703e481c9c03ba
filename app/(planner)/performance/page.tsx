import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { RefreshOnChange } from "@/app/(planner)/_components/refresh-on-change";
import { reader } from "@/lib/edge/reader";
import { requireActor } from "@/lib/edge/require-actor";
import { type PerformanceChoice, PERFORMANCE_PERIODS, performanceScreen } from "@/lib/queries/planner/performance-screen";
import { PERFORMANCE_PARTS } from "@/lib/queries/totals/performance";
import { PerformanceView } from "./_components/performance-view";
import { noteUnseenPerformance } from "./note-unseen-performance";

type Search = Record<string, string | string[] | undefined>;

export const metadata: Metadata = { title: "OEE" };

/** What a site, a line, a machine, an order or an item made of its time: OEE with its three losses, every other KPI of ISO 22400, each opened to what it was made from. */
export default async function PerformancePage({ searchParams }: { searchParams: Promise<Search> }) {
  const actor = await requireActor("stop.read");
  const choice = choiceOf(await searchParams);
  const screen = await performanceScreen(reader(), actor, choice);
  if (screen === null) {
    await noteUnseenPerformance(actor, choice);
    notFound();
  }
  return (
    <>
      {/* Not with each piece that a machine counts, and of what is over not at all: a week of a site is reckoned from its facts. */}
      {choice.period === "shift" && screen.told?.running === true ? <RefreshOnChange kinds={["line"]} /> : null}
      <PerformanceView screen={screen} choice={choice} />
    </>
  );
}

function choiceOf(search: Search): PerformanceChoice {
  const text = (key: string) => {
    const value = search[key];
    return typeof value === "string" && value !== "" ? value : null;
  };
  const [line, unit, order] = [text("line"), text("unit"), text("order")];
  const period = PERFORMANCE_PERIODS.find((one) => one === text("period") && (one !== "order" || order !== null)) ?? (order === null ? "shift" : "order");
  return {
    site: text("site"),
    line,
    unit,
    order,
    item: text("item"),
    period,
    day: text("day"),
    shift: text("shift"),
    by: PERFORMANCE_PARTS.find((one) => one === text("by")) ?? (line === null && order === null ? "WORK_CENTRE" : unit === null ? "WORK_UNIT" : "SHIFT"),
  };
}
