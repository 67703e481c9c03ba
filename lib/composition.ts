import "server-only";
import { join } from "node:path";
import { connect, type Connection } from "@/db/client";
import { schemaIsCurrent } from "@/db/schema-version";
import type { Command } from "@/lib/commands/define-command";
import type { AuthContext } from "@/lib/auth/context";
import { type ConnectionDesk, connectionDesk } from "@/lib/commands/integration/connections/connection-desk";
import { type MappingDesk, mappingDesk } from "@/lib/commands/integration/connections/mapping-desk";
import { setMapping } from "@/lib/commands/integration/connections/set-mapping";
import type { SetMappingInput } from "@/lib/commands/integration/connections/set-mapping.schema";
import { type ErpChannel, erpChannel } from "@/lib/commands/integration/erp-channel";
import type { Services } from "@/lib/commands/services";
import { type OpcuaDesk, opcuaDesk } from "@/lib/commands/telemetry/opcua/opcua-desk";
import { fetchHttp } from "@/lib/erp/http/fetch-http";
import { erpSystems } from "@/lib/erp/registry";
import { adapterSource, openerOf } from "@/lib/integration/adapters";
import { vocabularyOf } from "@/lib/integration/words/vocabulary";
import { createFanOut, type FanOut } from "@/lib/live/fan-out";
import { listen, type Listener } from "@/lib/live/listen";
import { createNotifier, type LiveNotifier } from "@/lib/live/notify";
import { wakeDispatchers } from "@/lib/integration/outbox/wake";
import { systemClock } from "@/lib/platform/clock";
import { env } from "@/lib/platform/env";
import { log } from "@/lib/platform/log";
import { metrics } from "@/lib/platform/metrics";

/** Everything that a process wires up once. */
export type Composition = {
  readonly connection: Connection;
  readonly services: Services;
  readonly auth: AuthContext;
  readonly notifier: LiveNotifier;
  /** Both doors of the ERP channel, as this process uses them. */
  readonly channel: ErpChannel;
  /** What IT does with connections: forms, tests, dry runs, and their mapping. */
  readonly connections: { readonly desk: ConnectionDesk; readonly mapping: MappingDesk; readonly setMapping: Command<SetMappingInput, { readonly waiting: number }> };
  /** What IT does with OPC UA sources. */
  readonly opcua: OpcuaDesk;
  /** Whether the database has the schema of this version. */
  readonly schemaIsCurrent: () => Promise<boolean>;
  /** What open screens of this process hear; listening to the database starts with the first call. */
  fanOut(): FanOut;
  /** Tells what is pending, stops listening and closes all connections. */
  close(): Promise<void>;
};

// Next bundles pages, handlers and instrumentation apart: without this each would open a pool of its own.
const holder = globalThis as typeof globalThis & { millraceComposition?: Composition };

/** The wiring of this process, made at first use. Throws when DATABASE_URL or MILLRACE_SECRET is missing. */
export function composition(): Composition {
  if (holder.millraceComposition !== undefined) return holder.millraceComposition;
  const { DATABASE_URL: databaseUrl, MILLRACE_SECRET: secret } = env;
  if (databaseUrl === undefined) throw new Error("DATABASE_URL is not set: npm start sets it to its own PostgreSQL");
  if (secret === undefined) throw new Error("MILLRACE_SECRET is not set: npm start makes one and keeps it");
  return provide(compose(databaseUrl, secret));
}

/** Makes a wiring the one of this process, for a process or a test that has settings of its own. */
export function provide(made: Composition): Composition {
  holder.millraceComposition = made;
  return made;
}

/** Wires up database, clock, sign-in and the live channel. */
export function compose(databaseUrl: string, secret: string): Composition {
  const name = `millrace ${env.MILLRACE_PROCESS}`;
  const connection = connect(databaseUrl, { applicationName: name });
  // Telling must never wait behind commands for a connection of their pool.
  const telling = connect(databaseUrl, { max: 1, applicationName: `${name} notify` });
  const notifier = createNotifier(telling.sql);
  const fanOut = createFanOut();
  let listener: Listener | undefined;
  const services: Services = {
    db: connection.db,
    clock: systemClock,
    tellLive: notifier.tellLive,
    wakeOutbox: () => void wakeDispatchers(telling.sql).catch((fault: unknown) => log.warn({ err: fault }, "the dispatchers could not be woken; their timer finds the message")),
  };
  return {
    connection,
    services,
    ...openChannel(services, secret),
    opcua: opcuaDesk(services, secret),
    auth: { db: connection.db, clock: systemClock, secret },
    notifier,
    schemaIsCurrent: () => schemaIsCurrent(connection.sql),
    fanOut() {
      if (listener !== undefined) return fanOut;
      fanOut.subscribe((event) => {
        if (event.type === "source") metrics.liveUp.set(event.up ? 1 : 0);
      });
      listener = listen(databaseUrl, fanOut);
      return fanOut;
    },
    async close() {
      fanOut.publish({ type: "closing" });
      await notifier.flush();
      await listener?.close();
      await telling.close();
      await connection.close();
    },
  };
}

/** Connections are opened with what is stored of them, or with what somebody types before it is stored. */
function openChannel(services: Services, secret: string): Pick<Composition, "channel" | "connections"> {
  const exchange = env.MILLRACE_EXCHANGE ?? join(env.MILLRACE_HOME, "exchange");
  const open = openerOf(erpSystems, (system, settings, secrets, words) => system.create(settings, secrets, fetchHttp, words, exchange));
  const channel = erpChannel(services, adapterSource(services.db, open, secret));
  const vocabulary = vocabularyOf(erpSystems);
  return {
    channel,
    connections: {
      desk: connectionDesk(services, { systems: erpSystems, open, channel, masterSecret: secret }),
      mapping: mappingDesk(services, vocabulary),
      setMapping: setMapping(vocabulary),
    },
  };
}
