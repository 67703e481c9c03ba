import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "@/lib/processes/database";

/** PostgreSQL with its defaults, durable as a plant's is, in a folder that goes with it. */
export async function openServer(): Promise<{ readonly url: string; stop(): Promise<void> }> {
  const home = mkdtempSync(join(tmpdir(), "millrace-bench-"));
  chmodSync(home, 0o755); // mkdtemp closes it to the account that PostgreSQL runs as under root
  const server = await startPostgres({ dataDir: join(home, "data"), password: "bench", port: 0, logFile: join(home, "postgres.log") });
  return {
    url: server.url,
    async stop() {
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
