import "server-only";
import { metrics } from "@/lib/platform/metrics";

/** What this process counts and measures, in the text form of Prometheus. */
export async function metricsResponse(): Promise<Response> {
  return new Response(await metrics.registry.metrics(), { headers: { "content-type": metrics.registry.contentType, "cache-control": "no-store" } });
}
