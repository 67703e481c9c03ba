import "server-only";
import { connect } from "node:net";
import { composition } from "@/lib/composition";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";

const PATIENCE_MS = 2_000;
const BROKER_PORT = 1_883;

type Dependency = { readonly ready: boolean; readonly detail?: string };
export type Health = {
  readonly status: "ready" | "degraded" | "unavailable";
  readonly now: string;
  readonly dependencies: Readonly<Record<"database" | "migrations" | "worker" | "broker" | "erp", Dependency>>;
};

/**
 * What this installation depends on, without a name or an error that an outsider could use. `unavailable`: pages cannot be served.
 * `degraded`: pages work, but machines or ERP wait. An ERP that does not answer never makes the plant unavailable.
 */
export async function health(): Promise<Health> {
  const [database, broker] = await Promise.all([readDatabase(), brokerAnswers()]);
  const dependencies = { ...database, broker };
  const serves = dependencies.database.ready && dependencies.migrations.ready;
  const all = Object.values(dependencies).every((dependency) => dependency.ready);
  return { status: serves ? (all ? "ready" : "degraded") : "unavailable", now: new Date().toISOString(), dependencies };
}

async function readDatabase(): Promise<Record<"database" | "migrations" | "worker" | "erp", Dependency>> {
  const unknown = { ready: false, detail: "unknown while the database does not answer" };
  try {
    const { connection, schemaIsCurrent } = composition();
    const current = await inTime(schemaIsCurrent());
    if (!current) return { database: { ready: true }, migrations: { ready: false, detail: "older than this version: run npm run db:migrate" }, worker: unknown, erp: unknown };
    const [row] = await inTime(connection.sql<{ workers: number; connections: number; waiting: number }[]>`
      select (select count(*) from integration.worker_heartbeat where seen_at > now() - interval '20 seconds')::int as workers,
             count(*)::int as connections,
             count(*) filter (where open_until > now())::int as waiting
      from integration.connection where enabled`);
    const { workers = 0, connections = 0, waiting = 0 } = row ?? {};
    return {
      database: { ready: true },
      migrations: { ready: true },
      worker: workers > 0 ? { ready: true } : { ready: false, detail: "no worker has said anything for 20 s" },
      erp: { ready: waiting === 0, detail: `${connections} connections, ${waiting} not answering` },
    };
  } catch (error) {
    log.warn({ err: error }, "health: the database does not answer");
    return { database: { ready: false, detail: "does not answer" }, migrations: unknown, worker: unknown, erp: unknown };
  }
}

/** Opens a TCP connection to the broker and closes it again; the worker holds the real one. */
async function brokerAnswers(): Promise<Dependency> {
  if (env.MQTT_URL === undefined) return { ready: false, detail: "MQTT_URL is not set" };
  const { hostname, port, protocol } = new URL(env.MQTT_URL);
  const answered = await new Promise<boolean>((resolve) => {
    const socket = connect({ host: hostname.replaceAll(/[[\]]/g, ""), port: Number(port) || (protocol === "mqtts:" ? 8_883 : BROKER_PORT), timeout: PATIENCE_MS });
    const done = (ready: boolean) => {
      socket.destroy();
      resolve(ready);
    };
    socket
      .once("connect", () => done(true))
      .once("error", () => done(false))
      .once("timeout", () => done(false));
  });
  return answered ? { ready: true } : { ready: false, detail: "does not answer" };
}

async function inTime<Result>(work: PromiseLike<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), PATIENCE_MS);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
