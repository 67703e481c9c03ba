import { z } from "zod";
import { defineHandler } from "@/lib/edge/define-handler";
import { health } from "@/lib/edge/health";

/**
 * `?probe=live`: the process answers. `?probe=serve`: pages can be served, what a load balancer asks. Without: every dependency, and 503
 * while one that belongs to this installation is missing. An ERP that does not answer is told, but is not ours to be ready; telemetry in the default
 * partition is told, but is stored.
 */
export const GET = defineHandler({
  name: "health",
  access: { who: "open", why: "load balancers and supervisors have no account; it tells states, not names" },
  perMinute: 6_000,
  query: z.object({ probe: z.enum(["live", "serve"]).optional() }),
  run: async ({ query }) => {
    if (query.probe === "live") return { status: "live" };
    const now = await health();
    const { erp: _, partitions: __, ...own } = now.dependencies;
    const ready = query.probe === "serve" ? now.status !== "unavailable" : Object.values(own).every((dependency) => dependency.ready);
    return Response.json(now, { status: ready ? 200 : 503, headers: { "cache-control": "no-store" } });
  },
});
