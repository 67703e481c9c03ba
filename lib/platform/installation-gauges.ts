import { Gauge, type Registry } from "prom-client";

/**
 * What the whole installation stands at, not one process: every web process tells the same, read from the database at each scrape. Take the
 * maximum over processes, never the sum. Names of plants, machines and ERPs are left out: who scrapes has no account.
 */
export function installationGauges(registry: Registry) {
  const gauge = (name: string, help: string, labelNames: readonly string[] = []) => new Gauge({ name, help, labelNames: [...labelNames], registers: [registry] });
  return {
    databaseUp: gauge("millrace_database_up", "1 when the figures of the installation could be read at this scrape; the others are absent when not"),
    workers: gauge("millrace_workers", "Workers that were heard of in the last 20 seconds"),
    workerFaults: gauge("millrace_worker_faults", "Workers that cannot reach or share out their sources"),
    sources: gauge("millrace_ingest_sources", "Active telemetry sources, by whether a worker is connected for them", ["state"]),
    waiting: gauge("millrace_ingest_waiting", "Messages that workers hold and have not stored yet"),
    held: gauge("millrace_ingest_held", "1 while machines wait with what they say: it cannot be stored, or the broker acknowledges nothing"),
    rows: gauge("millrace_ingest_rows", "Rows that the present workers have stored since they began, by kind", ["kind"]),
    defaultRows: gauge("millrace_telemetry_default_rows", "Rows that found no partition of their day; counted up to 10,000", ["table"]),
    commands: gauge("millrace_worker_commands", "Commands that the present workers have carried out since they began", ["command", "outcome"]),
    commandSeconds: gauge("millrace_worker_command_seconds", "Seconds that those commands took", ["command", "outcome"]),
    outboxDepth: gauge("millrace_outbox_depth", "Messages on their way to an ERP, by priority; counted up to 10,000", ["priority"]),
    outboxOldest: gauge("millrace_outbox_oldest_seconds", "Age of the oldest message on its way, by priority", ["priority"]),
    outboxParked: gauge("millrace_outbox_parked", "Messages that wait for a person (rejected or given up); counted up to 10,000"),
    connections: gauge("millrace_erp_connections", "Enabled ERP connections, by the state of their circuit breaker", ["breaker"]),
  };
}
