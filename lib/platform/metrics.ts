import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import { env } from "./env";
import { installationGauges } from "./installation-gauges";

type Metrics = ReturnType<typeof create>;

function create() {
  const registry = new Registry();
  registry.setDefaultLabels({ process: env.MILLRACE_PROCESS });
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    /** Seconds from request to answer of a route handler. */
    handlerSeconds: new Histogram({
      name: "millrace_handler_seconds",
      help: "Time to answer, by route handler and status",
      labelNames: ["handler", "status"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    /** Seconds to carry out a command, with its outcome: ACCEPTED, REFUSED or FAULT. */
    commandSeconds: new Histogram({
      name: "millrace_command_seconds",
      help: "Time to carry out a command, by outcome",
      labelNames: ["command", "outcome"],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    signIns: new Counter({ name: "millrace_sign_ins_total", help: "Attempts to sign in, by way and outcome", labelNames: ["way", "outcome"], registers }),
    faults: new Counter({ name: "millrace_faults_total", help: "Faults that were reported with a reference, by place", labelNames: ["place"], registers }),
    rateLimited: new Counter({ name: "millrace_rate_limited_total", help: "Requests refused because a caller sent too many", labelNames: ["handler"], registers }),
    liveStreams: new Gauge({ name: "millrace_live_streams", help: "Open live streams of this process", registers }),
    liveUp: new Gauge({ name: "millrace_live_up", help: "1 while this process hears changes from the database", registers }),
    installation: installationGauges(registry),
  };
}

// Next bundles pages, handlers and instrumentation apart; all of them must count into one registry.
const holder = globalThis as typeof globalThis & { millraceMetrics?: Metrics };

/** What this process counts and measures, for Prometheus. */
export const metrics: Metrics = (holder.millraceMetrics ??= create());
