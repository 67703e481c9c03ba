import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { connectAsync } from "mqtt";
import postgres from "postgres";
import { brokerIdentity } from "@/lib/platform/broker-identity";
import { faultCode } from "@/lib/platform/fault-code";
import { isAway } from "@/lib/platform/is-away";
import { type HoldReason, startBroker } from "./broker";
import type { ChildEvents } from "./child";
import { note } from "./console";
import { type PostgresServer, startPostgres } from "./database";
import type { Secrets } from "./home";
import { postgresAccount } from "./postgres-account";
import { postgresFolder } from "./postgres-folder";

export type Service = { readonly url: string; readonly says: string; stop(): Promise<void>; /** Takes nothing new; comes before its users end. */ hush?(): void };

const POSTGRES_PORT = 5433;
const MQTT_PORT = 1883;
const BROKER_ANSWER_MS = 3_000;
/** Machines may speak before the worker hears them: a start takes seconds. */
const AWAIT_SUBSCRIBER_MS = 30_000;

/** The database: the given one, waited for as long as it takes, or the embedded PostgreSQL, restarted whenever it dies. */
export async function openDatabase(given: string | undefined, home: string, secrets: Secrets, events: ChildEvents): Promise<Service> {
  if (given !== undefined) {
    await reachable(given, (why) => events.warned("database", `${new URL(given).host} does not answer (${why}); trying again`));
    return { url: given, says: `given, at ${new URL(given).host}`, stop: () => Promise.resolve() };
  }
  const dataDir = postgresFolder(home, postgresAccount());
  const options = { dataDir, password: secrets.databasePassword, port: POSTGRES_PORT, logFile: join(home, "logs", "postgres.log") };
  let server = await startPostgres(options);
  let stopping = false;
  const watch = (running: PostgresServer) =>
    running.process.once("exit", (code, signal) => {
      if (!stopping) void revive(code === null ? String(signal) : `exit code ${code}`);
    });
  const revive = async (how: string) => {
    for (let retryInMs = 1000; !stopping; retryInMs = Math.min(retryInMs * 2, 30_000)) {
      events.died("postgres", how, retryInMs);
      await delay(retryInMs);
      try {
        server = await startPostgres({ ...options, port: server.port });
        watch(server);
        return;
      } catch (error) {
        how = error instanceof Error ? error.message : String(error);
      }
    }
  };
  watch(server);
  const url = await ensureDatabase(server.url, "millrace");
  return {
    url,
    says: `embedded PostgreSQL on port ${server.port}`,
    async stop() {
      stopping = true;
      await server.stop();
    },
  };
}

/** The broker: the given one, which may be away for now, or the embedded one. */
export async function openBroker(given: string | undefined): Promise<Service> {
  if (given !== undefined) {
    const why = await brokerFault(given);
    const says = `given, at ${new URL(given).host}${why === null ? "" : `; it does not answer yet (${why}), machines are heard when it does`}`;
    return { url: given, says, stop: () => Promise.resolve() };
  }
  const letGo = (clientId: string, fullMs: number): void =>
    note(`client ${clientId} of the embedded broker read nothing for ${fullMs / 1000} s and held up all others: its connection was ended`);
  const gaveUp = (clientId: string, messages: number): void =>
    note(`client ${clientId} of the embedded broker takes less than is kept for it: the oldest ${messages} messages were given up`);
  const broker = await startBroker({ port: MQTT_PORT, awaitSubscriberMs: AWAIT_SUBSCRIBER_MS, letGo, holds: (why) => note(ofHold(why)), store: { gaveUp } });
  return { url: broker.url, says: `embedded MQTT broker on port ${broker.port}`, stop: () => broker.stop(), hush: () => broker.hush() };
}

function ofHold(why: HoldReason | null): string {
  if (why === null) return "the embedded broker takes what machines say again";
  if (why === "KEPT") return "the embedded broker keeps as much as it may for workers that do not take it: machines wait with what they say until they do";
  return `client ${why.full} of the embedded broker reads no more: machines wait with what they say until it does, or is let go`;
}

/** Why a broker takes no connection just now; null when it does. */
async function brokerFault(url: string): Promise<string | null> {
  try {
    const client = await connectAsync(url, { ...brokerIdentity(), reconnectPeriod: 0, connectTimeout: BROKER_ANSWER_MS }, false);
    await client.endAsync();
    return null;
  } catch (error) {
    if (error instanceof AggregateError && error.errors[0] instanceof Error) return error.errors[0].message;
    return error instanceof Error ? error.message : String(error);
  }
}

async function ensureDatabase(serverUrl: string, name: string): Promise<string> {
  const sql = postgres(serverUrl, { max: 1 });
  try {
    const [found] = await sql`select 1 from pg_database where datname = ${name}`;
    if (!found) await sql`create database ${sql(name)}`;
  } finally {
    await sql.end();
  }
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

/** Resolves once the server takes a query; a refusal that waiting cannot cure, such as a wrong password, is thrown. */
async function reachable(url: string, waiting: (why: string) => void): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    const sql = postgres(url, { max: 1, connect_timeout: 5 });
    try {
      await sql`select 1`;
      return;
    } catch (error) {
      if (!isAway(error)) throw error;
      if (attempt % 10 === 0) waiting(faultCode(error) ?? "");
      await delay(2000);
    } finally {
      await sql.end({ timeout: 1 });
    }
  }
}
