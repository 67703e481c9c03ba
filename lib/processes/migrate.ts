import { join } from "node:path";
import { migrate } from "@/db/migrate";
import { env } from "@/lib/platform/env";
import { loadSecrets, openHome } from "./home";
import { readRunning } from "./running";
import { openDatabase } from "./services";

// Brings the database up to date: the one of DATABASE_URL, the one that runs just now, or the embedded one, started for the occasion.
const home = openHome(env.MILLRACE_HOME);
const say = (name: string, text: string) => console.log(`[${name}] ${text}`);
const events = { warned: say, started: () => undefined, died: say };

const running = env.DATABASE_URL === undefined ? readRunning(home)?.databaseUrl : undefined;
const database = await openDatabase(env.DATABASE_URL ?? running, home, loadSecrets(home), events);
try {
  const applied = await migrate(database.url);
  console.log(`The schema is current, ${applied} migrations applied (${env.DATABASE_URL === undefined ? join(home, "postgres") : new URL(database.url).host})`);
} finally {
  await database.stop();
}
