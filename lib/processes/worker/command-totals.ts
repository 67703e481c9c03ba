import { metrics } from "@/lib/platform/metrics";

/** How often a process carried out a command with an outcome, and for how many seconds in all. */
export type CommandTotal = { readonly command: string; readonly outcome: string; readonly count: number; readonly seconds: number };

/** What this process has carried out since it began. The worker has no address of its own to be scraped at: its heartbeat carries this. */
export async function commandTotals(): Promise<CommandTotal[]> {
  const totals = new Map<string, CommandTotal>();
  for (const { metricName, labels, value } of (await metrics.commandSeconds.get()).values) {
    const { command, outcome } = labels;
    if (typeof command !== "string" || typeof outcome !== "string" || metricName?.endsWith("_bucket") !== false) continue;
    const key = `${command} ${outcome}`;
    const total = totals.get(key) ?? { command, outcome, count: 0, seconds: 0 };
    totals.set(key, metricName.endsWith("_count") ? { ...total, count: value } : { ...total, seconds: value });
  }
  return [...totals.values()];
}
