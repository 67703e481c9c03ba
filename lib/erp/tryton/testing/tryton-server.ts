import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);
const script = (name: string) => fileURLToPath(new URL(`../server/${name}`, import.meta.url));

const Facts = z.object({
  url: z.string(),
  db: z.string(),
  user: z.string(),
  password: z.string(),
  admin: z.object({ user: z.string(), password: z.string() }),
  /** The database below it. */
  postgres: z.string(),
  seed: z.object({ orders: z.record(z.string(), z.object({ id: z.number(), number: z.string() })) }),
});

/** A running Tryton with the demo factory, or why there can be none on this machine. */
export type TrytonServer = { readonly kind: "up"; readonly facts: z.infer<typeof Facts>; stop(): Promise<void> } | { readonly kind: "unavailable"; readonly reason: string };

/** What keeps a machine from having Tryton at all; anything else that goes wrong is a failure. */
const UNAVAILABLE = [/only root can install: .*/, /apt-get failed/, /not installed: .*/, /dpkg-query: command not found/, /ENOENT/];

/** Starts Tryton with the data as first seeded. The first time it installs Debian packages, which takes root and some minutes. */
export async function startTryton(): Promise<TrytonServer> {
  if (process.platform !== "linux") return { kind: "unavailable", reason: "it needs Debian 12" };
  try {
    const { stdout } = await run(script("tryton-up"), ["--reset"], { timeout: 600_000 });
    return { kind: "up", facts: Facts.parse(JSON.parse(stdout)), stop: async () => void (await run(script("tryton-down"))) };
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? `${error.message}\n${String(error.stderr)}` : String(error);
    const reason = UNAVAILABLE.map((pattern) => pattern.exec(said)?.[0]).find((found) => found !== undefined);
    if (reason === undefined) throw error;
    return { kind: "unavailable", reason };
  }
}
