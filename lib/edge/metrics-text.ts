import "server-only";
import { composition } from "@/lib/composition";
import { log } from "@/lib/platform/log";
import { metrics } from "@/lib/platform/metrics";
import { inTime } from "@/lib/platform/in-time";
import { breakerFacts, defaultRows, outboxFacts, sourceFacts } from "./installation-facts";

/** What this process counts and measures, and what the installation stands at, in the text form of Prometheus. */
export async function metricsResponse(): Promise<Response> {
  await readInstallation();
  return new Response(await metrics.registry.metrics(), { headers: { "content-type": metrics.registry.contentType, "cache-control": "no-store" } });
}

/** Sets the gauges of the installation. While the database does not answer they are absent: an old figure would be an untrue one. */
async function readInstallation(): Promise<void> {
  const { installation } = metrics;
  for (const gauge of Object.values(installation)) gauge.reset();
  installation.databaseUp.set(0);
  try {
    const { sql } = composition().connection;
    const [sources, partitions, outbox, erp] = await inTime(Promise.all([sourceFacts(sql), defaultRows(sql), outboxFacts(sql), breakerFacts(sql)]));
    installation.databaseUp.set(1);
    setSources(sources);
    for (const { table, rows } of partitions) installation.defaultRows.set({ table }, rows);
    for (const { priority, depth, oldestSeconds } of outbox.lanes) {
      installation.outboxDepth.set({ priority }, depth);
      installation.outboxOldest.set({ priority }, oldestSeconds);
    }
    installation.outboxParked.set(outbox.parked);
    installation.connections.set({ breaker: "open" }, erp.open);
    installation.connections.set({ breaker: "closed" }, erp.connections - erp.open);
  } catch (error) {
    log.warn({ err: error }, "metrics: the database does not answer");
  }
}

function setSources({ workers, sources, connected }: Awaited<ReturnType<typeof sourceFacts>>): void {
  const { installation } = metrics;
  installation.workers.set(workers.length);
  installation.workerFaults.set(workers.filter(({ fault }) => fault !== null).length);
  installation.held.set(workers.some(({ broker }) => broker?.code === "NOT_STORED" || broker?.code === "TAKES_NOTHING") ? 1 : 0);
  installation.sources.set({ state: "connected" }, connected);
  installation.sources.set({ state: "missing" }, sources - connected);
  installation.waiting.set(workers.flatMap((worker) => worker.sources).reduce((sum, { waiting }) => sum + waiting, 0));
  for (const [kind, of] of [
    ["samples", "samples"],
    ["counts", "counts"],
    ["states", "states"],
    ["quarantined", "quarantined"],
    ["dropped", "dropped"],
    ["passed_over", "passedOver"],
  ] as const) {
    installation.rows.set(
      { kind },
      workers.reduce((sum, { ingested }) => sum + (ingested?.[of] ?? 0), 0),
    );
  }
  for (const { command, outcome, count, seconds } of workers.flatMap((worker) => worker.commands)) {
    installation.commands.inc({ command, outcome }, count);
    installation.commandSeconds.inc({ command, outcome }, seconds);
  }
}
