import postgres from "postgres";
import { type Child, type ChildEvents, type ChildSpec, superviseChild } from "./child";
import { repeat } from "./worker/repeat";

/**
 * Runs the process that listens to OPC UA servers for as long as there is one that is switched on: it starts within seconds after the first is added, and ends
 * after the last is switched off. While the database does not answer, what runs goes on.
 */
export function opcuaOnDemand(databaseUrl: string, spec: ChildSpec, events: ChildEvents, everyMs = 3_000): { stop(): Promise<void>; kill(): void } {
  const sql = postgres(databaseUrl, {
    max: 1,
    connect_timeout: 5,
    idle_timeout: 0,
    fetch_types: false,
    onnotice: () => undefined,
    connection: { application_name: "millrace supervisor" },
  });
  let child: Child | null = null;
  let asked = true;
  const watch = repeat("OPC UA sources", everyMs, async () => {
    try {
      const [row] = await sql<{ wanted: boolean }[]>`select exists (select from telemetry.source where kind = 'OPC_UA' and active) as wanted`;
      asked = true;
      if (row?.wanted === true) child ??= superviseChild(spec, events);
      else if (child !== null) {
        const ended = child;
        child = null;
        await ended.stop();
      }
    } catch (error) {
      // Said once: the console is a person's.
      if (asked) events.warned(spec.name, `which OPC UA servers there are cannot be asked (${error instanceof Error ? error.message : String(error)}); trying again`);
      asked = false;
    }
  });
  return {
    async stop() {
      await Promise.all([watch.stop(), sql.end({ timeout: 1 })]);
      await child?.stop();
    },
    kill: () => child?.kill(),
  };
}
