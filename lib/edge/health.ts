import "server-only";
import { composition } from "@/lib/composition";
import { log } from "@/lib/platform/log";
import { inTime } from "@/lib/platform/in-time";
import { breakerFacts, defaultRows, type SourceFacts, sourceFacts, takesWrites } from "./installation-facts";

type Name = "database" | "migrations" | "worker" | "broker" | "partitions" | "erp";
type Dependency = { readonly ready: boolean; readonly detail?: string };
export type Health = {
  readonly status: "ready" | "degraded" | "unavailable";
  readonly now: string;
  readonly dependencies: Readonly<Record<Name, Dependency>>;
};

/**
 * What this installation depends on, without a name or an error that an outsider could use. `unavailable`: pages cannot be served.
 * `degraded`: pages work, but nothing can be recorded, machines or ERP wait, or telemetry found no partition of its day. None of these makes the plant unavailable.
 */
export async function health(): Promise<Health> {
  const dependencies = await readDatabase();
  // Whose schema is known answers. One that takes no writes can be read.
  const serves = dependencies.migrations.ready;
  const all = Object.values(dependencies).every((dependency) => dependency.ready);
  return { status: serves ? (all ? "ready" : "degraded") : "unavailable", now: new Date().toISOString(), dependencies };
}

/** Looks in a row that the database did not answer. */
let unanswered = 0;

async function readDatabase(): Promise<Record<Name, Dependency>> {
  const unknown = { ready: false, detail: "unknown while the database does not answer" };
  const rest = { worker: unknown, broker: unknown, partitions: unknown, erp: unknown };
  try {
    const { connection, schemaIsCurrent } = composition();
    const current = await inTime(schemaIsCurrent());
    if (!current) return { database: { ready: true }, migrations: { ready: false, detail: "older than this version: run npm run db:migrate" }, ...rest };
    const [writes, sources, partitions, erp] = await inTime(
      Promise.all([takesWrites(connection.sql), sourceFacts(connection.sql), defaultRows(connection.sql), breakerFacts(connection.sql)]),
    );
    const strays = partitions.reduce((sum, { rows }) => sum + rows, 0);
    unanswered = 0;
    return {
      database: writes ? { ready: true } : { ready: false, detail: "takes no writes: it is a standby, or is set to read only" },
      migrations: { ready: true },
      worker: sources.workers.length > 0 ? { ready: true } : { ready: false, detail: "no worker has said anything for 20 s" },
      broker: brokerOf(sources),
      partitions:
        strays === 0 ? { ready: true } : { ready: false, detail: `${strays} rows of telemetry found no partition of their day; the worker moves them within ten minutes` },
      erp: { ready: erp.open === 0 && erp.unread === 0, detail: `${erp.connections} connections, ${erp.open} not answering, ${erp.unread} not readable` },
    };
  } catch (error) {
    unanswered += 1;
    // The first look of a process that just starts takes longer than a look may; and it is said once, not with every look.
    if (unanswered === 2) log.warn({ err: error }, "health: the database does not answer");
    return { database: { ready: false, detail: "does not answer" }, migrations: unknown, ...rest };
  }
}

/** What holds machines up although the broker is there; the page *Telemetry* says more of each. */
const HELD_UP: Readonly<Record<string, string>> = {
  NOT_STORED: "what machines say cannot be stored; they wait, and the page Telemetry says why",
  TAKES_NOTHING: "the broker acknowledges nothing; machines wait with what they say",
  COMES_AND_GOES: "the broker ends a worker's connection again and again; another installation may use its name",
  REFUSES_TOPICS: "the broker does not let a worker listen to its topics",
  NO_ANSWER: "the broker accepts connections and does not answer",
};

/** What the workers say of the broker: whether each configured source is connected. A port that opens says nothing of what is behind it. */
function brokerOf({ workers, sources, connected }: SourceFacts): Dependency {
  if (workers.length === 0) return { ready: false, detail: "unknown while no worker says anything" };
  // A worker that is connected may have machines wait all the same.
  for (const { broker } of workers) {
    const detail = broker === null ? undefined : HELD_UP[broker.code];
    if (detail !== undefined) return { ready: false, detail };
  }
  if (connected < sources) return { ready: false, detail: `${connected} of ${sources} sources connected` };
  if (workers.some(({ fault }) => fault !== null)) return { ready: false, detail: "a worker can't reach or share out its sources" };
  return { ready: true, detail: `${sources} sources connected` };
}
