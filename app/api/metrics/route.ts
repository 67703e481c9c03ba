import { defineHandler } from "@/lib/edge/define-handler";
import { metricsResponse } from "@/lib/edge/metrics-text";

export const GET = defineHandler({
  name: "metrics",
  access: { who: "open", why: "Prometheus scrapes without an account; it holds counts and times without a name of plant, machine or ERP" },
  run: metricsResponse,
});
